import ArgumentParser
import ConnectorKit
import Operations

extension ListingCommand {
    struct Create: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Make a draft of a SKU at a shop. No buyer sees it, and it costs nothing, before it is published.",
            discussion: """
                Title, description, tags and price come from the SKU where they are not given. Said twice it is made once:
                where the shop's answer was lost, the draft is searched by its SKU before it is made again. Where a shop's
                listings hold whole products, all SKUs of the product are listed with it, told apart by their options in the
                order that the file gave; a SKU whose product is listed already is added to that listing, with no units.
                """)
        @Argument(help: "The connection.") var connection: String
        @Argument(help: "The SKU.") var sku: String
        @Option(
            help:
                "The shop's category, by its id where it has a list (Etsy, which wants one); at Shopify and Amazon the product type."
        )
        var category = ""
        @Option(help: "Who made it, in the shop's words: i_did, collective, someone_else. Etsy wants it.")
        var whoMade = ""
        @Option(
            help: "When it was made, in the shop's words: made_to_order, 2020_2026, before_2007. Etsy wants it.")
        var whenMade = ""
        @Option(help: "What a unit weighs when it is sent, in grams, for SKUs whose own weight no file has told.")
        var grams: Int?
        @Option(help: "In the shop's currency, with a point before the cents: 12.50") var price: String?
        @Option(help: "Units the draft begins with.") var quantity = 1
        @Option(help: "How long you need to send it, by the id of it.") var processing: String?
        @Option(
            name: [.long, .customLong("asin")],
            help:
                "The product of the shop's own catalogue that is sold, by its number (listing search), at Amazon its ASIN. What it is stands there: only price, quantity and attributes such as condition_type=used_good are said."
        )
        var product = ""
        @Option(help: "What is sold: physical, download or both.") var goods: ListingEdit.Goods?
        @OptionGroup var words: WordFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func validate() throws {
            guard self.quantity >= 1 else { throw ValidationError("--quantity is 1 or more.") }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            var details = self.words.edit
            details.title = nil
            details.description = nil
            details.processing = self.processing
            details.goods = self.goods
            let made = try await CreateListing(
                connection: self.connection, sku: self.sku,
                form: ListingForm(
                    title: self.words.title, description: self.words.description, price: self.price,
                    quantity: self.quantity, category: self.category, whoMade: self.whoMade, whenMade: self.whenMade,
                    grams: self.grams, product: self.product, details: details)
            ).run(desk)
            try out.show(made) { made in
                out.line(made.sentence)
                guard made.how == .made || made.how == .found else { return }
                let place = "\"\(made.offer.connectionName)\" \(made.offer.ref)"
                if self.product.isEmpty { out.line("A picture: entrepot listing image \(place) FILE") }
                out.line("To put it on sale: entrepot listing publish \(place)")
            }
        }
    }
}
