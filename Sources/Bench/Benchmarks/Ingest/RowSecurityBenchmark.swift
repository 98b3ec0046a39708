import Foundation
import Operations
import Records
import Store
import StorePostgres

/// What row-level security costs order ingest: ours with it and without, and the same statements by pgbench with it and
/// without, all four in each round.
struct RowSecurityBenchmark: Benchmark {
    let name = "rls"
    let summary = "what row-level security costs order ingest, PostgreSQL, 8 connections"
    let needs: [Need] = [.postgres, .pgbench]

    func run(_ stand: Stand) async throws -> [Figure] {
        try await Databases.withPostgres(stand.tools) { walled in
            try await Databases.withPostgres(stand.tools) { open in
                let (with, without) = (try await Side.set(walled), try await Side.set(open))
                try await PostgresStore.run(Self.tearDown, ownerURL: open.ownerURL)
                for database in [walled, open] {
                    try await PostgresStore.run("VACUUM ANALYZE", ownerURL: database.ownerURL)
                }
                let found = try await self.measure(stand, with, without)
                await with.store.close()
                await without.store.close()
                return [Self.figure(found)]
            }
        }
    }

    /// Our tables as they are, but for the walls between tenants.
    private static let tearDown = """
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT relname FROM pg_class WHERE relrowsecurity LOOP
                EXECUTE format('ALTER TABLE public.%I NO FORCE ROW LEVEL SECURITY', name);
                EXECUTE format('ALTER TABLE public.%I DISABLE ROW LEVEL SECURITY', name);
            END LOOP;
        END $$
        """

    /// One of the two databases, with a shop that has sold before.
    private struct Side: Sendable {
        let database: Databases.Postgres
        let store: PostgresStore
        let crowd: IngestCrowd
        let script: String
        let numbers = IngestCrowd.Base(from: 10_000_000_000)

        static func set(_ database: Databases.Postgres) async throws -> Side {
            let store = try PostgresStore(url: database.appURL, poolSize: IngestBenchmark.connections)
            let stage = try await IngestStage.set(store)
            var writer = PgBenchOrder(fixed: stage.fixed)
            let script = writer.script(
                try await stage.statements(Template.sample(1)), tenant: stage.desk.tenant, spread: IngestStage.skus)
            try await stage.sellSome()
            return Side(
                database: database, store: store, crowd: IngestCrowd(stage, spread: IngestStage.skus, seed: 1),
                script: script)
        }
    }

    private func measure(_ stand: Stand, _ with: Side, _ without: Side) async throws -> Results<Double> {
        let entrants = [(with, "with"), (without, "without")].flatMap { side, word in
            [
                Contest<Double>.Entrant("ours \(word)") {
                    try await side.crowd.perSecond(
                        page: 1, hands: IngestBenchmark.connections, seconds: stand.either(quick: 2, full: 4))
                },
                Contest<Double>.Entrant("raw \(word)") {
                    try await PgBench(stand.tools, url: side.database.appURL).perSecond(
                        side.script, clients: IngestBenchmark.connections,
                        length: .times(stand.either(quick: 300, full: 700)),
                        settings: ["base": side.numbers.next(1_000_000_000), "k": "0"])
                },
            ]
        }
        // Fifteen rounds of some sixteen seconds; a difference of a tenth is lost in fewer.
        return try await Contest(entrants).run(
            rounds: stand.either(quick: 2, full: 15), seed: stand.seed, box: .seconds(420))
    }

    private static func figure(_ found: Results<Double>) -> Figure {
        func cost(_ name: String) -> Spread {
            Spread(found.ratios("\(name) with", to: "\(name) without").values.map { 100 * (1 - $0) })
        }
        let (ours, raw) = (cost("ours"), cost("raw"))
        let scatter = raw.values.quantile(0.75) - raw.values.quantile(0.25)
        let rates = ["ours without", "ours with"].map { Number.text(found.spread(of: $0).median) }
        return Figure(
            title:
                "what row-level security takes of order ingest / what it takes of raw SQL, and its quartiles' distance",
            bar: .atMost(raw.median + scatter, unit: "%"), result: ours,
            detail: """
                \(rates[0]) orders/s without, \(rates[1]) with; raw SQL loses \(Number.text(raw.median)) % \
                (\(Number.text(raw.least)) to \(Number.text(raw.most)) %); \(ours.values.count) rounds of four
                """)
    }
}
