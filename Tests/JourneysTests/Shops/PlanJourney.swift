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

@Suite("Plans that are taken back")
struct PlanJourney {
    @Test(
        "taking back a going live shows again what the shop showed, sales since then counted",
        arguments: Engine.available)
    func goLive(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 20)
        let odd = [
            TwinProduct(sku: "A", name: "Good A", price: "12.50", stock: 7),
            TwinProduct(sku: "B", name: "Good B", price: "10.00", stock: 20),
        ]
        try await TradingBench.with(engine, shops: 1, goods: goods) { bench in
            try await bench.connect("odd", odd)
            let plans = try await bench.goLive()
            try await bench.eventually(seconds: 30, "all agree") { try await bench.isCalm() }
            #expect(await bench.item("odd", "A")?.stock == 20)
            #expect(await bench.item("odd", "A")?.regularPrice.hasPrefix("10") == true)

            _ = try await UndoPlan(try #require(plans["odd"])).run(bench.desk)
            try await bench.eventually(seconds: 30, "it is put back, and paused") {
                let item = await bench.item("odd", "A")
                let state = try await bench.record("odd").state
                return item?.stock == 7 && item?.regularPrice.hasPrefix("12.5") == true && state == .paused
            }
            #expect(await bench.item("odd", "B")?.stock == 20)
            await bench.market.shop("shop-0")?.buy("A", units: 2)
            try await bench.eventually(seconds: 20, "the other shop goes on") {
                try await all(bench.stock(of: "A").reserved == 2, bench.agrees(["shop-0"]))
            }
            #expect(await bench.item("odd", "A")?.stock == 7)
        }
    }

    @Test("a price plan reaches all shops, and taking it back brings the old prices", arguments: Engine.available)
    func prices(engine: Engine) async throws {
        try await TradingBench.with(engine, goods: TwinProduct.simple("A", "B", "C", stock: 20)) { bench in
            try await bench.openForBusiness()
            let plan = try await PlanPrices(.rule(PriceRule(basisPoints: 2_000), search: "")).run(bench.desk)
            #expect(plan.counts.total == 3)
            for shop in ["shop-0", "shop-1"] {
                #expect(await bench.item(shop, "A")?.regularPrice.hasPrefix("10") == true)
            }
            _ = try await ApplyPlan(plan.id).run(bench.desk)
            func ask(_ price: String) async throws -> Bool {
                for shop in ["shop-0", "shop-1"] {
                    for sku in ["A", "B", "C"] where await bench.item(shop, sku)?.regularPrice.hasPrefix(price) != true
                    {
                        return false
                    }
                }
                return try await bench.agrees()
            }
            try await bench.eventually(seconds: 20, "the new prices are asked") { try await ask("12") }
            _ = try await UndoPlan(plan.id).run(bench.desk)
            try await bench.eventually(seconds: 20, "the old prices are asked") { try await ask("10") }
        }
    }
}
