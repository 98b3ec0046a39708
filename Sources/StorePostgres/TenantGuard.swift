import Foundation
import Store

/// Row-level security on each tenant's table, and the grants of the two roles.
struct TenantGuard {
    var app: String
    var globalTables: Set<String>

    /// Sets everything right in one transaction, whatever was there before.
    ///
    /// - Throws: `MigrationError.unplaced` for a table that is neither a tenant's nor global.
    func raise(in session: Session) throws {
        let tables = try self.tables(in: session)
        if let odd = tables.first(where: { !$0.isTenants && !self.globalTables.contains($0.name) }) {
            throw MigrationError.unplaced(table: odd.name)
        }
        let (app, system) = (PostgresRoles.quoted(self.app), PostgresRoles.quoted(PostgresRoles.system))
        var text = [
            "GRANT USAGE ON SCHEMA public TO \(app), \(system)", "GRANT SELECT ON migration TO \(app), \(system)",
        ]
        for table in tables {
            let name = "public." + PostgresRoles.quoted(table.name)
            let isTenants = table.isTenants && !self.globalTables.contains(table.name)
            let roles = isTenants ? app : "\(app), \(system)"
            if isTenants { text += Self.policy(on: name) }
            if table.isAppendOnly {
                text += Self.book(name, app: app, system: system)
            } else {
                text.append("GRANT SELECT, INSERT, UPDATE, DELETE ON \(name) TO \(roles)")
            }
        }
        text.append("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO \(app), \(system)")
        // One implicit transaction: all or none.
        try session.script(text.joined(separator: ";\n"))
    }

    private static func policy(on table: String) -> [String] {
        let rule = "tenant_id = NULLIF(current_setting('entrepot.tenant', true), '')::uuid"
        return [
            "ALTER TABLE \(table) ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE \(table) FORCE ROW LEVEL SECURITY",
            "DROP POLICY IF EXISTS tenant_rows ON \(table)",
            "CREATE POLICY tenant_rows ON \(table) USING (\(rule)) WITH CHECK (\(rule))",
        ]
    }

    /// A book of what was done: rows are added and read, and that is all. What is done outside of a tenant's transaction,
    /// such as a sign-in, is added by the role for global tables, which reads nothing of it.
    private static func book(_ table: String, app: String, system: String) -> [String] {
        [
            "REVOKE ALL ON \(table) FROM \(app), \(system)",
            "GRANT SELECT, INSERT ON \(table) TO \(app)",
            "GRANT INSERT ON \(table) TO \(system)",
            "DROP POLICY IF EXISTS added_rows ON \(table)",
            "CREATE POLICY added_rows ON \(table) FOR INSERT TO \(system) WITH CHECK (true)",
        ]
    }

    private func tables(in session: Session) throws -> [(name: String, isTenants: Bool, isAppendOnly: Bool)] {
        let rows = try session.run([
            """
            SELECT r.relname::text, EXISTS (
                SELECT 1 FROM pg_index i JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = ANY (i.indkey)
                WHERE i.indrelid = r.oid AND i.indisprimary AND a.attname = 'tenant_id'),
                EXISTS (SELECT 1 FROM pg_trigger t
                    WHERE t.tgrelid = r.oid AND t.tgname = 'append_only' AND NOT t.tgisinternal)
            FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace
            WHERE n.nspname = 'public' AND r.relkind IN ('r', 'p') AND r.relname <> 'migration'
            ORDER BY r.relname
            """
        ])[0].rows
        return try rows.map { try $0.decode(String.self, Bool.self, Bool.self) }
    }
}
