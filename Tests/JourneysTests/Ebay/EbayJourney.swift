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

@Suite("eBay beside WooCommerce")
struct EbayJourney {
    private static func with(
        _ engine: Engine, _ policy: SellingPolicy, _ goods: [TwinProduct],
        settings: ConnectionRecord.Settings = TradingBench.quick,
        _ body: @Sendable (TradingBench) async throws -> Void
    ) async throws {
        try await TradingBench.with(
            engine, shops: 1, goods: goods, policy: policy, settings: settings, works: false
        ) { bench in
            try await bench.connectEbay("harbour", goods)
            bench.work()
            try await bench.openForBusiness()
            try await body(bench)
        }
    }

    @Test("an account is let in by consent, and its stock, orders and parcels are in step", arguments: Engine.available)
    func inStep(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 10)
        try await Self.with(engine, .shared, goods) { bench in
            let harbour = try #require(await bench.market.ebayShop("harbour"))
            let checked = try await CheckConnection("harbour").run(bench.desk)
            #expect(checked.isWell, "\(checked)")
            await bench.market.shop("shop-0")?.buy("A", units: 3)
            try await bench.eventually(seconds: 20, "eBay shows the sale at the other shop") {
                await bench.item("harbour", "A")?.stock == 7
            }
            let sale = try #require(await harbour.buy("B", units: 4))
            try await bench.eventually(seconds: 20, "the other shop shows the sale at eBay") {
                await bench.item("shop-0", "B")?.stock == 6
            }
            try await bench.eventually(seconds: 30, "all agree") { try await bench.agrees() }
            try await bench.booksAgree()
            let order = try #require(
                try await bench.desk.read { try OrderRecords.latest($0, limit: 10) }
                    .first { $0.remoteID == harbour.orderID(sale.orderID) })
            _ = try await ShipOrder(order.id.text, carrier: "Royal Mail", tracking: "RM 1").run(bench.desk)
            try await bench.eventually(seconds: 20, "the order is sent there") {
                try await bench.desk.read { try OrderRecords.latest($0, limit: 10) }
                    .first { $0.id == order.id }?.state == .shipped
            }
            #expect(try await bench.stock(of: "B") == (6, 0, 0))
        }
    }

    @Test("no unit is sold twice and no order lost, with every fault on")
    func guaranteed() async throws {
        let goods = TwinProduct.simple("A", "B", "C", "D", stock: 12)
        var settings = TradingBench.settings
        (settings.patience, settings.timeout, settings.sweep) = (1.5, 1, 5)
        try await Self.with(.sqlite, .guaranteed, goods, settings: settings) { bench in
            for (index, name) in await bench.market.shopNames.enumerated() {
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

    @Test("a listing that used up its day sells out: it leaves the sale, and nothing is sold that is not there")
    func soldOut() async throws {
        let goods = TwinProduct.simple("A", stock: 10)
        try await Self.with(.sqlite, .shared, goods) { bench in
            let harbour = try #require(await bench.market.ebayShop("harbour"))
            await harbour.setRevisions(perDay: 0)
            await bench.market.shop("shop-0")?.buy("A", units: 10)
            try await bench.eventually(seconds: 30, "eBay sells none of it") {
                await harbour.buy("A", units: 1) == nil
            }
            #expect(await harbour.offer("A")?.status != "PUBLISHED")
        }
    }

    @Test("the same account is not connected twice, and a consent that is taken back stops it until there is another")
    func consent() async throws {
        let goods = TwinProduct.simple("A", stock: 10)
        try await Self.with(.sqlite, .shared, goods) { bench in
            await #expect(throws: ConsentError.shopTaken(connection: "harbour")) {
                try await bench.consentToEbay(.new(channel: "ebay", name: "again", address: bench.ebayAddress()))
            }
            await bench.market.ebay.revoke(shop: "harbour")
            try await bench.eventually(seconds: 30, "the merchant is asked") {
                try await bench.record("harbour").state == .unauthorized
            }
            await bench.market.shop("shop-0")?.buy("A", units: 3)
            _ = try await bench.consentToEbay(.renewal(connection: "harbour"))
            try await bench.eventually(seconds: 30, "all agree") { try await bench.agrees() }
            #expect(await bench.item("harbour", "A")?.stock == 7)
        }
    }
}
