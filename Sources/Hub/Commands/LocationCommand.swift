import ArgumentParser
import Operations

struct LocationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "location", abstract: "Where units lie.", subcommands: [List.self, Show.self, Create.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List locations, the first is where goods leave from.",
            discussion: "Behind them stand places where a channel keeps and counts goods itself: those are read only.")
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await ListLocations().run(desk)) { all in
                var table = Table(
                    [("NAME", .left), ("COUNTED BY", .left), ("SKUS", .right), ("UNITS", .right), ("ID", .left)],
                    empty: "No location yet.")
                for one in all {
                    let (skus, units) = (one.skus ?? one.listings ?? 0, one.units ?? one.sellable ?? 0)
                    table.add([one.name, one.countedBy ?? "you", String(skus), String(units), one.id])
                }
                out.table(table)
            }
        }
    }

    struct Show: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "What lies at one location, by SKU.")
        @Argument(help: "The location's name or id.") var name: String
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let show = ShowLocation(self.name, after: self.page.after, limit: self.page.limit)
            try out.show(try await show.run(desk)) { stock in
                let isOurs = stock.location.countedBy == nil
                var table = Table(
                    isOurs
                        ? [("SKU", .left), ("ON HAND", .right), ("BUFFER", .right), ("TITLE", .left)]
                        : [
                            ("SKU", .left), ("TO SELL", .right), ("RESERVED", .right), ("ON THE WAY", .right),
                            ("NOT SELLABLE", .right), ("TITLE", .left),
                        ], empty: "Nothing lies there.")
                for row in stock.rows {
                    let name = row.sku ?? row.listing.map { "\($0) (not linked)" }
                    let counts =
                        isOurs ? [row.units, row.buffer] : [row.units, row.reserved, row.incoming, row.unsellable]
                    table.add([name] + counts.map { String($0 ?? 0) } + [row.title])
                }
                out.table(table)
                out.next(stock.next)
            }
        }
    }

    struct Create: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Make a location.")
        @Argument(help: "What people call it.") var name: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let made = try await CreateLocation(name: self.name).run(desk)
            out.line("Made location \(made.name).")
        }
    }
}
