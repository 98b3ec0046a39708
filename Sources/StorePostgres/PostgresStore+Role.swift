import Store

extension PostgresStore {
    /// Refuses a role for which row-level security would be no wall.
    ///
    /// - Throws: `RoleError` for a superuser, a role with `BYPASSRLS`, one that owns a table or could make itself a member of the
    ///   role that does, one that can become any of these, and where the wall of a table is down.
    public func checkRole() async throws {
        let facts = try await self.transact(opening: ["BEGIN"], tenant: nil, changes: false) { db in
            try db.query(
                """
                SELECT session_user::text,
                    -- Of every role that it can become, itself included.
                    coalesce(bool_or(r.rolsuper), false), coalesce(bool_or(r.rolbypassrls), false),
                    coalesce(bool_or(r.rolcreaterole), false), EXISTS (
                        SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                            AND pg_has_role(session_user, c.relowner, 'MEMBER'))
                FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')
                """)
        }
        guard let row = facts.first else { throw StoreError(.failed, code: "role") }
        let (name, isSuperuser, bypasses, makesRoles, owns) = try row.decode(
            String.self, Bool.self, Bool.self, Bool.self, Bool.self)
        if isSuperuser { throw RoleError(role: name, reason: .superuser) }
        if bypasses { throw RoleError(role: name, reason: .bypassesRowSecurity) }
        if owns { throw RoleError(role: name, reason: .ownsTables) }
        if makesRoles { throw RoleError(role: name, reason: .makesRoles) }
        try await self.checkTables(name)
    }

    /// Each tenant's table has its wall, and no book can be changed.
    private func checkTables(_ role: String) async throws {
        let rows = try await self.transact(opening: ["BEGIN"], tenant: nil, changes: false) { db in
            try db.query(
                """
                SELECT c.relname::text, c.relrowsecurity AND c.relforcerowsecurity,
                    EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only')
                        AND (has_table_privilege(session_user, c.oid, 'UPDATE')
                            OR has_table_privilege(session_user, c.oid, 'DELETE')
                            OR has_table_privilege(session_user, c.oid, 'TRUNCATE'))
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                    AND (c.relrowsecurity OR EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
                        OR EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'append_only'))
                ORDER BY c.relname
                """)
        }
        for row in rows {
            let (table, isWalled, canChange) = try row.decode(String.self, Bool.self, Bool.self)
            if !isWalled { throw RoleError(role: role, reason: .wallDown, table: table) }
            if canChange { throw RoleError(role: role, reason: .changesBooks, table: table) }
        }
    }
}

/// The role in the database URL could see every tenant's rows.
public struct RoleError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: String, Sendable, Hashable {
        case superuser = "is a superuser"
        case bypassesRowSecurity = "has BYPASSRLS"
        case ownsTables = "owns the tables, or is a member of the role that does"
        case makesRoles = "may make roles, and so make itself a member of the one that owns the tables"
        case wallDown = "would serve though row-level security is not forced on a table"
        case changesBooks = "could change or remove rows of the audit log"
    }
    public var role: String
    public var reason: Reason
    /// Where it is one table's fault.
    public var table: String?

    public init(role: String, reason: Reason, table: String? = nil) {
        self.role = role
        self.reason = reason
        self.table = table
    }

    public var description: String {
        "Role \(self.role) \(self.reason.rawValue)\(self.table.map { " (\($0))" } ?? ""), so that one tenant could see another's rows. "
            + "Run `entrepot migrate --owner-url …` as the owner, and connect as entrepot_app."
    }
}
