import Foundation
import Jobs
import Store
import Synchronization
import Testing
import Workbench

@Suite("A worker")
struct WorkerTests {
    /// Does what it is told for each key, and remembers how often it was asked.
    final class Script: Reconciler {
        private let asked = Mutex<[String: Int]>([:])
        private let answer: @Sendable (Lease, Int) async -> ReconcileOutcome

        init(_ answer: @escaping @Sendable (Lease, Int) async -> ReconcileOutcome) { self.answer = answer }

        func count(_ key: String) -> Int { self.asked.withLock { $0[key] ?? 0 } }

        func reconcile(_ lease: Lease) async -> ReconcileOutcome {
            let count = self.asked.withLock { asked in
                asked[lease.key, default: 0] += 1
                return asked[lease.key] ?? 0
            }
            return await self.answer(lease, count)
        }
    }

    /// Runs a worker until `isDone`, then stops it and waits for its end.
    private func run(
        _ store: any Store, _ script: Script, clock: ManualClock = ManualClock(start),
        _ adjust: (inout Worker.Settings) -> Void = { _ in },
        report: @escaping @Sendable (WorkerEvent) -> Void = { _ in }, until isDone: @Sendable () async throws -> Bool
    ) async throws {
        var settings = Worker.Settings()
        settings.poll = .milliseconds(10)
        adjust(&settings)
        let worker = Worker(
            store: store, owner: "w", reconcilers: ["sync": script], settings: settings, now: { clock.now },
            report: report)
        let task = Task { await worker.run() }
        defer { task.cancel() }
        try await eventually(isDone)
        task.cancel()
        await task.value
    }

    @Test("runs what is due, parks poison and leaves neighbours alone", arguments: Engine.available)
    func poison(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        for key in ["poison", "a", "b", "c"] { try await store.enqueue(key) }
        let script = Script { lease, _ in lease.key == "poison" ? .blocked(why) : .settled }
        try await self.run(store, script) {
            try await store.system { try Jobs.counts($0, now: start)[0] }.parked == 1
                && ["a", "b", "c"].allSatisfy { script.count($0) == 1 }
        }
        #expect(try await store.parked().map(\.reason) == [why])
        #expect(try await store.claim(at: start + 1e6).isEmpty)
        await store.close()
    }

    @Test("backs off after a failure and parks after the last attempt", arguments: Engine.available)
    func retries(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        let clock = ManualClock(start)
        try await store.enqueue("k")
        let script = Script { _, _ in .retry(why) }
        try await self.run(store, script, clock: clock, { $0.parkAfter = 4 }) {
            clock.advance(by: 10)
            return try await store.parked().count == 1
        }
        #expect(script.count("k") == 4)
        await store.close()
    }

    @Test("runs a key again that was enqueued while it ran", arguments: Engine.available)
    func meanwhile(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let script = Script { _, count in
            if count == 1, (try? await store.enqueue("k")) == nil { return .blocked(why) }
            return .settled
        }
        try await self.run(store, script) { script.count("k") == 2 }
        await store.close()
    }

    @Test("works on no more than its limit at once", arguments: Engine.available)
    func limit(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        for number in 0..<20 { try await store.enqueue("k\(number)") }
        let running = Mutex((now: 0, most: 0, done: 0))
        let script = Script { _, _ in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<50 { await Task.yield() }
            running.withLock {
                $0.now -= 1
                $0.done += 1
            }
            return .settled
        }
        try await self.run(store, script, { $0.concurrency = 3 }) { running.withLock(\.done) == 20 }
        #expect(running.withLock(\.most) <= 3)
        await store.close()
    }

    @Test("lets running work end when it is stopped, and claims nothing more", arguments: Engine.available)
    func graceful(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let (begun, go) = (Gate(), Gate())
        let script = Script { _, _ in
            begun.open()
            await go.passed()
            return Task.isCancelled ? .blocked(why) : .settled
        }
        let worker = Worker(store: store, owner: "w", reconcilers: ["sync": script], now: { start })
        let task = Task { await worker.run() }
        await begun.passed()
        task.cancel()
        try await store.enqueue("other")
        go.open()
        await task.value
        #expect(try await store.claim(at: start + 1e6).map(\.key) == ["other"])
        #expect(try await store.parked().isEmpty)
        await store.close()
    }

    @Test("gives up work that outlasts the grace time and hands its lease back", arguments: Engine.available)
    func grace(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let begun = Gate()
        let script = Script { _, _ in
            begun.open()
            // An endless call that heeds cancellation.
            for await _ in AsyncStream<Void>.makeStream().stream {}
            return .retry(why)
        }
        var settings = Worker.Settings()
        settings.grace = .milliseconds(50)
        let worker = Worker(store: store, owner: "w", reconcilers: ["sync": script], settings: settings, now: { start })
        let task = Task { await worker.run() }
        await begun.passed()
        task.cancel()
        await task.value
        #expect(try await store.claim().map(\.attempts) == [1])
        await store.close()
    }

    @Test("stops work whose lease another has taken, and throws its outcome away", arguments: Engine.available)
    func lost(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        let begun = Gate()
        let stale = Mutex(false)
        let script = Script { _, _ in
            begun.open()
            for await _ in AsyncStream<Void>.makeStream().stream {}
            return .settled
        }
        let taken = Mutex<[Lease]>([])
        try await self.run(store, script, { $0.lease = 0.3 }) { event in
            if case .stale = event { stale.withLock { $0 = true } }
        } until: {
            await begun.passed()
            if taken.withLock(\.isEmpty) {
                let thief = try await store.claim(owner: "thief", at: start + 1_000, lease: 1e6)
                taken.withLock { $0 = thief }
            }
            return stale.withLock { $0 }
        }
        let thieves = taken.withLock { $0 }
        let lease = try #require(thieves.first)
        try await store.finish(lease, .settled, at: start + 1_001)
        await store.close()
    }

    @Test("parks what was begun again and again and never ended", arguments: Engine.available)
    func crashing(engine: Engine) async throws {
        let store = try await Fixture.makeStore(engine)
        try await store.enqueue("k")
        for attempt in 0..<3 { _ = try await store.claim(at: start + Double(attempt) * 100, lease: 60) }
        let script = Script { _, _ in .settled }
        try await self.run(store, script, clock: ManualClock(start + 1_000), { $0.parkAfter = 3 }) {
            try await store.parked().count == 1
        }
        #expect(script.count("k") == 0)
        #expect(try await store.parked()[0].reason.code == "job.never-finished")
        await store.close()
    }
}
