import Foundation
import Jobs
import Store
import Testing
import Workbench

@Suite("A key that is handed back")
struct FinishingTests {
    @Test("settled waits for the next enqueue, and its token goes on counting", arguments: Engine.available)
    func settled(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let first = try #require(try await store.claim().first)
        try await store.finish(first, .settled)
        #expect(try await store.claim(at: start + 1e6).isEmpty)
        try await store.enqueue("k", at: start + 1e6)
        let second = try #require(try await store.claim(at: start + 1e6).first)
        #expect(second.token > first.token)
        #expect(second.attempts == 1)
        await store.close()
    }

    static let outcomes: [JobOutcome] = [.settled, .again(at: start + 50), .retry(why, at: start + 50), .parked(why)]

    @Test("is due at once when it was enqueued meanwhile", arguments: Engine.available, Self.outcomes)
    func meanwhile(engine: Engine, outcome: JobOutcome) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let lease = try #require(try await store.claim().first)
        try await store.enqueue("k", at: start + 1)
        #expect(try await store.claim(at: start + 1).isEmpty)
        try await store.finish(lease, outcome, at: start + 2)
        #expect(try await store.claim(at: start + 2).map(\.key) == ["k"])
        await store.close()
    }

    @Test("comes again at its time; only failures count as attempts", arguments: Engine.available)
    func again(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let first = try #require(try await store.claim().first)
        try await store.finish(first, .retry(why, at: start + 5))
        #expect(try await store.claim(at: start + 4).isEmpty)
        let second = try #require(try await store.claim(at: start + 5).first)
        #expect(second.attempts == 2)
        try await store.finish(second, .again(at: start + 9))
        let third = try #require(try await store.claim(at: start + 9).first)
        #expect(third.attempts == 1)
        try await store.system { try Jobs.release($0, third, now: start + 9) }
        #expect(try await store.claim(at: start + 9).map(\.attempts) == [1])
        await store.close()
    }

    @Test("parked tells why, delays no neighbour, and runs again when a person says so", arguments: Engine.available)
    func parked(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let tenant = UUID()
        try await store.enqueue("poison", tenant: tenant)
        let lease = try #require(try await store.claim().first)
        try await store.finish(lease, .parked(why), at: start + 1)
        try await store.enqueue("neighbour")
        #expect(try await store.claim(at: start + 1e6).map(\.key) == ["neighbour"])
        #expect(
            try await store.parked() == [
                ParkedJob(kind: "sync", key: "poison", tenant: tenant, reason: why, parkedAt: start + 1)
            ])
        #expect(try await store.system { try Jobs.unpark($0, kind: "sync", key: "poison", now: start + 2) })
        #expect(try await store.system { try Jobs.unpark($0, kind: "sync", key: "poison", now: start + 2) } == false)
        #expect(try await store.claim(at: start + 2).map(\.attempts) == [1])
        await store.close()
    }

    @Test("is counted where it stands, and forgotten when long settled", arguments: Engine.available)
    func counted(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        for key in ["settled", "parked", "running"] { try await store.enqueue(key) }
        for lease in try await store.claim() where lease.key != "running" {
            try await store.finish(lease, lease.key == "settled" ? .settled : .parked(why))
        }
        try await store.enqueue("due", at: start + 1)
        try await store.enqueue("waiting", at: start + 100)
        let counts = try await store.system { try Jobs.counts($0, now: start + 2) }
        #expect(
            counts == [
                JobCounts(kind: "sync", due: 1, running: 1, waiting: 1, parked: 1, oldestDue: start + 1)
            ])
        #expect(try await store.system { try Jobs.forget($0, settledBefore: start + 1) } == 1)
        await store.close()
    }
}
