import ArgumentParser
import ConnectorKit
import Operations

extension ListingCommand {
    struct Search: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Find products in the catalogue that a channel's sellers share (Amazon), to sell them as they stand there.",
            discussion: """
                By words, or by numbers of one kind. LISTED AS are the SKUs under which this account sells it already.
                To sell one: entrepot listing create CONNECTION SKU --asin ASIN --price 19.90 --quantity 5
                """)
        @Argument(help: "The connection.") var connection: String
        @Argument(help: "Words that it is found by.") var text: [String] = []
        @Option(help: "A GTIN; again for the next.") var gtin: [String] = []
        @Option(help: "An EAN; again for the next.") var ean: [String] = []
        @Option(help: "A UPC; again for the next.") var upc: [String] = []
        @Option(help: "An ISBN; again for the next.") var isbn: [String] = []
        @Option(name: [.long, .customLong("asin")], help: "The channel's own number of it; again for the next.")
        var product: [String] = []
        @Option(help: "Rows at most, up to 100.") var limit = 20
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func validate() throws { _ = try self.wish() }

        private func wish() throws -> ProductWish {
            let numbers: [(ProductWish.Number, [String])] = [
                (.product, self.product), (.gtin, self.gtin), (.ean, self.ean), (.upc, self.upc), (.isbn, self.isbn),
            ].filter { !$0.1.isEmpty }
            switch (self.text.isEmpty, numbers.count) {
            case (false, 0): return .words(self.text)
            case (true, 1): return .numbers(numbers[0].0, numbers[0].1)
            default: throw ValidationError("Say words, or numbers of one kind.")
            }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            let found = try await FindProducts(
                connection: self.connection, wish: try self.wish(), limit: self.limit
            ).run(desk)
            try out.show(found) { found in
                var table = Table(
                    [
                        ("ID", .left), ("TITLE", .left), ("BRAND", .left), ("TYPE", .left), ("LISTED AS", .left),
                        ("PICTURE", .left),
                    ], empty: "The catalogue has nothing of that.")
                for row in found.rows {
                    table.add([
                        row.id, row.title, row.brand, row.kind,
                        row.isSellable ? row.listedAs.joined(separator: ", ") : "a family of variations", row.image,
                    ])
                }
                out.table(table)
                if found.total > found.rows.count {
                    out.line("\(found.rows.count) of about \(found.total). More: --limit, or more words.")
                }
            }
        }
    }
}
