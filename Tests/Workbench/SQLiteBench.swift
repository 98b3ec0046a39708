import Foundation
import Store
import StoreSQLite
import Synchronization

/// Makes SQLite databases for tests: a file each, copied from one that was migrated before.
enum SQLiteBench {
    static func makeStore(
        migrations: [Migration], globalTables: Set<String>, readers: Int
    ) async throws -> any Store {
        let path = try await self.makeFile(migrations: migrations)
        let shape = try await self.shape(of: path)
        let lint = TenantLint(
            tenantTables: shape.tenantTables(except: globalTables), appendOnly: shape.appendOnlyTables)
        return try SQLiteStore(path: path, readers: readers) { try lint.check($0) }
    }

    static func makeFile(migrations: [Migration]) async throws -> String {
        let path = Scratch.folder.appending(path: "\(UUID().uuidString).sqlite").path()
        let store = try SQLiteStore(path: path)
        try await store.migrate(migrations)
        await store.close()
        return path
    }

    private static func shape(of path: String) async throws -> SchemaShape {
        let store = try SQLiteStore(path: path)
        let shape = try await SchemaShape.read(from: store)
        await store.close()
        return shape
    }
}
