import ArgumentParser
import Foundation
import Operations
import Vault

struct AlarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alarm", abstract: "What was unusual, and what was found of it.",
        subcommands: [List.self, Review.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List alarms, the latest first.")
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let alarms = try await ListAlarms(limit: 1_000).run(desk)
            try out.show(alarms) { alarms in
                var table = Table(
                    [
                        ("AT", .left), ("WHAT", .left), ("WHO", .left), ("WHERE", .left), ("REVIEW", .left),
                        ("ID", .left),
                    ],
                    empty: "No alarm so far.")
                for alarm in alarms {
                    table.add([
                        Words.time(alarm.at), alarm.sentence, alarm.who, alarm.place,
                        alarm.reviews.last.map { "\($0.who): \($0.finding)" } ?? "open", alarm.id,
                    ])
                }
                out.table(table)
            }
        }
    }

    struct Review: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "Record what was found of an alarm.")
        @Argument(help: "The alarm's id.") var alarm: String
        @Argument(help: "What you found, in a sentence. Name nobody.") var finding: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            try await ReviewAlarm(self.alarm, finding: self.finding).run(desk)
            out.line("Recorded.")
        }
    }
}

struct CanaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "canary",
        abstract: "Ids and tokens that nobody has reason to use; one that is used raises an alarm.",
        subcommands: [List.self, Plant.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List the workspace's canaries.")
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let canaries = try await ListCanaries().run(desk)
            try out.show(canaries) { canaries in
                var table = Table(
                    [("LOOKS LIKE", .left), ("ID", .left), ("SINCE", .left)],
                    empty: "None yet: `entrepot serve` makes them.")
                for one in canaries { table.add([one.kind, one.id, Words.time(one.createdAt)]) }
                out.table(table)
            }
        }
    }

    struct Plant: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print an API token that opens nothing and raises an alarm, to be laid where a thief would look.")
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            out.line(try await PlantCanary().run(desk).reveal())
        }
    }
}
