import Foundation
import Records
import Store
import StorePostgres
import StoreSQLite

/// Where a scene's rows are kept: in memory, or on a PostgreSQL server, in a database of its own.
public enum SceneDatabase: Sendable {
    case memory
    /// - Parameter owner: A role of the server that may make databases and roles.
    case postgres(owner: String)

    /// Whether a copy of the process has a copy of it.
    var isCopied: Bool { if case .memory = self { SceneCopies.isPossible } else { false } }

    /// Whether scenes can be played here: a server that is down or a role that may make no database is no broken law.
    ///
    /// - Throws: `StoreError`.
    public func probe() async throws {
        guard case .postgres(let owner) = self else { return }
        let name = Self.freshName()
        try await PostgresStore.run("CREATE DATABASE \(name)", ownerURL: owner)
        try await PostgresStore.run("DROP DATABASE \(name)", ownerURL: owner)
    }

    private static func freshName() -> String { "entrepot_scene_\(UUID().uuidString.prefix(8).lowercased())" }

    /// Makes it, plays in it, and removes it.
    func with<Result: Sendable>(
        _ loop: VirtualLoop, _ body: (any Store, StatementWatch) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .memory: try await Self.inMemory(body)
        case .postgres(let owner): try await Self.onServer(owner, loop, body)
        }
    }

    private static func inMemory<Result: Sendable>(
        _ body: (any Store, StatementWatch) async throws -> Result
    ) async throws -> Result {
        let watch = StatementWatch()
        let store = try SQLiteStore(path: ":memory:", runsInLine: true) { watch.see($0) }
        try await store.migrate(Schema.migrations)
        let shape = try await SchemaShape.read(from: store)
        watch.begin(
            TenantLint(
                tenantTables: shape.tenantTables(except: Schema.globalTables), appendOnly: shape.appendOnlyTables))
        let result = try await body(store, watch)
        await store.close()
        return result
    }

    /// Row-level security guards the tenants there, so that no statement need be read.
    private static func onServer<Result: Sendable>(
        _ owner: String, _ loop: VirtualLoop, _ body: (any Store, StatementWatch) async throws -> Result
    ) async throws -> Result {
        let name = Self.freshName()
        let store = try await loop.outside {
            try await PostgresStore.run("CREATE DATABASE \(name)", ownerURL: owner)
            // A role of its own too: that of a server's installation keeps its password.
            let password = UUID().uuidString
            try await PostgresStore.migrate(
                ownerURL: try PostgresStore.url(owner, database: name), migrations: Schema.migrations,
                globalTables: Schema.globalTables, appRole: name, appPassword: password)
            return try PostgresStore(
                url: try PostgresStore.url(owner, database: name, role: name, password: password), poolSize: 1)
        }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(StandstillStore(inner: store, loop: loop), StatementWatch()))
        } catch {
            result = .failure(error)
        }
        await loop.outside {
            await store.close()
            for what in ["DATABASE IF EXISTS \(name) WITH (FORCE)", "ROLE IF EXISTS \(name)"] {
                try? await PostgresStore.run("DROP \(what)", ownerURL: owner)
            }
        }
        return try result.get()
    }
}

/// A database with threads of its own, beside which nothing else happens: as if it answered in line.
private struct StandstillStore: Store {
    let inner: any Store
    let loop: VirtualLoop

    var dialect: Dialect { self.inner.dialect }

    func read<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.loop.outside { try await self.inner.read(as: tenant, body) }
    }

    @discardableResult
    func write<Result: Sendable>(
        as tenant: UUID, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.loop.outside { try await self.inner.write(as: tenant, body) }
    }

    @discardableResult
    func system<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await self.loop.outside { try await self.inner.system(body) }
    }

    func hints(on channel: String) -> AsyncStream<Void> { self.inner.hints(on: channel) }

    func close() async { await self.loop.outside { await self.inner.close() } }
}
