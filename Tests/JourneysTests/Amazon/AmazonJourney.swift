import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Vault
import Workbench

@Suite("Amazon beside WooCommerce")
struct AmazonJourney {
    /// Orders show half a second after the sale, and changes are applied within half a second.
    private static let settings = ConnectionRecord.Settings(
        patience: 2, orderLag: 1.2, readStaleness: 0.3, orderPoll: 1, readBack: 3, timeout: 1.5, sweep: 5)

    private static func with(
        _ engine: Engine, _ policy: SellingPolicy, _ goods: [TwinProduct],
        settings: ConnectionRecord.Settings = Self.settings,
        _ body: @Sendable (TradingBench) async throws -> Void
    ) async throws {
        try await TradingBench.with(
            engine, shops: 1, goods: goods, policy: policy, settings: settings, works: false
        ) { bench in
            try await bench.connectAmazon("river", goods)
            bench.work()
            try await bench.openForBusiness()
            try await body(bench)
        }
    }

    @Test(
        "stock, orders and parcels are in step, and nothing is taken for settled before it shows",
        arguments: Engine.available)
    func inStep(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 10)
        try await Self.with(engine, .shared, goods) { bench in
            let river = try #require(await bench.market.amazonShop("river"))
            await bench.market.shop("shop-0")?.buy("A", units: 3)
            try await bench.eventually(seconds: 20, "Amazon shows the sale at the other shop") {
                await bench.item("river", "A")?.stock == 7
            }
            let sale = try #require(await river.buy("B", units: 4))
            try await bench.eventually(seconds: 20, "the other shop shows the sale at Amazon") {
                await bench.item("shop-0", "B")?.stock == 6
            }
            try await bench.eventually(seconds: 30, "all agree") { try await bench.agrees() }
            try await bench.booksAgree()
            let order = try #require(
                try await bench.desk.read { try OrderRecords.latest($0, limit: 10) }
                    .first { $0.remoteID == river.orderID(sale.orderID) })
            _ = try await ShipOrder(order.id.text, carrier: "Royal Mail", tracking: "RM 1").run(bench.desk)
            try await bench.eventually(seconds: 20, "the buyer was told once") {
                await river.book.entries.count { $0.kind == .mail } == 1
            }
            #expect(try await bench.stock(of: "B") == (6, 0, 0))
        }
    }

    @Test("no unit is sold twice and no order lost, with every fault on")
    func guaranteed() async throws {
        let goods = TwinProduct.simple("A", "B", "C", "D", stock: 12)
        var settings = TradingBench.settings
        // Long silences and late effects have their own tests: here each doubt must end within seconds.
        settings.patience = 1.5
        settings.timeout = 1
        settings.sweep = 5
        try await Self.with(.sqlite, .guaranteed, goods, settings: settings) { bench in
            for (index, name) in await bench.market.shopNames.enumerated() {
                // A change that was dropped shows when it must be over; a sale that Amazon makes beyond its number is its own.
                await bench.market.shop(name)?.setFaults(
                    FaultPlan.everything(seed: UInt64(index)).without(
                        .selfOversell, .secondProgramStock, .lateWrite, .timeoutBefore, .timeoutAfter, .slowAnswer))
            }
            await bench.market.startCrowd(CrowdPlan(rate: 8, purchases: 24, seed: 5))
            try await bench.eventually(seconds: 30, "the crowd has bought") {
                await bench.market.crowdTried ?? 24 >= 24
            }
            await bench.market.settle(keepingFaults: false)
            try await bench.eventually(seconds: 60, "all agree after the storm") { try await bench.agrees() }
            try await bench.booksAgree(seconds: 40)
            let supply = Dictionary(uniqueKeysWithValues: goods.map { ($0.sku, $0.stock ?? 0) })
            #expect(await bench.soldTwice(supply) == [:])
            #expect(try await bench.leaks() == [])
        }
    }

    @Test("a consent that is taken back stops the account, and another one typed in lets it go on")
    func revoked() async throws {
        let goods = TwinProduct.simple("A", stock: 10)
        try await Self.with(.sqlite, .shared, goods) { bench in
            await bench.market.amazon.revoke(shop: "river")
            try await bench.eventually(seconds: 30, "the merchant is asked") {
                try await bench.record("river").state == .unauthorized
            }
            await bench.market.shop("shop-0")?.buy("A", units: 3)
            let tokens = try #require(await bench.market.amazon.grant(shop: "river"))
            _ = try await Reconnect(
                "river",
                credentials: ["seller": .init(tokens.sellerID), "refresh-token": .init(tokens.refresh)]
            ).run(bench.desk)
            try await bench.eventually(seconds: 30, "all agree") { try await bench.agrees() }
            #expect(await bench.item("river", "A")?.stock == 7)
        }
    }
}
