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

@Suite("Shops whose clocks are wrong")
struct ClockTests {
    @Test(
        "no order is lost while one clock is behind, one ahead, one trembles and one is set to and fro",
        arguments: Engine.available)
    func clocks(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 100)
        try await TradingBench.with(engine, shops: 0, goods: goods) { bench in
            let names = ["behind", "ahead", "trembling", "set"]
            for name in names { try await bench.connect(name, goods) }
            try await bench.openForBusiness()
            try await bench.pass(seconds: 2.5, since: "set")
            // The clocks are set after connecting, as when a server's own time is put right.
            await bench.market.shop("behind")?.setClock(skew: -90)
            await bench.market.shop("ahead")?.setClock(skew: 90)
            await bench.market.shop("trembling")?.setFaults(
                FaultPlan([FaultRule(.clockStep, probability: 1, seconds: 2)]))
            for round in 0..<8 {
                if round == 3 { await bench.market.shop("set")?.setClock(skew: -70) }
                if round == 6 { await bench.market.shop("set")?.setClock(skew: 45) }
                for name in names { await bench.market.shop(name)?.buy(round.isMultiple(of: 2) ? "A" : "B") }
                // The next sales are made once these shops were asked again: around a reading, not all before it.
                let sweep = try await bench.record("set").ordersReadAt
                try await bench.eventually(seconds: 10, "the orders were read again") {
                    try await bench.record("set").ordersReadAt != sweep
                }
            }
            try await bench.eventually(seconds: 40, "all sales are in the books") {
                let (a, b) = (try await bench.stock(of: "A").reserved, try await bench.stock(of: "B").reserved)
                return a == 16 && b == 16
            }
            try await bench.eventually(seconds: 30, "all agree") { try await bench.agrees() }
            try await bench.booksAgree()
            // Sales are no other program's doing, whatever the clock said.
            let (drift, state) = (try await bench.events("drift.found").map(\.summary), try await bench.state())
            #expect(drift == [], "\(state)")
            for name in names { #expect(await bench.item(name, "A")?.stock == 84, "\(name)") }
        }
    }

    @Test("goods that ship after a shop's clock was set back leave the count", arguments: Engine.available)
    func shipping(engine: Engine) async throws {
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", stock: 30)) { bench in
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.shop("shop-0"))
            try await bench.pass(seconds: 2.5, since: "shop-0")
            await shop.setClock(skew: -90)
            // Sold and shipped between two looks: the hub first sees it when it has left.
            bench.wire.before { $0.url.path.contains("/orders") ? .unreachable("not now") : nil }
            let sale = try #require(await shop.buy("A", units: 4))
            await shop.complete(order: sale.orderID)
            bench.wire.before(nil)
            try await bench.eventually(seconds: 20, "it left the count") {
                try await bench.stock(of: "A") == (26, 0, 0)
            }
            try await bench.eventually(seconds: 20, "all agree") { try await bench.agrees() }
            #expect(await bench.item("shop-0", "A")?.stock == 26)
        }
    }
}

extension TradingBench {
    /// Shops count whole seconds: what happens within two of the connecting may lie on either side of it.
    func pass(seconds: Double, since shop: String) async throws {
        let connected = try await self.record(shop).createdAt
        try await self.eventually(seconds: seconds + 5, "\(seconds) s have passed") {
            Date() > connected.addingTimeInterval(seconds)
        }
    }
}
