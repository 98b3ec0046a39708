import ArgumentParser
import Operations

struct OrderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order", abstract: "Orders of all shops.",
        subcommands: [List.self, Show.self, Ship.self, Cancel.self, Refund.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List orders, the latest first.")
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await ListOrders(after: self.page.after, limit: self.page.limit).run(desk)) { page in
                var table = Table(
                    [
                        ("PLACED", .left), ("NUMBER", .left), ("CONNECTION", .left), ("STATE", .left),
                        ("TOTAL", .right), ("ID", .left),
                    ],
                    empty: "No order yet.")
                for one in page.rows {
                    table.add([
                        Words.time(one.placedAt), one.number, one.connectionName, "\(one.state)", one.total.text,
                        one.id,
                    ])
                }
                out.table(table)
                out.next(page.next)
            }
        }
    }

    struct Show: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "One order with its lines and parcels.",
            discussion: """
                Where the shop was asked to cancel it and does so in its own time, it is asked how far it is now; the hub does so by
                itself, too, and tells what became of it.
                """)
        @Argument(help: "Its number or id.") var order: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            _ = try await FollowReversal(self.order).run(desk)
            try out.show(try await ShowOrder(self.order).run(desk)) { OrderText.show($0, out) }
        }
    }

    struct Ship: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Say that an order has left; the shop is told.")
        @Argument(help: "Its number or id.") var order: String
        @Option(help: "Who carries it.") var carrier: String?
        @Option(help: "The parcel's number.") var tracking: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let ship = ShipOrder(self.order, carrier: self.carrier, tracking: self.tracking)
            try out.show(try await ship.run(desk)) { OrderText.show($0, out) }
        }
    }
}
