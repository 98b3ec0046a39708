import ArgumentParser
import Operations

struct StockCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stock", abstract: "What there is, what each shop shows, and why.",
        subcommands: [
            List.self, Set.self, Adjust.self, Transfer.self, Buffer.self, Why.self, Adopt.self, Oversold.self,
        ])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "SKU by shop: wanted and observed.")
        @Option(help: "Whose SKU or title holds this.") var search = ""
        @Flag(help: "Only where some shop does not show what is wanted.") var differing = false
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let rows = try await ListStock(
                search: self.search, onlyDiffering: self.differing, after: self.page.after, limit: self.page.limit
            ).run(desk)
            try out.show(rows) { page in
                var table = Table(
                    [
                        ("SKU", .left), ("ON HAND", .right), ("OPEN", .right), ("SHORT", .right), ("AVAILABLE", .right),
                        ("KEPT BY SHOPS", .right), ("POLICY", .left), ("PRICE", .right),
                        ("SHOPS (SHOWN→WANTED)", .left), ("TITLE", .left),
                    ], empty: "No SKU matches. Bring some in: entrepot import FILE")
                for row in page.rows {
                    table.add([
                        row.sku, String(row.onHand), String(row.open), String(row.short), String(row.available),
                        row.kept.isEmpty ? "" : String(row.kept.reduce(0) { $0 + $1.sellable }), row.policy,
                        row.price?.text, row.cells.map(Self.cell).joined(separator: ", "), row.title,
                    ])
                }
                out.table(table)
                out.next(page.next)
            }
        }

        private static func cell(_ cell: StockCell) -> String {
            let observed = Words.number(cell.observed) ?? "?"
            guard cell.state != .unlinked else { return "\(cell.connectionName) –" }
            guard let wanted = cell.wanted, wanted != cell.observed else { return "\(cell.connectionName) \(observed)" }
            return "\(cell.connectionName) \(observed)→\(wanted)"
        }
    }

    struct Why: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "How a number comes about, as a story.")
        @Argument(help: "The SKU.") var sku: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await WhyStock(sku: self.sku).run(desk)) { out.line($0.text) }
        }
    }

    struct Oversold: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every unit sold twice: who sold it, who knew what when.")
        @Argument(help: "The SKU; all when left out.") var sku: String?
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await OversellReport(sku: self.sku).run(desk)) { all in
                if all.isEmpty { out.line("Nothing is owed that is not there.") }
                for one in all { out.line(one.text) }
            }
        }
    }

    struct Adopt: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Take a shop's counts over as ours, once.")
        @Argument(help: "The connection.") var connection: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await AdoptStock(connection: self.connection).run(desk)) { result in
                out.line(
                    "\(result.adopted) counts taken over, \(result.unchanged) were equal, \(result.skipped.count) skipped."
                )
                for skip in result.skipped { out.line("  \(skip.sku): \(skip.reason)") }
            }
        }
    }
}
