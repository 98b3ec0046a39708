import ArgumentParser
import Operations

struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "What happened, in sentences.", subcommands: [List.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List events, the latest first.")
        @Option(help: "Of this SKU only.") var sku: String?
        @Option(help: "What one request, webhook or visit caused, by its trace.") var trace: String?
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let events = try await ListEvents(
                sku: self.sku, trace: self.trace, after: self.page.after, limit: self.page.limit
            ).run(desk)
            try out.show(events) { page in
                var table = Table(
                    [
                        ("AT", .left), ("LEVEL", .left), ("KIND", .left), ("CONNECTION", .left), ("SKU", .left),
                        ("WHAT", .left),
                    ],
                    empty: "Nothing has happened yet.")
                for one in page.rows {
                    table.add([Words.time(one.at), "\(one.level)", one.kind, one.connection, one.sku, one.summary])
                }
                out.table(table)
                out.next(page.next)
            }
        }
    }
}
