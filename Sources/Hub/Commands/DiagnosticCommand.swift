import ArgumentParser
import Operations

struct DiagnosticCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnostic", abstract: "What waits for you, over all shops.", subcommands: [List.self])

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what shops refused or warn about and what else needs a person, what may cost most first.",
            discussion: """
                At risk is the price × how fast the SKU sells × how long it has stood, a day at least and a month at most: a figure to
                rank by. Currencies are not converted. With --json each comes with the field, the rule and the code.
                """)
        @Option(help: "Of this connection only.") var connection: String?
        @Option(help: "Of this kind only.") var kind: Diagnostic.Kind?
        @OptionGroup var page: PageFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let found = try await ListDiagnostics(
                connection: self.connection, kind: self.kind, after: self.page.after, limit: self.page.limit
            ).run(desk)
            try out.show(found) { page in
                if page.rows.isEmpty { out.line("Nothing waits for you.") }
                for one in page.rows {
                    let risk = one.atRisk.map { $0.minor > 0 ? "  \($0.text) at risk" : "" } ?? ""
                    out.line("\(one.kind.rawValue)  \(one.sku.map { "\($0) · " } ?? "")\(one.title)\(risk)")
                    let place = one.field.map { " (\($0))" } ?? ""
                    out.line("  \(one.connectionName.map { "\($0)\(place): " } ?? "")\(one.said)")
                    if let rule = one.rule { out.line("  \(rule) \(one.fix)") } else { out.line("  \(one.fix)") }
                    out.line("  \(one.command)")
                }
                out.next(page.next)
            }
        }
    }
}
