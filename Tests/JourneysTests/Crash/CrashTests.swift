import Commerce
import Foundation
import Operations
import Records
import Store
import StorePostgres
import Testing
import Twins
import Workbench

@Suite("Crashes", .serialized)
struct CrashTests {
    /// `ENTREPOT_KILLS` sets how many; the bar is 20 on each engine.
    static var kills: Int { ProcessInfo.processInfo.environment["ENTREPOT_KILLS"].flatMap { Int($0) } ?? 4 }

    @Test(
        "kill -9 in the middle of trading loses and doubles nothing, nor does the fall of the database with it",
        .enabled(if: Program.mayRun, "the program is not built: bin/build, or set ENTREPOT_PROGRAM"),
        arguments: Engine.available)
    func kill(engine: Engine) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "verdict-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        // PostgreSQL falls with the hub, in a server of this test's own that keeps what it has committed.
        let server = engine == .postgres ? try await ScratchServer.start() : nil
        defer { server?.remove() }
        let seconds = max(16, Self.kills * 5)
        var arguments = [
            "demo", "--no-stay", "--port", "0", "--shops", "3", "--etsy", "0", "--seconds", "\(seconds)", "--kills",
            "\(Self.kills)", "--verdict", file.path(),
        ]
        if let server { arguments += ["--database-fall", server.fall] }
        let run = try await Program.run(
            arguments, environment: ["ENTREPOT_DEMO_POSTGRES_OWNER": server?.url ?? ""])
        #expect(run.status == 0, "\(run.text)")
        let verdict = try JSONDecoder().decode(Verdict.self, from: Data(contentsOf: file))
        verdict.check(kills: Self.kills)
        #expect(verdict.databaseFalls == (engine == .postgres ? Self.kills : 0))
    }

    /// In a server of its own, which keeps what it has committed: the hub and the shops stay, the database falls.
    @Test(
        "a PostgreSQL that falls in the middle of trading and comes back has lost and doubled nothing",
        .enabled(if: Engine.available.contains(.postgres), "no PostgreSQL: set ENTREPOT_TEST_POSTGRES"))
    func postgresRestart() async throws {
        let server = try await ScratchServer.start()
        defer { server.remove() }
        try await Berths.using {
            let bench = try await TradingBench(.postgres, policy: .guaranteed, store: try await server.makeStore())
            do {
                try await Self.trade(bench, server)
            } catch {
                await bench.close()
                throw error
            }
            await bench.close()
        }
    }

    private static func trade(_ bench: TradingBench, _ server: ScratchServer) async throws {
        let goods = (0..<8).map { TwinProduct(sku: "S\($0)", name: "Good \($0)", price: "10.00", stock: 9) }
        try await bench.stock(goods)
        for shop in ["one", "two", "three"] { try await bench.connect(shop, goods) }
        bench.work(lease: 6)
        try await bench.openForBusiness()
        await bench.market.startCrowd(CrowdPlan(rate: 12, purchases: 90, seed: 4))
        try await bench.eventually(seconds: 20, "trading is in full swing") {
            await bench.market.crowdTried ?? 90 >= 30
        }
        try await server.restart()
        try await bench.eventually(seconds: 30, "the crowd has bought") { await bench.market.crowdTried ?? 90 >= 90 }
        await bench.market.settle(keepingFaults: false)
        try await bench.eventually(seconds: 60, "everything agrees") {
            // The pool may still hold connections of the server that fell.
            (try? await all(bench.agrees(), bench.misbooked().isEmpty)) == true
        }
        #expect(await bench.soldTwice(Dictionary(uniqueKeysWithValues: goods.map { ($0.sku, 9) })) == [:])
        try await bench.booksAgree()
        #expect(await bench.market.books().values.reduce(0) { $0 + $1.orderIDs.count } > 20)
    }
}
