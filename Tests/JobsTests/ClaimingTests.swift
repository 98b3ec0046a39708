import Foundation
import Jobs
import Store
import Testing
import Workbench

@Suite("A key")
struct ClaimingTests {
    @Test("is held by one at a time, however many ask", arguments: Engine.available)
    func exclusive(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.system { db in
            for number in 0..<200 { try Jobs.enqueue(db, kind: "sync", key: "k\(number)", tenant: nil, dueAt: start) }
        }
        let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<8 {
                group.addTask {
                    var keys: [String] = []
                    for _ in 0..<10 { keys += try await store.claim(5, owner: "w\(number)").map(\.key) }
                    return keys
                }
            }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        #expect(claimed.count == Set(claimed).count)
        let rest = try await store.claim(1_000).map(\.key)
        #expect(Set(claimed + rest).count == 200)
        #expect(claimed.count + rest.count == 200)
        await store.close()
    }

    @Test("is not claimed before it is due", arguments: Engine.available)
    func notYet(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("later", at: start + 10)
        #expect(try await store.claim(at: start + 9.999).isEmpty)
        #expect(try await store.claim(at: start + 10).map(\.key) == ["later"])
        await store.close()
    }

    @Test("enqueued many times waits once, at the earliest time", arguments: Engine.available)
    func coalesced(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        for wait in [20.0, 5, 30] { try await store.enqueue("k", at: start + wait) }
        let leases = try await store.claim(at: start + 5)
        #expect(leases.map(\.key) == ["k"])
        await store.close()
    }

    @Test("goes to another when its holder's lease has ended", arguments: Engine.available)
    func crash(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let first = try #require(try await store.claim(owner: "one", lease: 60).first)
        #expect(try await store.claim(owner: "two", at: start + 59).isEmpty)
        let second = try #require(try await store.claim(owner: "two", at: start + 60).first)
        #expect(second.token > first.token)
        #expect(second.attempts == 2)
        await store.close()
    }

    @Test("cannot be finished, held, renewed or released by a stale holder", arguments: Engine.available)
    func stale(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let tenant = UUID()
        try await store.enqueue("k", tenant: tenant)
        let first = try #require(try await store.claim(lease: 60).first)
        let second = try #require(try await store.claim(at: start + 61).first)
        let now = start + 62
        await #expect(throws: JobError.staleLease) { try await store.finish(first, .settled, at: now) }
        await #expect(throws: JobError.staleLease) {
            try await store.system { _ = try Jobs.renew($0, first, now: now, for: 60) }
        }
        await #expect(throws: JobError.staleLease) { try await store.system { try Jobs.release($0, first, now: now) } }
        await #expect(throws: JobError.staleLease) {
            try await store.write(as: tenant) { db in
                try db.execute("INSERT INTO effect (tenant_id, n) VALUES (\(db.tenant), 1)")
                try Jobs.holds(db, first, now: now)
            }
        }
        let effects = try await store.read(as: tenant) {
            try $0.query("SELECT n FROM effect WHERE tenant_id = \($0.tenant)")
        }
        #expect(effects.isEmpty)
        try await store.write(as: tenant) { try Jobs.holds($0, second, now: now) }
        try await store.finish(second, .settled, at: now)
        await #expect(throws: JobError.staleLease) { try await store.finish(second, .settled, at: now) }
        await store.close()
    }

    @Test("is not held past the end of its lease", arguments: Engine.available)
    func ended(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let lease = try #require(try await store.claim(lease: 60).first)
        try await store.system { try Jobs.holds($0, lease, now: start + 59) }
        await #expect(throws: JobError.staleLease) {
            try await store.system { try Jobs.holds($0, lease, now: start + 60) }
        }
        let renewed = try await store.system { try Jobs.renew($0, lease, now: start + 59, for: 60) }
        try await store.system { try Jobs.holds($0, renewed, now: start + 118) }
        await store.close()
    }

    @Test("can be enqueued in a tenant's transaction, and is not when that rolls back", arguments: Engine.available)
    func transactional(engine: Engine) async throws {
        struct Refusal: Error {}
        let store = try await Fixture.makeStore(engine)
        let tenant = UUID()
        try await store.write(as: tenant) {
            try Jobs.enqueue($0, kind: "sync", key: "a", tenant: $0.tenant, dueAt: start)
        }
        await #expect(throws: Refusal.self) {
            try await store.write(as: tenant) { db in
                try Jobs.enqueue(db, kind: "sync", key: "b", tenant: db.tenant, dueAt: start)
                throw Refusal()
            }
        }
        #expect(try await store.claim().map(\.key) == ["a"])
        await store.close()
    }

    @Test("of an urgent priority comes first, then tenants take turns", arguments: Engine.available)
    func fair(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let (big, small) = (UUID(), UUID())
        for number in 0..<5 { try await store.enqueue("big\(number)", tenant: big, at: start + Double(number)) }
        try await store.enqueue("small", tenant: small, at: start + 8)
        try await store.enqueue("urgent", tenant: big, at: start + 9, priority: -1)
        let order = try await [
            store.claim(1, at: start + 10), store.claim(2, at: start + 10), store.claim(1, at: start + 10),
        ]
        #expect(order.map { Set($0.map(\.key)) } == [["urgent"], ["big0", "small"], ["big1"]])
        await store.close()
    }
}

