import ArgumentParser
import Operations

struct FinanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "finance", abstract: "How channels book your money.", subcommands: [List.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what channels booked, the latest first.",
            discussion: """
                Amounts are the channel's: below zero is what you pay. What is “deferred” is booked and held back for now. Amazon
                may tell of an order up to two days late. With --json each comes with the sums it consists of.
                """)
        @Option(help: "Of this connection only.") var connection: String?
        @Option(help: "Of this order only: the channel's id of it.") var order: String?
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let list = ListFinances(
                connection: self.connection, order: self.order, after: self.page.after, limit: self.page.limit)
            try out.show(try await list.run(desk)) { page in
                var table = Table(
                    [
                        ("POSTED", .left), ("CONNECTION", .left), ("KIND", .left), ("STATUS", .left), ("ORDER", .left),
                        ("AMOUNT", .right), ("WHAT", .left),
                    ],
                    empty: "Nothing was booked yet, or no channel of yours tells of it (entrepot channels).")
                for one in page.rows {
                    table.add([
                        Words.time(one.postedAt), one.connectionName, one.kind, one.status, one.order,
                        one.amount?.text, one.words,
                    ])
                }
                out.table(table)
                out.next(page.next)
            }
        }
    }
}
