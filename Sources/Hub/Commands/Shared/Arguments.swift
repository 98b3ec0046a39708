import ArgumentParser
import Commerce
import ConnectorKit
import Operations
import Records

extension SellingPolicy: ExpressibleByArgument {}
extension ImportFormat: ExpressibleByArgument {}
extension Diagnostic.Kind: ExpressibleByArgument {}
extension OfferRecord.Mapping: ExpressibleByArgument {}
extension ListingChoice.Kind: ExpressibleByArgument {}
extension ListingEdit.Goods: ExpressibleByArgument {}
extension LogFormat: ExpressibleByArgument {}
extension PriceEnding.Direction: ExpressibleByArgument {}

extension Currency: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument.uppercased()) }
}
