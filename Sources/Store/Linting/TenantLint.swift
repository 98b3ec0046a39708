public import Foundation

/// Tells whether a statement can only reach the rows of the tenant it runs for.
///
/// Each time a tenant's table is named after FROM, JOIN, USING, INTO or UPDATE, its `tenant_id` must be bound where it
/// counts, that is by a condition that every row has to meet:
///
/// - `alias.tenant_id = ?1`, where the first value is the tenant's id, in WHERE or in an ON;
/// - `a.tenant_id = b.tenant_id`, or `USING (tenant_id, …)`, where the other table is bound;
/// - for INSERT, a column `tenant_id` that is given the tenant's id in each row.
///
/// The ON of an outer join binds only the side that may be missing. A subquery in FROM and a WITH bind nothing outside
/// of themselves. Where several tables are joined, `tenant_id` must say whose it is. It reads tokens, not grammar, and
/// **fails closed**: what it cannot follow is a violation. Say such a statement more plainly.
public struct TenantLint: Sendable, Hashable {
    /// In lower case.
    public let tenantTables: Set<String>
    /// Those of them that `system` may add rows to, and do nothing else with: books of what was done.
    public let appendOnly: Set<String>

    public init(tenantTables: Set<String>, appendOnly: Set<String> = []) {
        self.tenantTables = Set(tenantTables.map { $0.lowercased() })
        self.appendOnly = Set(appendOnly.map { $0.lowercased() })
    }

    /// - Throws: `TenantViolation` when a tenant's table is reached without its tenant.
    public func check(_ audit: StatementAudit) throws(TenantViolation) {
        if let reason = self.violation(in: audit.text, values: audit.values, tenant: audit.tenant) {
            throw TenantViolation(statement: audit.text, reason: reason)
        }
    }

    /// What is wrong with a statement, as a sentence; `nil` when nothing is.
    ///
    /// - Parameter tenant: `nil` inside `system`, where no tenant's table may be named but to add a row to a book.
    public func violation(in text: String, values: [SQLValue], tenant: UUID?) -> String? {
        guard let tokens = SQLToken.tokens(of: text) else { return "the statement cannot be read" }
        let named = tokens.contains { $0.name.map(self.tenantTables.contains) ?? false }
        guard named else { return nil }
        guard let tenant else {
            if self.onlyAdds(tokens) { return nil }
            return "a tenant's table is named outside of a tenant's transaction"
        }
        var walk = StatementWalk(
            tokens: tokens, tables: self.tenantTables, tenantValues: Self.places(of: tenant, in: values))
        return walk.violation()
    }

    /// Whether it is `INSERT INTO book (…) VALUES (…)` and reads nothing.
    private func onlyAdds(_ tokens: [SQLToken]) -> Bool {
        guard tokens.count > 3, tokens[0].keyword == "insert", tokens[1].keyword == "into",
            let table = tokens[2].name, self.appendOnly.contains(table)
        else { return false }
        let rest = tokens.dropFirst(3)
        let reads: Set = ["select", "returning", "update", "delete", "replace", "conflict", "with"]
        return !rest.contains { token in
            token.keyword.map(reads.contains) ?? false || token.name.map(self.tenantTables.contains) ?? false
        }
    }

    /// The placeholders, from 1, that are bound to the tenant's id.
    private static func places(of tenant: UUID, in values: [SQLValue]) -> Set<Int> {
        var places: Set<Int> = []
        for (index, value) in values.enumerated() where value == .uuid(tenant) { places.insert(index + 1) }
        return places
    }
}

/// A statement that could reach another tenant's rows. Its text holds placeholders, never values.
public struct TenantViolation: Error, Sendable, Hashable, CustomStringConvertible {
    public var statement: String
    public var reason: String
    public var description: String { "tenant not bound: \(self.reason)\n\(self.statement)" }
}
