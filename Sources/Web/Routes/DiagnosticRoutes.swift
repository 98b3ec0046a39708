import Hummingbird
import Operations

struct DiagnosticRoutes {
    func add(to api: RouterGroup<SiteContext>) {
        api.get("diagnostics") { request, context in
            let list = ListDiagnostics(
                connection: request.query("connection"), kind: try Self.kind(request.query("kind")),
                after: request.query("after"), limit: try request.limit(100))
            return try Response.json(try await list.run(try context.desk()))
        }
    }

    private static func kind(_ text: String?) throws -> Diagnostic.Kind? {
        guard let text else { return nil }
        guard let kind = Diagnostic.Kind(rawValue: text) else {
            let known = Diagnostic.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw OperationError.invalid(field: "kind", reason: "It is one of \(known).")
        }
        return kind
    }
}
