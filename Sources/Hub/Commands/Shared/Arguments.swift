import ArgumentParser
import Commerce
import Records

extension SellingPolicy: ExpressibleByArgument {}
extension ImportFormat: ExpressibleByArgument {}
extension OfferRecord.Mapping: ExpressibleByArgument {}
extension LogFormat: ExpressibleByArgument {}
extension PriceEnding.Direction: ExpressibleByArgument {}

extension Currency: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument.uppercased()) }
}
