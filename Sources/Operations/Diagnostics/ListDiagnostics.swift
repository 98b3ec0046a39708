import Commerce
import Foundation
import Records
import Store

/// What waits for a person, over all shops: what may cost most first.
public struct ListDiagnostics: Sendable {
    /// Of one connection only, by name or id; `nil` for all.
    public var connection: String?
    /// `nil` for all.
    public var kind: Diagnostic.Kind?
    /// The id of the last one of the page before.
    public var after: String?
    /// 1 to 1,000.
    public var limit: Int

    public init(
        connection: String? = nil, kind: Diagnostic.Kind? = nil, after: String? = nil, limit: Int = 100
    ) {
        self.connection = connection
        self.kind = kind
        self.after = after
        self.limit = limit
    }

    /// - Throws: `OperationError.unknownConnection`; `invalid` where what was last on the page before no longer waits.
    public func run(_ desk: Desk) async throws -> Page<Diagnostic> {
        let limit = min(max(1, self.limit), 1_000)
        let name = self.connection
        let health = try await ListConnections().run(desk)
        let now = desk.now
        let (whose, facts) = try await desk.read { db in
            (try name.map { try Find.connection(db, $0).id.text }, try DiagnosticFacts(db, health, now: now))
        }
        let rows = facts.all.filter { row in
            (whose == nil || row.connection == whose) && (self.kind == nil || row.kind == self.kind)
        }.sorted(by: Diagnostic.ranks)
        guard let after else { return Self.page(rows[...], limit) }
        guard let index = rows.firstIndex(where: { $0.id == after }) else {
            throw OperationError.invalid(
                field: "after",
                reason: "What came before is mended, or there is none of that id. Begin anew.")
        }
        return Self.page(rows[(index + 1)...], limit)
    }

    private static func page(_ rows: ArraySlice<Diagnostic>, _ limit: Int) -> Page<Diagnostic> {
        let shown = Array(rows.prefix(limit))
        return Page(rows: shown, next: rows.count > limit ? shown.last?.id : nil)
    }
}
