import ArgumentParser
import Operations

struct OfferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offer", abstract: "Offers of the shops: what each is shown and shows.",
        subcommands: [List.self, Retry.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List offers that do not show what is wanted, and why.",
            discussion: """
                Where a channel tells what everybody asks (Amazon), “featured” is the offer that buyers are shown first and “lowest”
                the least that anybody asks for new goods; both with sending, and some hours old (--json says how old).
                """)
        @Flag(help: "All offers.") var all = false
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let page = try await ListStock(
                search: "", onlyDiffering: !self.all, after: self.page.after, limit: self.page.limit
            ).run(desk)
            let rows = page.rows.flatMap { row in
                row.cells.filter { self.all || ($0.state != .agreed && $0.state != .unlinked) }.map {
                    OfferRow(sku: row.sku, cell: $0)
                }
            }
            try out.show(rows) { rows in
                var table = Table(
                    [
                        ("SKU", .left), ("CONNECTION", .left), ("OFFER", .left), ("STATE", .left), ("WANTED", .right),
                        ("SHOWN", .right), ("PRICE WANTED", .right), ("PRICE SHOWN", .right), ("FEATURED", .right),
                        ("LOWEST", .right), ("WHY", .left),
                    ], empty: "Every offer shows what is wanted.")
                for row in rows {
                    table.add([
                        row.sku, row.cell.connectionName, row.cell.ref, row.cell.state.rawValue,
                        Words.number(row.cell.wanted),
                        Words.number(row.cell.observed), row.cell.wantedPrice?.text, row.cell.observedPrice?.text,
                        Self.featured(row.cell.market), row.cell.market?.lowest?.text, row.cell.reason,
                    ])
                }
                out.table(table)
            }
            if !out.isJSON { out.next(page.next) }
        }

        /// `17.99 EUR, yours`.
        private static func featured(_ market: MarketView?) -> String? {
            market?.featured.map { $0.text + (market?.isOurs == true ? ", yours" : "") }
        }
    }

    struct Retry: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Take a parked offer up again.")
        @OptionGroup var which: MappingCommand.OfferFlags
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let row = try await RetryOffer(connection: self.which.connection, offer: self.which.offer).run(desk)
            out.line("“\(row.title)” of \(row.connectionName) is tried again.")
        }
    }
}

/// One offer of one SKU.
private struct OfferRow: Encodable {
    var sku: String
    var cell: StockCell
}
