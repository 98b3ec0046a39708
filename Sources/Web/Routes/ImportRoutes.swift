import Commerce
import Hummingbird
import Operations

/// Catalogues in as CSV. The answer to a post comes when it is done; meanwhile `GET imports` shows how far it is.
struct ImportRoutes {
    let limit: Int

    init(_ site: Site) { self.limit = site.settings.importLimit }

    private struct Report: Encodable {
        var run: ImportReport
        var issues: [ImportIssueLine]
    }

    func add(to api: RouterGroup<SiteContext>) {
        api.get("imports") { request, context in
            try Response.json(try await ListImports(limit: try request.limit(20)).run(try context.desk()))
        }
        api.post("imports") { request, context in
            let desk = try context.desk()
            let options = try await Self.options(request, desk)
            let bytes = try await request.bytes(upTo: self.limit)
            let run = try await ImportCatalogue(
                bytes: bytes, source: request.query("source") ?? "posted", options: options,
                releaseBrake: request.query("release-brake") == "1"
            ).run(desk)
            return try Response.json(run, status: .created)
        }
        api.get("imports/:id") { _, context in
            let id = try context.part("id")
            let desk = try context.desk()
            guard let run = try await ListImports(limit: 1_000).run(desk).first(where: { $0.id == id }) else {
                throw Refusal.notFound
            }
            return try Response.json(Report(run: run, issues: try await ImportIssues(run: id).run(desk)))
        }
    }

    private static func options(_ request: Request, _ desk: Desk) async throws -> ImportOptions? {
        guard request.query("format") != nil || request.query("currency") != nil else { return nil }
        let code: String
        if let given = request.query("currency") {
            code = given
        } else {
            code = try await ShowWorkspace().run(desk).currency
        }
        guard let currency = Currency(code) else {
            throw Refusal.invalid("currency", "is not a code of ISO 4217, such as EUR.")
        }
        let format = try request.query("format").map { text throws(Refusal) in
            guard let format = ImportFormat(rawValue: text) else {
                throw .invalid("format", "is none of \(ImportFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return format
        }
        return ImportOptions(currency: currency, format: format)
    }
}
