import Dispatch
import Foundation
import Jobs
import Store
import Synchronization
import Testing
import Workbench

@Suite("A key that many want")
struct BusyKeyTests {
    private func row(_ store: any Store) async throws -> (generation: Int, updated: Date) {
        try await store.system { db in
            let row = try db.query("SELECT generation, updated_at FROM job WHERE key = 'k'")[0]
            return (try row.get(0), try row.get(1))
        }
    }

    @Test("is left as it is while it is due and nobody holds it", arguments: Engine.available)
    func due(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let before = try await self.row(store)
        try await store.enqueue("k", at: start + 5)
        #expect(try await self.row(store) == before)
        #expect(try await store.claim(at: start + 5).map(\.key) == ["k"])
        await store.close()
    }

    @Test("tells its holder once, and is due again when it is handed back", arguments: Engine.available)
    func held(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let lease = try #require(try await store.claim().first)
        try await store.enqueue("k", at: start + 1)
        let told = try await self.row(store)
        try await store.enqueue("k", at: start + 2)
        #expect(told.generation == lease.generation + 1)
        #expect(try await self.row(store) == told)
        try await store.finish(lease, .settled, at: start + 3)
        #expect(try await store.claim(at: start + 3).map(\.key) == ["k"])
        await store.close()
    }

    @Test("is told to each holder anew", arguments: Engine.available)
    func again(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        for round in 0..<3 {
            let now = start + Double(round)
            let lease = try #require(try await store.claim(at: now).first)
            try await store.enqueue("k", at: now)
            try await store.finish(lease, .settled, at: now)
        }
        #expect(try await store.claim(at: start + 3).count == 1)
        await store.close()
    }

    @Test(
        "is claimed only once those who rely on the claim have committed what they did",
        arguments: Engine.available.filter { $0 == .postgres })
    func relied(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let (wrote, mayEnd) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let tenant = UUID()
        async let sale: Void = store.write(as: tenant) { db in
            try db.query("INSERT INTO effect (tenant_id, n) VALUES (\(tenant), 1)")
            // The key is due: nothing is written, and the next claim is relied on.
            try Jobs.enqueue(db, kind: "sync", key: "k", tenant: nil, dueAt: start)
            try db.query("SELECT 1")
            wrote.signal()
            mayEnd.wait()
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                wrote.wait()
                continuation.resume()
            }
        }
        async let seen = self.claimAndLook(store, tenant)
        // The claim stands in line before the sale may end.
        while try await !self.isWaiting(store) { await Task.yield() }
        mayEnd.signal()
        try await sale
        #expect(try await seen == 1)
        await store.close()
    }

    @Test(
        "is wanted and claimed in the same moment, and neither waits for the other",
        arguments: Engine.available.filter { $0 == .postgres })
    func crossed(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let (hasRow, mayGoOn) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let (claims, wants) = (Counter(), Counter())
        // As a claim does: the row first, then the key's lock. Whom the server ends is run again, and counted.
        async let claim: Void = store.system { db in
            try db.query("SELECT 1 FROM job WHERE key = 'k' FOR UPDATE")
            if claims.next() == 1 {
                hasRow.signal()
                mayGoOn.wait()
            }
            try db.query("SELECT pg_advisory_xact_lock(hashtextextended('sync/k', 0))")
        }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                hasRow.wait()
                continuation.resume()
            }
        }
        async let wanted: Void = store.system { db in
            _ = wants.next()
            try Jobs.enqueue(db, kind: "sync", key: "k", tenant: nil, dueAt: start - 5)
        }
        while try await !self.isWaiting(store, for: "transactionid") { await Task.yield() }
        mayGoOn.signal()
        try await claim
        try await wanted
        #expect(claims.value == 1)
        #expect(wants.value == 1)
        #expect(try await store.claim(at: start - 4).map(\.key) == ["k"])
        await store.close()
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { self.count.withLock { $0 } }
        func next() -> Int {
            self.count.withLock { count in
                count += 1
                return count
            }
        }
    }

    /// Claims the key, and counts the effects that are seen then.
    private func claimAndLook(_ store: any Store, _ tenant: UUID) async throws -> Int {
        let leases = try await store.claim()
        #expect(leases.map(\.key) == ["k"])
        return try await store.read(as: tenant) { db in
            try db.query("SELECT count(*) FROM effect WHERE tenant_id = \(tenant)")[0].get(0)
        }
    }

    private func isWaiting(_ store: any Store, for lock: String = "advisory") async throws -> Bool {
        try await store.system { db in
            try db.query(
                """
                SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
                WHERE locktype = \(lock) AND NOT granted AND datname = current_database()
                """)[0].get(0) > 0
        }
    }
}
