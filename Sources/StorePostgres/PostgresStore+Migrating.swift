import CLibPQ
public import Foundation
public import Store

extension PostgresStore {
    /// Brings the schema up to the newest migration and makes the roles that the program runs under.
    ///
    /// Each migration is one transaction; several processes may call it at once. Afterwards every table that has
    /// `tenant_id` in its primary key is guarded by row-level security, its owner included, and everything else must be
    /// named in `globalTables`.
    ///
    /// - Parameters:
    ///   - ownerURL: a role that owns the database and may make roles. It is used for this and never kept.
    ///   - globalTables: tables outside of all tenants: jobs, tenants, keys.
    ///   - appRole: the role that `serve` logs in as.
    ///   - appPassword: its password, hashed before it is sent; `nil` leaves it as it is.
    /// - Returns: the numbers that were applied by this call.
    /// - Throws: `MigrationError` or `StoreError`; the step that failed has changed nothing.
    @discardableResult
    public static func migrate(
        ownerURL: String, migrations: [Migration], globalTables: Set<String>, appRole: String = "entrepot_app",
        appPassword: String? = nil, now: Date = Date()
    ) async throws -> [Int] {
        guard let parsed = PQconninfoParse(ownerURL, nil) else { throw StoreError(.failed, code: "url") }
        PQconninfoFree(parsed)
        let owner = PostgresConnection(url: ownerURL, setup: "SET client_min_messages = warning")
        return try await owner.with { session in
            // Ends with the session. The number is ours alone: "entrepot" in ASCII.
            try session.script("SELECT pg_advisory_lock(x'656e747265706f74'::bit(64)::bigint)")
            defer { try? session.script("SELECT pg_advisory_unlock_all()") }
            try session.script(Self.table)
            let applied = try session.run(["SELECT number, checksum FROM migration ORDER BY number"])[0].rows.map {
                MigrationPlan.Applied(number: try $0.get(0), checksum: try $0.get(1))
            }
            let plan = try MigrationPlan(migrations, applied: applied, dialect: .postgres)
            for migration in plan.pending { try Self.apply(migration, now: now, in: session) }
            try PostgresRoles(app: appRole).make(in: session, password: appPassword)
            try TenantGuard(app: appRole, globalTables: globalTables).raise(in: session)
            return plan.pending.map(\.number)
        }
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS migration (
            number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL
        )
        """

    private static func apply(_ migration: Migration, now: Date, in session: Session) throws {
        do {
            try session.script("BEGIN")
            try session.script(migration.postgres)
            _ = try session.run([
                """
                INSERT INTO migration (number, name, checksum, applied_at)
                VALUES (\(migration.number)::int, \(migration.name), \(migration.checksum(for: .postgres)), \(now))
                """
            ])
            try session.script("COMMIT")
        } catch {
            try? session.script("ROLLBACK")
            throw MigrationError.failed(number: migration.number, name: migration.name, error)
        }
    }
}
