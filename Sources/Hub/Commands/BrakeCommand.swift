import ArgumentParser
import Operations

struct BrakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brake", abstract: "Mass changes that were stopped and wait for a person.",
        subcommands: [List.self, Release.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Where a brake holds, shops and plans.")
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let shops = try await ListConnections().run(desk).filter { $0.braked > 0 }.map {
                Held(
                    what: "connection", name: $0.name, changes: $0.braked,
                    wayOut: "entrepot brake release \(ShellWord.quoted($0.name))")
            }
            let plans = try await ListPlans(limit: 200).run(desk).filter {
                !$0.brakes.isEmpty && $0.state == "proposed"
            }.map {
                Held(
                    what: "plan", name: $0.title, changes: $0.counts.total,
                    wayOut: "entrepot plan apply \($0.id) --release-brake")
            }
            try out.show(shops + plans) { all in
                var table = Table(
                    [("WHAT", .left), ("NAME", .left), ("CHANGES", .right), ("IF IT IS MEANT", .left)],
                    empty: "No brake holds anything.")
                for one in all { table.add([one.what, one.name, String(one.changes), one.wayOut]) }
                out.table(table)
            }
        }
    }

    struct Release: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Let a shop's stopped changes go.")
        @Argument(help: "The connection.") var connection: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let number = try await ReleaseBrake(connection: self.connection).run(desk)
            out.line("\(Words.count(number, "change goes", "changes go")) on.")
        }
    }
}

private struct Held: Encodable {
    var what: String
    var name: String
    var changes: Int
    var wayOut: String
}
