import Foundation
import Store
import StoreSQLite
import Testing

@Suite("What SQLite knows of its tables")
struct StatisticsTests {
    private static let migrations = [
        Migration(
            number: 1, name: "item",
            sqlite:
                "CREATE TABLE item (tenant_id TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tenant_id, n)) STRICT",
            postgres: "")
    ]

    private static func open(_ file: URL) async throws -> SQLiteStore {
        let store = try SQLiteStore(path: file.path(percentEncoded: false))
        try await store.migrate(Self.migrations)
        return store
    }

    private static func fill(_ store: SQLiteStore, _ numbers: Range<Int>) async throws {
        let tenant = UUID()
        try await store.write(as: tenant) { db in
            for number in numbers { try db.query("INSERT INTO item (tenant_id, n) VALUES (\(tenant), \(number))") }
        }
    }

    /// How many rows the planner takes the table for; `nil` when it was never counted.
    private static func counted(_ store: SQLiteStore) async throws -> Int? {
        try await store.system { db in
            let there = try db.query("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")[0]
            guard try there.get(0, as: Int.self) == 1 else { return nil }
            let rows = try db.query("SELECT stat FROM sqlite_stat1 WHERE tbl = 'item'")
            return try rows.first.flatMap { Int(try $0.get(0, as: String.self).split(separator: " ")[0]) }
        }
    }

    private static func withFile(_ body: (URL) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "entrepot-\(UUID().uuidString).sqlite")
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path() + end) } }
        try await body(file)
    }

    @Test("is counted when a table has filled up, and again when it has doubled")
    func growing() async throws {
        try await Self.withFile { file in
            let store = try await Self.open(file)
            #expect(try await Self.counted(store) == nil)
            try await Self.fill(store, 0..<1_200)
            let first = try #require(try await Self.counted(store))
            try await Self.fill(store, 1_200..<4_000)
            #expect(try #require(try await Self.counted(store)) > first)
            await store.close()
        }
    }

    @Test("is counted when a database is opened that holds rows already")
    func reopened() async throws {
        try await Self.withFile { file in
            let before = try await Self.open(file)
            try await Self.fill(before, 0..<20)
            await before.close()
            let store = try await Self.open(file)
            #expect(try await Self.counted(store) == 20)
            await store.close()
        }
    }
}
