import ArgumentParser
import Foundation
import Operations

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who did what in a workspace, sealed so that nobody can change it unseen.",
        subcommands: [List.self, Export.self, Verify.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what was done, the latest first.",
            discussion: "Groups: \(Deed.groups.map(\.name).joined(separator: ", ")).")
        @Option(help: "By this member (address), token (tok_…) or kind: member, token, machine, nobody.") var who:
            String?
        @Option(help: "Of this group, such as sign-in, or this word, such as member.role-changed.") var what: String?
        @Option(help: "From this day on, such as 2026-11-22 (UTC).") var from: String?
        @Option(help: "Until this day, the day itself included.") var until: String?
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var worksWhileSuspended: Bool { true }
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let found = try await ListAudit(
                who: self.who, what: self.what, from: self.from, until: self.until, after: self.page.after,
                limit: self.page.limit
            ).run(desk)
            try out.show(found) { found in
                var table = Table(
                    [("AT", .left), ("WHO", .left), ("WHAT", .left), ("ON", .left), ("DETAIL", .left)],
                    empty: "Nothing of the kind was done.")
                for line in found.lines {
                    table.add([
                        Words.time(line.at), line.who, line.sentence, line.on ?? line.objectID,
                        line.facts.map { "\($0.name) \($0.value)" }.joined(separator: ", "),
                    ])
                }
                out.table(table)
                out.next(found.next)
            }
        }
    }

    struct Export: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the sealed log as JSON Lines, each row with its place in the chain, then the seals.")
        @OptionGroup var desk: DeskFlags
        var worksWhileSuspended: Bool { true }

        func run(at desk: Desk, _ out: Output) async throws {
            try await ExportAudit().run(desk) { out.piece($0) }
        }
    }

    struct Verify: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compute the chain anew and compare it with its anchors; exit 1 where anything is wrong.")
        @Option(
            help: "A file of anchors, also one that was kept elsewhere; again for several. Default: audit-anchor-file.")
        var anchors: [String] = []
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var worksWhileSuspended: Bool { true }
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let settings = try Settings(flags: self.settings.given)
            let paths = self.anchors.isEmpty ? [settings.auditAnchorFile] : self.anchors
            var (anchors, odd): ([AuditAnchor], Int) = ([], 0)
            for path in paths {
                // A file that was named is there, or nothing was compared with it.
                guard self.anchors.isEmpty || FileManager.default.fileExists(atPath: path) else {
                    throw AuditError.anchorsUnreadable(path: path)
                }
                let read = try AuditAnchors.read(path)
                anchors += read.anchors
                odd += read.oddLines
            }
            let verdict = try await VerifyAudit(anchors: anchors).run(desk)
            try out.show(verdict) { Self.tell($0, odd: odd, out) }
            if !verdict.isSound { throw ExitCode(1) }
        }

        private static func tell(_ verdict: AuditVerdict, odd: Int, _ out: Output) {
            for finding in verdict.findings { out.line("wrong: \(finding)") }
            if odd > 0 { out.line("\(Words.count(odd, "line", "lines")) of the anchors cannot be read.") }
            let waiting =
                verdict.waiting == 0
                ? "" : " \(Words.count(verdict.waiting, "row waits", "rows wait")) to be sealed by `entrepot serve`."
            out.line(
                verdict.isSound
                    ? "Sound: \(Words.count(verdict.rows, "row", "rows")), \(Words.count(verdict.seals, "seal", "seals")), "
                        + "anchored up to row \(verdict.anchoredRows).\(waiting)"
                    : "Not sound: \(Words.count(verdict.findings.count, "thing is", "things are")) wrong.")
        }
    }
}
