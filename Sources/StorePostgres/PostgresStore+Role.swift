import Store

extension PostgresStore {
    /// Refuses a role for which row-level security would be no wall.
    ///
    /// - Throws: `RoleError` for a superuser, a role with `BYPASSRLS`, or one that owns a table.
    public func checkRole() async throws {
        let facts = try await self.transact(opening: ["BEGIN"], tenant: nil, changes: false) { db in
            try db.query(
                """
                SELECT session_user::text, r.rolsuper, r.rolbypassrls, EXISTS (
                    SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
                        AND pg_has_role(session_user, c.relowner, 'MEMBER'))
                FROM pg_roles r WHERE r.rolname = session_user
                """)
        }
        guard let row = facts.first else { throw StoreError(.failed, code: "role") }
        let (name, isSuperuser, bypasses, owns) = try row.decode(String.self, Bool.self, Bool.self, Bool.self)
        if isSuperuser { throw RoleError(role: name, reason: .superuser) }
        if bypasses { throw RoleError(role: name, reason: .bypassesRowSecurity) }
        if owns { throw RoleError(role: name, reason: .ownsTables) }
    }
}

/// The role in the database URL could see every tenant's rows.
public struct RoleError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: String, Sendable, Hashable {
        case superuser = "is a superuser"
        case bypassesRowSecurity = "has BYPASSRLS"
        case ownsTables = "owns the tables, or is a member of the role that does"
    }
    public var role: String
    public var reason: Reason

    public var description: String {
        "Role \(self.role) \(self.reason.rawValue), so that one tenant could see another's rows. "
            + "Run `entrepot migrate --owner-url …` as the owner, and connect as entrepot_app."
    }
}
