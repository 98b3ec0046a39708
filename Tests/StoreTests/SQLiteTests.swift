import Foundation
import Store
import StoreSQLite
import Testing
import Workbench

@Suite("SQLite")
struct SQLiteTests {
    @Test("two stores on one file wait for each other and lose no write")
    func shared() async throws {
        let path = try await Engine.sqlite.makeDatabase(
            migrations: Fixture.migrations, globalTables: Fixture.globalTables)
        let stores = [try SQLiteStore(path: path), try SQLiteStore(path: path)]
        try await stores[0].system { try $0.execute("INSERT INTO note (name) VALUES ('n')") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await stores[number % 2].system { db in
                        let count = try db.query("SELECT count FROM note")[0].get(0, as: Int.self)
                        try db.execute("UPDATE note SET count = \(count + 1)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let count = try await stores[0].system { try $0.query("SELECT count FROM note")[0].get(0, as: Int.self) }
        #expect(count == 200)
        for store in stores { await store.close() }
    }

    @Test("a lock that is never let go ends in contention, not in waiting")
    func contention() async throws {
        let path = try await Engine.sqlite.makeDatabase(
            migrations: Fixture.migrations, globalTables: Fixture.globalTables)
        let holder = try SQLiteStore(path: path)
        let policy = RetryPolicy(attempts: 3, backoff: Backoff(base: .milliseconds(1), cap: .milliseconds(2)))
        let store = try SQLiteStore(path: path, busyTime: 0.01, retry: policy)
        let (begun, go) = (Gate(), Gate())
        let task = Task {
            try await holder.system { _ in
                begun.open()
                go.wait()
            }
        }
        await begun.passed()
        let error = await #expect(throws: StoreError.self) {
            try await store.system { try $0.execute("INSERT INTO note (name) VALUES ('n')") }
        }
        #expect(error?.kind == .contention)
        go.open()
        try await task.value
        await store.close()
        await holder.close()
    }

    /// Counts without end.
    static let endless: SQLQuery =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"

    @Test("a statement ends at its time limit, and the store goes on")
    func timeout() async throws {
        let store = try SQLiteStore(path: ":memory:", timeLimit: .milliseconds(100))
        for _ in 0..<2 {
            let error = await #expect(throws: StoreError.self) { try await store.system { try $0.query(Self.endless) } }
            #expect(error?.kind == .timeout)
        }
        try await store.system { try $0.query("SELECT 1") }
        await store.close()
    }

    @Test("cancelling the task stops the statement")
    func cancel() async throws {
        let store = try SQLiteStore(path: ":memory:")
        let begun = Gate()
        let task = Task {
            try await store.system { db in
                begun.open()
                try db.query(Self.endless)
            }
        }
        await begun.passed()
        task.cancel()
        let error = await #expect(throws: StoreError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        try await store.system { try $0.query("SELECT 1") }
        await store.close()
    }

    @Test("what still asks a store that was closed is refused")
    func closed() async throws {
        let store = try SQLiteStore(path: ":memory:")
        await store.close()
        await #expect(throws: StoreError.self) { try await store.system { try $0.query("SELECT 1") } }
        await #expect(throws: StoreError.self) { try await store.read(as: UUID()) { try $0.query("SELECT 1") } }
    }

    @Test("a statement that begins after its task was cancelled ends too", arguments: 0..<20)
    func cancelledBefore(_: Int) async throws {
        let store = try SQLiteStore(path: ":memory:")
        let (begun, cancelled) = (Gate(), DispatchSemaphore(value: 0))
        let task = Task {
            try await store.system { db in
                begun.open()
                cancelled.wait()
                try db.query(Self.endless)
            }
        }
        await begun.passed()
        task.cancel()
        cancelled.signal()
        let error = await #expect(throws: StoreError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        await store.close()
    }

    @Test("the audit sees each statement before it runs, and can forbid it")
    func audit() async throws {
        struct Forbidden: Error {}
        let store = try SQLiteStore(path: ":memory:") { audit in
            if audit.text.contains("DROP") { throw Forbidden() }
        }
        try await store.system { try $0.execute("CREATE TABLE t (x)") }
        await #expect(throws: Forbidden.self) { try await store.system { try $0.execute("DROP TABLE t") } }
        try await store.system { try $0.query("SELECT x FROM t") }
        await store.close()
    }

    @Test("a file that is no database is refused")
    func noDatabase() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).txt").path()
        try Data(String(repeating: "not a database", count: 200).utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
    }

    @Test("foreign keys are on and a commit may wait for the disk")
    func settings() async throws {
        let path = try await Engine.sqlite.makeDatabase(migrations: [], globalTables: [])
        let store = try SQLiteStore(path: path, durability: .full)
        let settings = try await store.system { db in
            try ["PRAGMA foreign_keys", "PRAGMA synchronous"].map { try db.query($0)[0].get(0, as: Int.self) }
        }
        #expect(settings == [1, 2])
        let mode = try await store.system { try $0.query("PRAGMA journal_mode")[0].get(0, as: String.self) }
        #expect(mode == "wal")
        await store.close()
    }
}
