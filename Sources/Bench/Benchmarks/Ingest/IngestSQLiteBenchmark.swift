import Foundation
import Records
import Store
import StoreSQLite

/// Taking orders in on SQLite, one writer, against a bare C loop and Python's sqlite3 that run the same prepared statements.
struct IngestSQLiteBenchmark: Benchmark {
    let name = "ingest-sqlite"
    let summary = "orders of three lines taken in, SQLite, one writer, WAL"
    let needs: [Need] = [.cc, .python]

    func run(_ stand: Stand) async throws -> [Figure] {
        guard let cc = stand.tools.cc, let python = stand.tools.python, let scripts = stand.tools.peerScripts else {
            throw BenchError("bin/bench says where the peers are: ENTREPOT_BENCH_SCRIPTS")
        }
        return try await Databases.withFolder { folder in
            let stageFile = Self.path(folder, "stage.sqlite")
            var specs: [Int: String] = [:]
            let store = try SQLiteStore(path: stageFile)
            try await store.migrate(Schema.migrations)
            let stage = try await IngestStage.set(store)
            try await store.system { _ = try $0.query("ANALYZE") }
            for page in [1, 50] {
                let orders = Template.sample(page)
                var spec = ReplaySpec(orders, fixed: stage.fixed)
                let file = Self.path(folder, "page-\(page).spec")
                try spec.text(try await stage.statements(orders)).write(toFile: file, atomically: true, encoding: .utf8)
                specs[page] = file
            }
            await store.close()
            let loop = Self.path(folder, "loop")
            _ = try await Shell.text(cc, ["-O2", "-o", loop, "\(scripts)/../ingest/loop.c", "-lsqlite3"])
            var figures: [Figure] = []
            for durability in [SQLiteStore.Durability.normal, .full] {
                for page in [1, 50] {
                    let spec = specs[page] ?? ""
                    figures += try await self.measure(
                        stand, folder, stage, durability, page: page, c: [loop],
                        python: [python, "\(scripts)/../ingest/loop.py"], spec: spec)
                }
            }
            return figures
        }
    }

    private func measure(
        _ stand: Stand, _ folder: URL, _ stage: IngestStage, _ durability: SQLiteStore.Durability, page: Int,
        c: [String], python: [String], spec: String
    ) async throws -> [Figure] {
        let pages = stand.either(quick: 1_000, full: 8_000) / page
        let names = ["ours", "c", "python"].map { Self.path(folder, "\($0)-\(durability)-\(page).sqlite") }
        for name in names { try FileManager.default.copyItem(atPath: Self.path(folder, "stage.sqlite"), toPath: name) }
        let store = try SQLiteStore(path: names[0], durability: durability)
        let crowd = IngestCrowd(stage.moved(to: store), spread: IngestStage.skus, seed: stand.seed)
        let base = IngestCrowd.Base()
        @Sendable func peer(_ words: [String], _ file: String) async throws -> Double {
            let text = try await Shell.text(
                words[0],
                Array(words.dropFirst()) + [
                    file, spec, "\(pages)", "\(page)", durability.rawValue, "\(IngestStage.skus)",
                    base.next(pages * page),
                ])
            guard let rate = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw BenchError("a peer said nothing that can be read: \(text.suffix(300))")
            }
            return rate
        }
        let found = try await Contest([
            .init("ours") { try await crowd.perSecond(page: page, pages: pages) },
            .init("raw") { try await peer(c, names[1]) },
            .init("python") { try await peer(python, names[2]) },
        ]).run(rounds: stand.rounds, seed: stand.seed)
        await store.close()
        let what = "\(page == 1 ? "one order a transaction" : "pages of 50"), synchronous \(durability.rawValue)"
        return [
            Figure(
                title: "SQLite, \(what) / a bare C loop of the same statements", bar: .atLeast(0.7),
                result: found.ratios("ours", to: "raw"), detail: IngestBenchmark.rates(found)),
            Figure(
                title: "SQLite, \(what) / Python's sqlite3", bar: .atLeast(1),
                result: found.ratios("ours", to: "python"),
                detail: "against \(Number.text(found.spread(of: "python").median)) orders/s"),
        ]
    }

    private static func path(_ folder: URL, _ name: String) -> String {
        folder.appending(path: name).path(percentEncoded: false)
    }
}
