import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Wire
import Workbench

@Suite("What becomes of a write")
struct WriteFateTests {
    /// Each shop does something else to writes or reads while prices and numbers change and buyers buy.
    @Test(
        "late writes, lost answers, stale reads, silent refusals and half-done batches all end in agreement",
        arguments: Engine.available)
    func fates(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", "C", "D", stock: 30)
        var settings = TradingBench.quick
        settings.patience = 2
        settings.readStaleness = 1.1
        try await TradingBench.with(engine, shops: 0, goods: goods, settings: settings) { bench in
            let rules: [String: [FaultRule]] = [
                "late": [FaultRule(.lateWrite, every: 2, seconds: 2.5, calls: "products.batch")],
                "lost": [FaultRule(.timeoutAfter, every: 2, seconds: 2, calls: "products.batch")],
                "stale": [FaultRule(.staleRead, seconds: 1)],
                "silent": [FaultRule(.silentRejection, every: 2, calls: "products.batch")],
                "partial": [FaultRule(.partialBatch, every: 2)],
                "well": [],
            ]
            for name in rules.keys.sorted() { try await bench.connect(name, goods) }
            try await bench.openForBusiness()
            for (name, rules) in rules { await bench.market.shop(name)?.setFaults(FaultPlan(rules)) }

            for round in 1...3 {
                let sku = ["A", "B", "C"][round - 1]
                _ = try await SetPrice(sku: sku, price: .init(minor: Int64(1_000 + round * 100), currency: .gbp)).run(
                    bench.desk)
                _ = try await AdjustStock(sku: sku, by: round).run(bench.desk)
                for name in rules.keys.sorted() { await bench.market.shop(name)?.buy(sku) }
                try await bench.eventually(seconds: 25, "the sales of round \(round) are imported") {
                    try await bench.stock(of: sku).reserved == rules.count
                }
            }
            try await bench.eventually(seconds: 60, "all agree with the faults still on") { try await bench.agrees() }
            for (name, rules) in rules where !rules.isEmpty {
                #expect(await bench.market.shop(name)?.struck.isEmpty == false, "\(name)")
            }
            for name in rules.keys {
                for (sku, round) in [("A", 1), ("B", 2), ("C", 3)] {
                    #expect(await bench.item(name, sku)?.stock == 30 + round - rules.count, "\(name) \(sku)")
                }
            }
            try await bench.booksAgree()
            #expect(try await bench.desk.read { try OfferRecords.parked($0) }.isEmpty)
        }
    }

    @Test("a write that lands after a newer one is found and put right", arguments: Engine.available)
    func overtaken(engine: Engine) async throws {
        var settings = TradingBench.quick
        // The shop is slower than anybody said: the older write lands after the newer was answered.
        settings.patience = 0.2
        settings.timeout = 0.7
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", stock: 30), settings: settings) {
            bench in
            try await bench.openForBusiness()
            await bench.market.shop("shop-0")?.setFaults(
                FaultPlan([FaultRule(.lateWrite, times: 1, seconds: 6, calls: "products.batch")]))
            _ = try await SetStock(sku: "A", onHand: 25).run(bench.desk)
            try await bench.eventually(seconds: 10, "the first write is lost") {
                await bench.market.shop("shop-0")?.struck[.lateWrite] == 1
            }
            _ = try await SetStock(sku: "A", onHand: 12).run(bench.desk)
            try await bench.eventually(seconds: 20, "the late write has landed") {
                let numbers = await bench.market.books()["shop-0"]?.entries.filter {
                    $0.kind == .stockSet && $0.by == .hub
                }
                return numbers?.contains { $0.after == 25 } == true
            }
            try await bench.eventually(seconds: 20, "the newest number stands") {
                try await all(bench.agrees(), bench.item("shop-0", "A")?.stock == 12)
            }
        }
    }
}