@Suite("A crowd of due keys")
struct CrowdTests {
    @Test(
        "of one tenant delays another's only key by no claim",
        arguments: Engine.available, [8, 100])
    func hog(engine: Engine, limit: Int) async throws {
        let store = try await Fixture.makeStore(engine)
        let (big, small) = (UUID(), UUID())
        try await store.system { db in
            for number in 0..<400 {
                try Jobs.enqueue(
                    db, kind: "sync", key: "big\(number)", tenant: big, dueAt: start + Double(number) / 100)
            }
            try Jobs.enqueue(db, kind: "sync", key: "small", tenant: small, dueAt: start + 5)
        }
        let first = try await store.claim(limit, at: start + 10)
        let second = try await store.claim(limit, at: start + 10)
        #expect(first.contains { $0.key == "small" })
        #expect(Set((first + second).map(\.key)).count == 2 * limit)
        await store.close()
    }

    @Test(
        "is settled in one statement, except what another took or what was enqueued meanwhile",
        arguments: Engine.available)
    func settling(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        for key in ["a", "b \"quoted\"", "c"] { try await store.enqueue(key) }
        let leases = try await store.claim().sorted { $0.key < $1.key }
        try await store.enqueue("a", at: start + 3)
        var late = leases[2]
        late.token -= 1
        let given = [leases[0], leases[1], late]
        let lost = try await store.system { try Jobs.settle($0, given, now: start + 1) }
        #expect(lost == [late])
        #expect(try await store.claim(at: start + 5).map(\.key) == ["a"])
        #expect(try await store.claim(at: start + 100).map(\.key) == ["c", "a"])
        await store.close()
    }
}

@Suite("Leases of the dead")
struct AbandoningTests {
    @Test("what a killed process held is free at once, what a living one holds is not", arguments: Engine.available)
    func takenOver(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let now = Date(timeIntervalSince1970: 1_767_225_600)
        let held = try await store.system { db in
            try Jobs.enqueue(db, kind: "k", key: "dead", tenant: nil, dueAt: now)
            let dead = try Jobs.claim(db, kinds: ["k"], owner: "a/1/x", limit: 1, now: now, lease: 60)
            try Jobs.enqueue(db, kind: "k", key: "living", tenant: nil, dueAt: now)
            _ = try Jobs.claim(db, kinds: ["k"], owner: "a/2/x", limit: 1, now: now, lease: 60)
            return dead
        }
        let claimed = try await store.system { db in
            #expect(try Jobs.abandon(db, now: now) { $0 == "a/1/x" } == 1)
            return try Jobs.claim(db, kinds: ["k"], owner: "a/3/x", limit: 5, now: now, lease: 60)
        }
        #expect(claimed.map(\.key) == ["dead"])
        #expect(claimed.first?.token != held.first?.token)
    }
}
