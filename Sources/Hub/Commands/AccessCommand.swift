import ArgumentParser
import Foundation
import Operations

struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access", abstract: "Who and what may come in, to be looked through each quarter.",
        subcommands: [List.self, Keep.self, Take.self])

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
                        ("WHO", .left), ("NAME", .left), ("MAY", .left), ("SECOND FACTOR", .left),
                        ("SIGNED IN", .right), ("LAST USED", .left), (found.quarter, .left),
                    ],
                    empty: "Nobody yet: entrepot member create ADDRESS --role owner")
                for line in found.lines {
                    table.add([
                        line.address, line.name, line.role + (line.buyerData ? " + buyer-data" : ""),
                        line.hasSecondFactor ? "on" : "off", "\(line.sessions)",
                        line.seenAt.map(Words.time) ?? "never", Self.state(line.answer, line.isDue),
                    ])
                }
                for line in found.tokens {
                    table.add([
                        line.id, line.name + (line.owner.map { " (of \($0))" } ?? ""), line.role ?? "everything", "",
                        "", line.usedAt.map(Words.time) ?? "never",
                        line.isWide ? "opens every workspace" : Self.state(line.answer, line.isDue),
                    ])
                }
                out.table(table)
            }
        }

        private static func state(_ answer: String?, _ isDue: Bool) -> String {
            answer ?? (isDue ? "answer owed" : "new in it")
        }
    }

    struct Keep: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that members and tokens still need their access.")
        @Argument(help: "E-mail addresses, and short names of tokens such as tok_1a2b3c4d.") var names: [String] = []
        @Flag(help: "Everybody, and every token that is this workspace's.") var all = false
        @OptionGroup var desk: DeskFlags

        func validate() throws {
            guard self.all != !self.names.isEmpty else {
                throw ValidationError("Name members or tokens, or give --all.")
            }
        }

        func run(at desk: Desk, _ out: Output) async throws {
            var kept = 0
            if self.all { kept = try await KeepAccess(nil, by: .machine).run(desk) }
            for what in try await Accessor.all(self.names, desk) {
                switch what {
                case .member(let id): kept += try await KeepAccess([id], by: .machine).run(desk)
                case .token(let name): kept += try await KeepAccess(token: name, by: .machine).run(desk)
                }
            }
            out.line("\(Words.count(kept, "answer", "answers")) recorded.")
        }
    }

    struct Take: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that a member or a token does not need the access any more, and take it away at once.")
        @Argument(help: "An e-mail address, or a token's short name such as tok_1a2b3c4d.") var name: String
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            for what in try await Accessor.all([self.name], desk) {
                switch what {
                case .member(let id): try await TakeAccess(id, by: .machine).run(desk)
                case .token(let name): try await TakeAccess(token: name, by: .machine).run(desk)
                }
            }
            out.line("The access is taken away, and the answer recorded.")
        }
    }
}

/// Who or what was named on the command line.
private enum Accessor {
    case member(UUID), token(String)

    /// - Throws: `MemberError.memberUnknown`.
    static func all(_ names: [String], _ desk: Desk) async throws -> [Accessor] {
        let lines = try await ShowAccess().run(desk).lines
        return try names.map { name in
            if name.hasPrefix("tok_") { return .token(name) }
            guard let line = lines.first(where: { $0.address == name.lowercased() }), let id = UUID(uuidString: line.id)
            else { throw MemberError.memberUnknown }
            return .member(id)
        }
    }
}
