import Foundation
public import Store
import StorePostgres
import StoreSQLite

/// The engines a suite runs on: `@Test(…, arguments: Engine.available)`.
public enum Engine: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case sqlite, postgres

    public var description: String { self.rawValue }

    /// SQLite always; PostgreSQL when `ENTREPOT_TEST_POSTGRES` holds the owner's URL of a scratch server
    /// (`bin/lib/postgres.sh start DIR` prints one). In CI (`CI=true`) PostgreSQL is always on the list, so that
    /// its tests fail rather than be skipped when no server is there.
    public static var available: [Engine] {
        Self.allCases.filter {
            $0 == .sqlite || Self.ownerURL != nil || ProcessInfo.processInfo.environment["CI"] == "true"
        }
    }

    /// A role that may make databases, where a server was named.
    public static var ownerURL: String? {
        ProcessInfo.processInfo.environment["ENTREPOT_TEST_POSTGRES"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A fresh, migrated database, connected as the program connects. It is deleted when the process ends.
    ///
    /// On SQLite every statement goes through `TenantLint`; on PostgreSQL row-level security does the same.
    ///
    /// - Parameters:
    ///   - globalTables: the tables outside of all tenants.
    ///   - poolSize: connections on PostgreSQL, readers on SQLite.
    public func makeStore(
        migrations: [Migration], globalTables: Set<String>, poolSize: Int = 8
    ) async throws -> any Store {
        switch self {
        case .sqlite:
            return try await SQLiteBench.makeStore(
                migrations: migrations, globalTables: globalTables, readers: poolSize)
        case .postgres:
            let url = try await self.makeDatabase(migrations: migrations, globalTables: globalTables)
            return try PostgresStore(url: url, poolSize: poolSize)
        }
    }

    /// A fresh, migrated database: the path of a file, or the URL for the program's own role. For tests that start
    /// processes or open several stores on one database.
    public func makeDatabase(migrations: [Migration], globalTables: Set<String>) async throws -> String {
        switch self {
        case .sqlite: try await SQLiteBench.makeFile(migrations: migrations)
        case .postgres: try await PostgresBench.shared.makeDatabase(migrations: migrations, globalTables: globalTables)
        }
    }

    /// One more store on a database of `makeDatabase`, as another process has it.
    public func openStore(_ database: String, poolSize: Int = 4) throws -> any Store {
        switch self {
        case .sqlite: try SQLiteStore(path: database, readers: poolSize)
        case .postgres: try PostgresStore(url: database, poolSize: poolSize)
        }
    }
}

/// Why a test has no engine.
public struct EngineMissing: Error, CustomStringConvertible {
    public var description: String {
        "ENTREPOT_TEST_POSTGRES is not set: start a server with `bin/lib/postgres.sh start DIR` and put its URL there"
    }
}
