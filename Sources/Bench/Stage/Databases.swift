import Foundation
import Records
import Store
import StorePostgres
import StoreSQLite

/// Fresh databases to measure on. Each is dropped by whoever made it, with `with…`.
enum Databases {
    /// A migrated PostgreSQL database.
    struct Postgres: Sendable {
        /// For raw SQL beside row-level security, and for what pgbench sends.
        var ownerURL: String
        /// As the program connects.
        var appURL: String
        var name: String
    }

    /// - Throws: `StoreError`, `MigrationError`, and whatever `body` throws.
    static func withPostgres<Result>(
        _ tools: Tools, _ body: (Postgres) async throws -> Result
    ) async throws -> Result {
        guard let server = tools.ownerURL else { throw BenchError("there is no PostgreSQL") }
        let name = "entrepot_bench_\(getpid())_\(UUID().uuidString.prefix(8).lowercased())"
        try await PostgresStore.run("CREATE DATABASE \(name)", ownerURL: server)
        do {
            let database = Postgres(
                ownerURL: try PostgresStore.url(server, database: name),
                appURL: try PostgresStore.url(server, database: name, role: "entrepot_app"),
                name: name)
            try await PostgresStore.migrate(
                ownerURL: database.ownerURL, migrations: Schema.migrations, globalTables: Schema.globalTables)
            let result = try await body(database)
            try await PostgresStore.run("DROP DATABASE \(name) WITH (FORCE)", ownerURL: server)
            return result
        } catch {
            try? await PostgresStore.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", ownerURL: server)
            throw error
        }
    }

    /// A folder that is gone afterwards.
    static func withFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "entrepot-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder)
    }

    /// A migrated SQLite file.
    static func withSQLite<Result>(
        readers: Int = 4, _ body: (SQLiteStore, URL) async throws -> Result
    ) async throws -> Result {
        try await self.withFolder { folder in
            let file = folder.appending(path: "bench.sqlite")
            let store = try SQLiteStore(path: file.path(percentEncoded: false), readers: readers)
            do {
                try await store.migrate(Schema.migrations)
                let result = try await body(store, file)
                await store.close()
                return result
            } catch {
                await store.close()
                throw error
            }
        }
    }
}
