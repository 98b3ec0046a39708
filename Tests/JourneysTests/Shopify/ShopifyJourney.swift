import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Workbench

@Suite("A WooCommerce and a Shopify shop that sell the same goods")
struct ShopifyJourney {
    private static func with(
        _ engine: Engine, _ goods: [TwinProduct], policy: SellingPolicy = .shared,
        settings: ConnectionRecord.Settings = TradingBench.quick, _ body: @Sendable (TradingBench) async throws -> Void
    ) async throws {
        try await TradingBench.with(engine, shops: 1, goods: goods, policy: policy, settings: settings, works: false) {
            bench in
            try await bench.connectShopify("shopify-0", goods)
            bench.work()
            try await bench.openForBusiness()
            try await body(bench)
        }
    }

    @Test("what one sells the other stops showing, and a new price stands in both", arguments: Engine.available)
    func inStep(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", "C", stock: 8)
        try await Self.with(engine, goods) { bench in
            let sale = try #require(await bench.market.shop("shopify-0")?.buy("A", units: 3))
            _ = await bench.market.shop("shop-0")?.buy("B", units: 2)
            _ = await bench.market.shop("shop-0")?.buy("C", units: 8)
            try await bench.eventually(seconds: 20, "both show what is left") {
                let (one, other) = (await bench.item("shop-0", "A")?.stock, await bench.item("shopify-0", "B")?.stock)
                let none = await bench.item("shopify-0", "C")?.stock
                return one == 5 && other == 6 && none == 0
            }
            let order = try await bench.imported(order: sale.orderID, of: "shopify-0")
            #expect(order != nil)
            _ = try await SetPrice(sku: "A", price: Money(minor: 1_234, currency: .gbp)).run(bench.desk)
            try await bench.eventually(seconds: 20, "both ask the new price") {
                let (one, other) = (await bench.item("shop-0", "A"), await bench.item("shopify-0", "A"))
                return one?.regularPrice == "12.34" && other?.regularPrice == "12.34"
            }
            try await bench.booksAgree()
            let book = await bench.market.shop("shopify-0")?.book
            #expect(book?.throttledCount == 0)
        }
    }

    @Test(
        "a shop that its owner let in by consent lives on renewed tokens, and is out once the app is removed",
        arguments: Engine.available)
    func consent(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", stock: 8)
        try await TradingBench.with(engine, shops: 0, goods: goods, works: false) { bench in
            try await bench.connectShopifyByConsent("shopify-0", goods)
            bench.work()
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.shopifyShop("shopify-0"))
            await shop.expireTokens()
            let sale = try #require(await shop.buy("A", units: 3))
            try await bench.eventually(seconds: 20, "the sale is known in spite of the token that ended") {
                try await bench.imported(order: sale.orderID, of: "shopify-0") != nil
            }
            await shop.uninstall()
            try await bench.eventually(seconds: 20, "the connection is known to be revoked") {
                try await bench.record("shopify-0").state == .unauthorized
            }
        }
    }

    @Test(
        "no order is lost or doubled and no guaranteed unit sold twice, whatever goes wrong at Shopify",
        arguments: Engine.available)
    func storm(engine: Engine) async throws {
        let goods = Array(TwinSeed.catalogue(named: "journey", simple: 8, variable: 2))
        let supply = Dictionary(uniqueKeysWithValues: goods.map { ($0.sku, $0.stock ?? 0) })
        try await Self.with(engine, goods, policy: .guaranteed, settings: TradingBench.settings) { bench in
            await bench.market.shop("shopify-0")?.setFaults(.everything(seed: 7))
            await bench.market.startCrowd(CrowdPlan(rate: 8, purchases: 30, seed: 5))
            try await bench.eventually(seconds: 40, "the crowd has bought") {
                await bench.market.crowdTried ?? 30 >= 30
            }
            await bench.market.settle(keepingFaults: true)
            let plan = FaultPlan.everything(seed: 8).without(.secondProgramStock, .secondProgramPrice)
            await bench.market.shop("shopify-0")?.setFaults(plan)
            try await bench.eventually(seconds: 60, "everything agrees after trading") { try await bench.agrees() }
            try await bench.booksAgree()
            #expect(await bench.soldTwice(supply) == [:])
            #expect(try await bench.leaks() == [])
        }
    }
}
