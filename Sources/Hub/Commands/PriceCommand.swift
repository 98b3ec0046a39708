import ArgumentParser
import Commerce
import Operations

struct PriceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "price", abstract: "Prices of the workspace; shops follow by their rule.", subcommands: [Set.self])

    struct Set: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Set one SKU's price.")
        @Argument(help: "The SKU.") var sku: String
        @Argument(help: "With a point before the cents: 12.50") var price: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let currency = Currency(try await ShowWorkspace().run(desk).currency) ?? .eur
            let money = try Money.parse(self.price, currency: currency, style: .point)
            try out.show(try await SetPrice(sku: self.sku, price: money).run(desk)) { priced in
                out.line("\(priced.sku): \(priced.price.text)")
                for shop in priced.shops {
                    out.line("  \(shop.connection): \(shop.wanted?.text ?? "another currency; left alone")")
                }
            }
        }
    }
}
