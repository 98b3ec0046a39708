import Foundation
import Records
import Store
import StorePostgres

/// How long a change of stock takes to be on the wire to the shops, under a steady load of changes, against the least
/// that it must take: one commit and one HTTP round trip with the same shop, measured in the same seconds, so that both
/// share cores, disk and shop with the same load.
struct LatencyBenchmark: Benchmark {
    let name = "latency"
    let summary = "stock change in → request on the wire, steady load, both engines"
    let needs: [Need] = [.postgres]

    /// Milliseconds of one way of doing it.
    struct Reading: Sendable {
        var median: Double
        var p99: Double

        init(_ milliseconds: [Double]) {
            self.median = milliseconds.quantile(0.5)
            self.p99 = milliseconds.quantile(0.99)
        }
    }

    func run(_ stand: Stand) async throws -> [Figure] {
        let onPostgres = try await Databases.withPostgres(stand.tools) { database in
            let store = try PostgresStore(url: database.appURL)
            do {
                let figures = try await self.measure(store, "PostgreSQL", stand)
                await store.close()
                return figures
            } catch {
                await store.close()
                throw error
            }
        }
        let onSQLite = try await Databases.withSQLite { store, _ in try await self.measure(store, "SQLite", stand) }
        return onPostgres + onSQLite
    }

    private func measure(_ store: any Store, _ engine: String, _ stand: Stand) async throws -> [Figure] {
        try await ShopFloor.with(store) { floor in
            let load = SteadyLoad(floor, seed: stand.seed)
            try await load.open()
            var results = Results<Reading>()
            for round in 0...stand.rounds {
                Screen.step("\(engine), \(round == 0 ? "warming up" : "round \(round) of \(stand.rounds)")")
                let times = try await load.run(stand.either(quick: 60, full: 200))
                // The first is to warm up.
                if round == 0 { continue }
                results.readings["ours", default: []].append(Reading(times.changes))
                results.readings["bare", default: []].append(Reading(times.bare))
            }
            return [
                self.figure("median", engine, results, \.median), self.figure("p99", engine, results, \.p99),
            ]
        }
    }

    private func figure(
        _ word: String, _ engine: String, _ results: Results<Reading>, _ part: any KeyPath<Reading, Double> & Sendable
    ) -> Figure {
        let (ours, bare) = (
            results.spread(of: "ours") { $0[keyPath: part] }, results.spread(of: "bare") { $0[keyPath: part] }
        )
        return Figure(
            title: "\(engine): \(word) from change to wire / one commit and one HTTP round trip", bar: .atMost(5),
            result: results.ratios("ours", to: "bare") { $0[keyPath: part] },
            detail: "\(Number.text(ours.median)) ms against \(Number.text(bare.median)) ms")
    }
}
