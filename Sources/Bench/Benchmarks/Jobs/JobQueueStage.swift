import Foundation
import Jobs
import Store
import StorePostgres

/// A table of due keys that is filled anew for each reading.
struct JobQueueStage: Sendable {
    let database: Databases.Postgres
    /// Due keys, of fifty tenants.
    let jobs: Int

    init(_ database: Databases.Postgres, jobs: Int) {
        self.database = database
        self.jobs = jobs
    }

    func fill() async throws {
        try await self.owner("TRUNCATE job")
        try await self.owner(
            """
            INSERT INTO job (kind, key, tenant_id, priority, due_at, generation, attempts, state, lease_token, updated_at)
            SELECT 'bench', md5('key' || n)::uuid::text, md5('tenant' || n % 50)::uuid, 0,
                now() - interval '1 hour' + n * interval '1 ms', 1, 0, 'ready', 0, now()
            FROM generate_series(1, \(self.jobs)) n
            """)
        try await self.owner("VACUUM ANALYZE job")
    }

    /// Every key is due once more, as after a change to each.
    func wakeAll() async throws {
        try await self.owner("UPDATE job SET due_at = now(), generation = generation + 1")
    }

    func left() async throws -> Int {
        let rows = try await PostgresStore.query(
            "SELECT count(*) FROM job WHERE due_at IS NOT NULL", ownerURL: self.database.ownerURL)
        return try rows[0].get(0)
    }

    /// Keys a second through `Jobs`, each claimed and settled.
    func ours(_ store: PostgresStore, fresh: Bool = true) async throws -> Double {
        if fresh { try await self.fill() }
        let took = try await ContinuousClock().measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<JobsBenchmark.connections {
                    group.addTask { while try await Self.turn(store, owner: "worker \(number)") {} }
                }
                try await group.waitForAll()
            }
        }
        let left = try await self.left()
        guard left == 0 else { throw BenchError("\(left) of \(self.jobs) keys were not worked") }
        return Double(self.jobs) / (took / .seconds(1))
    }

    /// Claims a batch and settles it, each in a transaction of its own, as a worker does.
    private static func turn(_ store: PostgresStore, owner: String) async throws -> Bool {
        let leases = try await store.system { db in
            db.closing()
            return try Jobs.claim(
                db, kinds: ["bench"], owner: owner, limit: JobsBenchmark.batch, now: Date(), lease: 60)
        }
        if leases.isEmpty { return false }
        try await store.system { db in
            db.closing()
            guard try Jobs.settle(db, leases, now: Date()).isEmpty else { throw BenchError("a lease was lost") }
        }
        return true
    }

    /// - Parameter body: works all keys; told whether to fill the table first.
    /// - Returns: what the third time gave.
    func threeTimes(_ body: @Sendable (_ fresh: Bool) async throws -> Double) async throws -> Double {
        try await self.fill()
        return try await self.again(body)
    }

    private func again(_ body: @Sendable (_ fresh: Bool) async throws -> Double) async throws -> Double {
        var rate = 0.0
        for turn in 0..<3 {
            if turn > 0 { try await self.wakeAll() }
            rate = try await body(false)
        }
        return rate
    }

    /// The same while a transaction elsewhere keeps its snapshot open.
    func threeTimesWhileSnapshotIsHeld(
        _ body: @Sendable (_ fresh: Bool) async throws -> Double
    ) async throws -> Double {
        // Before the snapshot, whose lock on the table it could not pass.
        try await self.fill()
        let holder = try PostgresStore(url: self.database.appURL, poolSize: 1)
        let (opened, open) = AsyncStream.makeStream(of: Void.self)
        let done = DispatchSemaphore(value: 0)
        let holding = Task {
            try await holder.read(as: UUID()) { db in
                try db.query("SELECT count(*) FROM job")
                open.finish()
                done.wait()
            }
        }
        for await _ in opened {}
        var rate = 0.0
        var failure: (any Error)?
        do {
            rate = try await self.again(body)
        } catch {
            failure = error
        }
        done.signal()
        try await holding.value
        await holder.close()
        if let failure { throw failure }
        return rate
    }

    private func owner(_ statement: String) async throws {
        try await PostgresStore.run(statement, ownerURL: self.database.ownerURL)
    }
}
