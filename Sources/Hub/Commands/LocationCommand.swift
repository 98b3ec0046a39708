import ArgumentParser
import Operations

struct LocationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "location", abstract: "Where units lie.", subcommands: [List.self, Create.self])

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
                    [("NAME", .left), ("COUNTED BY", .left), ("TO SELL", .right), ("ID", .left)],
                    empty: "No location yet.")
                for one in all {
                    table.add([one.name, one.countedBy ?? "you", one.sellable.map { "\($0)" } ?? "", one.id])
                }
                out.table(table)
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
