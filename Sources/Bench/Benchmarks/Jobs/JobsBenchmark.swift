import Foundation
import Jobs
import Store
import StorePostgres

/// Claiming due keys and handing them back, a hundred at a time over eight connections, against the same done in bare
/// SQL by pgbench, and against two job engines from PyPI with their own workers.
struct JobsBenchmark: Benchmark {
    let name = "jobs"
    let summary = "claim and finish work, batches of 100, PostgreSQL"
    let needs: [Need] = [.postgres, .pgbench, .peer("procrastinate"), .peer("pgqueuer")]

    /// Keys in one reading, and how many are claimed at once.
    static let batch = 100
    static let connections = 8

    func run(_ stand: Stand) async throws -> [Figure] {
        try await Databases.withPostgres(stand.tools) { database in
            let queue = JobQueueStage(database, jobs: stand.either(quick: 40_000, full: 80_000))
            let store = try PostgresStore(url: database.appURL, poolSize: Self.connections)
            do {
                let figures = try await self.measure(stand, database, queue, store)
                await store.close()
                return figures
            } catch {
                await store.close()
                throw error
            }
        }
    }

    private func measure(
        _ stand: Stand, _ database: Databases.Postgres, _ queue: JobQueueStage, _ store: PostgresStore
    ) async throws -> [Figure] {
        let raw = try RawQueue(stand.tools, queue)
        let peers = try PeerQueue(stand.tools, database)
        let (many, few) = (stand.either(quick: 5_000, full: 20_000), stand.either(quick: 500, full: 1_500))
        let calm = try await Contest([
            .init("ours") { try await queue.ours(store) },
            .init("raw") { try await raw.measure() },
            .init("pgqueuer") { try await peers.measure("pgqueuer", jobs: many) },
            .init("procrastinate") { try await peers.measure("procrastinate", jobs: few) },
        ]).run(rounds: stand.rounds, seed: stand.seed)
        return Self.figures(calm, try await self.whileSnapshotIsHeld(stand, database, queue, store))
    }

    /// Keys that are worked three times over, of which the last counts: with a transaction open elsewhere, so that no dead
    /// row version may be cleared away, and without. All four in the same rounds, with as many keys.
    private func whileSnapshotIsHeld(
        _ stand: Stand, _ database: Databases.Postgres, _ queue: JobQueueStage, _ store: PostgresStore
    ) async throws -> Results<Double> {
        let few = JobQueueStage(database, jobs: queue.jobs / 4)
        let rawFew = try RawQueue(stand.tools, few)
        return try await Contest([
            .init("ours") {
                try await few.threeTimesWhileSnapshotIsHeld { fresh in try await few.ours(store, fresh: fresh) }
            },
            .init("raw") {
                try await few.threeTimesWhileSnapshotIsHeld { fresh in try await rawFew.measure(fresh: fresh) }
            },
            .init("ours, calm") { try await few.threeTimes { fresh in try await few.ours(store, fresh: fresh) } },
            .init("raw, calm") { try await few.threeTimes { fresh in try await rawFew.measure(fresh: fresh) } },
        ]).run(rounds: stand.rounds, seed: stand.seed &+ 1, warmUp: false)
    }

    private static func figures(_ calm: Results<Double>, _ held: Results<Double>) -> [Figure] {
        func rate(_ results: Results<Double>, _ name: String) -> String {
            Number.text(results.spread(of: name).median) + "/s"
        }
        let usual = held.ratios("ours, calm", to: "raw, calm").values
        let cost = Spread(zip(held.ratios("ours", to: "raw").values, usual).map { $0 / $1 })
        return [
            Figure(
                title: "claim and finish / raw SKIP LOCKED through pgbench", bar: .atLeast(0.7),
                result: calm.ratios("ours", to: "raw"), detail: "\(rate(calm, "ours")) against \(rate(calm, "raw"))"),
            Figure(
                title: "claim and finish / pgqueuer", bar: .atLeast(1), result: calm.ratios("ours", to: "pgqueuer"),
                detail: "\(rate(calm, "ours")) against \(rate(calm, "pgqueuer"))"),
            Figure(
                title: "claim and finish / procrastinate", bar: .atLeast(1),
                result: calm.ratios("ours", to: "procrastinate"),
                detail: "\(rate(calm, "ours")) against \(rate(calm, "procrastinate"))"),
            Figure(
                title: "with a snapshot held open elsewhere, what is left of the ratio to raw SQL",
                bar: .atLeast(0.95), result: cost,
                detail: "\(rate(held, "ours")) against \(rate(held, "raw")), calm \(rate(held, "ours, calm")) against "
                    + "\(rate(held, "raw, calm")); keys worked for the third time"),
        ]
    }
}
