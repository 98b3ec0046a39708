import ArgumentParser
import Commerce
import Foundation
import Operations
import Synchronization

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Read a product CSV of Shopify, WooCommerce or Entrepot; see earlier imports.",
        subcommands: [File.self, List.self, Issues.self], defaultSubcommand: File.self)

    struct File: DeskCommand {
        static let configuration = CommandConfiguration(
            commandName: "file", abstract: "Read one file (the word `file` may be left out).")
        @Argument(help: "The CSV.", completion: .file(extensions: ["csv"])) var path: String
        @Option(help: "shopify, woocommerce or entrepot; told by the first row when left out.") var format:
            ImportFormat?
        @Option(help: "Of prices without one, ISO 4217; the workspace's when left out.") var currency: Currency?
        @Flag(help: "Go on although many counts or prices would change.") var releaseBrake = false
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let bytes: Data
            do { bytes = try Data(contentsOf: URL(filePath: self.path)) } catch {
                throw ImportFileError(path: self.path)
            }
            let progress = Progress()
            let report = try await ImportCatalogue(
                bytes: [UInt8](bytes), source: URL(filePath: self.path).lastPathComponent,
                options: try await self.options(desk), releaseBrake: self.releaseBrake
            ).run(desk, progress: { progress.show($0) })
            progress.end()
            try out.show(report) { report in
                out.line(
                    "\(report.format): \(report.created) created, \(report.updated) updated, "
                        + "\(report.unchanged) unchanged, \(report.skipped) skipped, \(report.refused) refused.")
                out.line("What was odd, row by row: entrepot import issues \(report.id)")
            }
        }

        private func options(_ desk: Desk) async throws -> ImportOptions? {
            guard self.format != nil || self.currency != nil else { return nil }
            let usual = try await ShowWorkspace().run(desk).currency
            return ImportOptions(currency: self.currency ?? Currency(usual) ?? .eur, format: self.format)
        }
    }

    struct List: DeskCommand {
        static let configuration = CommandConfiguration(abstract: "List imports, the latest first.")
        @Option(help: "Rows at most.") var limit = 20
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await ListImports(limit: max(1, self.limit)).run(desk)) { all in
                var table = Table(
                    [
                        ("STARTED", .left), ("SOURCE", .left), ("FORMAT", .left), ("STATE", .left), ("ROWS", .right),
                        ("CREATED", .right), ("UPDATED", .right), ("UNCHANGED", .right), ("SKIPPED", .right),
                        ("REFUSED", .right), ("ID", .left),
                    ], empty: "Nothing imported yet: entrepot import FILE")
                for one in all {
                    table.add([
                        Words.time(one.startedAt), one.source, one.format, one.state, String(one.done),
                        String(one.created), String(one.updated), String(one.unchanged), String(one.skipped),
                        String(one.refused), one.id,
                    ])
                }
                out.table(table)
            }
        }
    }

    struct Issues: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every odd row of an import, with reason and way out.")
        @Argument(help: "The import's id.") var id: String
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            try out.show(try await ImportIssues(run: self.id).run(desk)) { issues in
                if issues.isEmpty { out.line("Every row was read without a question.") }
                for issue in issues {
                    let place = issue.column.map { "row \(issue.row), \($0)" } ?? "row \(issue.row)"
                    out.line("\(place): \(issue.severity): \(issue.sentence) \(issue.wayOut)")
                }
            }
        }
    }
}

struct ImportFileError: Error, Explained {
    let path: String
    var code: String { "import.file" }
    var sentence: String { "The file \(self.path) cannot be opened." }
    var wayOut: String { "Check its name and whether you may read it." }
}

/// How far an import is, in one line that is written over, on a terminal only.
private final class Progress: Sendable {
    private let isShown = isatty(STDERR_FILENO) == 1
    private let last = Mutex(Date.distantPast)

    func show(_ report: ImportReport) {
        guard self.isShown else { return }
        let now = Date()
        let isDue = self.last.withLock { last in
            guard now.timeIntervalSince(last) > 0.2 else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let total = report.total.map { " of \($0)" } ?? ""
        Output.standardError("\r\(report.done)\(total) rows …")
    }

    func end() {
        if self.isShown { Output.standardError("\r\u{1B}[K") }
    }
}
