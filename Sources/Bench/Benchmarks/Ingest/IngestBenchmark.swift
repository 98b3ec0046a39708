import Foundation
import Operations
import Records
import Store
import StorePostgres

/// Taking orders in on PostgreSQL with row-level security over eight connections: one order a transaction against pgbench
/// sending the same statements in pipeline mode, and pages of fifty against the best raw SQL for them.
struct IngestBenchmark: Benchmark {
    let name = "ingest"
    let summary = "orders of three lines taken in, PostgreSQL with row-level security, 8 connections"
    let needs: [Need] = [.postgres, .pgbench]

    static let connections = 8

    func run(_ stand: Stand) async throws -> [Figure] {
        try await Databases.withPostgres(stand.tools) { database in
            let store = try PostgresStore(url: database.appURL, poolSize: Self.connections)
            let stage = try await IngestStage.set(store)
            let captured = try await stage.statements(Template.sample(1))
            try await stage.sellSome()
            try await PostgresStore.run("VACUUM ANALYZE", ownerURL: database.ownerURL)
            // With the audit log on, and sealed beside all that is measured.
            let (figures, sealed) = try await IngestClerk(stage).beside {
                var figures: [Figure] = []
                for spread in [IngestStage.skus, 10] {
                    figures += try await self.measure(stand, database, stage, captured, spread: spread)
                }
                return figures
            }
            await store.close()
            return figures.map { figure in
                var figure = figure
                figure.detail += "; \(sealed) rows of the audit log sealed beside all four"
                return figure
            }
        }
    }

    private func measure(
        _ stand: Stand, _ database: Databases.Postgres, _ stage: IngestStage, _ captured: [[SQLQuery]], spread: Int
    ) async throws -> [Figure] {
        let pgbench = try PgBench(stand.tools, url: database.appURL)
        var writer = PgBenchOrder(fixed: stage.fixed)
        let single = writer.script(captured, tenant: stage.desk.tenant, spread: spread)
        let page = PgBenchPage(tenant: stage.desk.tenant, shop: stage.shop.id, fold: Self.fold(captured)).script(
            spread: spread)
        let crowd = IngestCrowd(stage, spread: spread, seed: stand.seed, from: spread * 100_000)
        let seconds = stand.either(quick: 3, full: 5)
        // Far from the numbers that we give to our own orders.
        let base = IngestCrowd.Base(from: spread == 10 ? 100_000_000_000 : 10_000_000_000)
        let ones = try await Contest([
            .init("ours") { try await crowd.perSecond(page: 1, hands: Self.connections, seconds: seconds) },
            .init("raw") {
                try await pgbench.perSecond(
                    single, clients: Self.connections, length: .times(stand.either(quick: 500, full: 1_200)),
                    settings: ["base": base.next(1_000_000_000), "k": "0"])
            },
        ]).run(rounds: stand.rounds, seed: stand.seed)
        let pages = try await Contest([
            .init("ours") { try await crowd.perSecond(page: 50, hands: Self.connections, seconds: seconds) },
            .init("raw") {
                50
                    * (try await pgbench.perSecond(
                        page, clients: Self.connections, length: .times(stand.either(quick: 25, full: 80)),
                        settings: ["base": base.next(10_000_000), "k": "0"]))
            },
        ]).run(rounds: stand.rounds, seed: stand.seed)
        let what = spread == IngestStage.skus ? "10,000 SKUs" : "10 hot SKUs"
        let trips = captured.count
        return [
            Figure(
                title: "one order a transaction, \(what) / pgbench, the same statements in pipeline mode",
                bar: .atLeast(0.7), result: ones.ratios("ours", to: "raw"),
                detail: "\(Self.rates(ones)); \(captured.joined().count) statements in \(trips) round trips"),
            Figure(
                title: "pages of 50, \(what) / the best raw SQL", bar: .atLeast(0.7),
                result: pages.ratios("ours", to: "raw"), detail: Self.rates(pages)),
        ]
    }

    static func rates(_ results: Results<Double>) -> String {
        "\(Number.text(results.spread(of: "ours").median)) orders/s against \(Number.text(results.spread(of: "raw").median))"
    }

    /// The facts of an order as they are stored.
    private static func fold(_ statements: [[SQLQuery]]) -> String {
        for query in statements.joined() {
            for case .json(let text) in query.rows?.cells ?? [] where text.contains("cancelRequests") { return text }
        }
        return "{}"
    }
}
