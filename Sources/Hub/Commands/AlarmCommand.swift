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

struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access", abstract: "Who may come in, to be looked through each quarter.",
        subcommands: [List.self, Keep.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List who has access, and what was answered this quarter.")
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let found = try await ShowAccess().run(desk)
            try out.show(found) { found in
                var table = Table(
                    [
                        ("ADDRESS", .left), ("NAME", .left), ("ROLE", .left), ("SECOND FACTOR", .left),
                        (found.quarter, .left),
                    ],
                    empty: "Nobody yet: entrepot member create ADDRESS --role owner")
                for line in found.lines {
                    table.add([
                        line.address, line.name, line.role + (line.buyerData ? " + buyer-data" : ""),
                        line.hasSecondFactor ? "on" : "off",
                        line.answer ?? (line.isDue ? "answer owed" : "joined in it"),
                    ])
                }
                out.table(table)
            }
        }
    }

    struct Keep: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Record that members still need their access. Who does not is taken out with: entrepot member remove")
        @Argument(help: "E-mail addresses.") var addresses: [String] = []
        @Flag(help: "Everybody.") var all = false
        @OptionGroup var desk: DeskFlags

        func validate() throws {
            guard self.all != !self.addresses.isEmpty else { throw ValidationError("Name members, or give --all.") }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            var members: Set<UUID>?
            if !self.all {
                let lines = try await ShowAccess().run(desk).lines
                members = try Set(
                    self.addresses.map { address in
                        guard let line = lines.first(where: { $0.address == address.lowercased() }),
                            let id = UUID(uuidString: line.id)
                        else { throw MemberError.memberUnknown }
                        return id
                    })
            }
            let kept = try await KeepAccess(members, by: .machine).run(desk)
            out.line("\(Words.count(kept, "answer", "answers")) recorded.")
        }
    }
}
