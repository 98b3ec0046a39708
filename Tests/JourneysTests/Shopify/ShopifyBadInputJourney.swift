import Commerce
import ConnectorKit
import Connectors
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Workbench

@Suite("A Shopify shop on a bad day")
struct ShopifyBadInputJourney {
    private static func with(
        _ engine: Engine, _ goods: [TwinProduct], _ body: @Sendable (TradingBench, ShopifyShop) async throws -> Void
    ) async throws {
        try await TradingBench.with(engine, shops: 1, goods: goods, works: false) { bench in
            try await bench.connectShopify("shopify-0", goods)
            bench.work()
            try await bench.openForBusiness()
            try await body(bench, try #require(await bench.market.shopifyShop("shopify-0")))
        }
    }

    @Test(
        "a shop that is frozen or locked in the middle says what to do, and catches up once it is open again",
        arguments: [402, 423])
    func closed(status: Int) async throws {
        try await Self.with(.sqlite, TwinProduct.simple("A", "B", stock: 9)) { bench, shop in
            let sale = try #require(await shop.buy("B", units: 2))
            await shop.close(status)
            _ = await bench.market.shop("shop-0")?.buy("A", units: 4)
            try await bench.eventually(seconds: 20, "what is wrong is said") {
                let health = try await ShowConnection("shopify-0").run(bench.desk)
                return health.lastError?.contains(status == 402 ? "open bill" : "locked this shop") == true
            }
            // It is not our access that ended: nobody is asked to consent anew, and the other shop trades on.
            let health = try await ShowConnection("shopify-0").run(bench.desk)
            #expect(health.state == "live")
            try await bench.eventually(seconds: 20, "the other shop goes on") {
                try await bench.agrees(["shop-0"])
            }
            #expect(await bench.item("shopify-0", "A")?.stock == 9)
            await shop.close(nil)
            try await bench.eventually(seconds: 40, "it catches up, and its sale is known") {
                let isKnown = try await bench.imported(order: sale.orderID, of: "shopify-0") != nil
                let (here, there) = (await bench.item("shopify-0", "A")?.stock, await bench.item("shop-0", "B")?.stock)
                return isKnown && here == 5 && there == 7
            }
            try await bench.booksAgree()
        }
    }

    @Test("a number that is stale ten times in a row is still written in the end, and sells nothing twice")
    func stale() async throws {
        try await Self.with(.sqlite, TwinProduct.simple("A", stock: 9)) { bench, shop in
            await shop.spoilComparisons(10)
            _ = await bench.market.shop("shop-0")?.buy("A", units: 4)
            try await bench.eventually(seconds: 40, "it shows what is left") {
                await bench.item("shopify-0", "A")?.stock == 5
            }
            try await bench.eventually(seconds: 20, "and the books know it") { try await bench.agrees() }
            // Three comparisons, and then without.
            #expect(await shop.comparisonsToSpoil == 7)
            #expect(try await bench.offer("shopify-0", "A").parkedCode == nil)
            try await bench.booksAgree()
        }
    }

    @Test("an order for goods that nobody linked, or whose product is gone, is taken in and said")
    func unknown() async throws {
        try await Self.with(.sqlite, TwinProduct.simple("A", stock: 9)) { bench, shop in
            await shop.fill([TwinProduct(sku: "STRANGER", name: "By hand", price: "10.00", stock: 9)])
            let sale = try #require(await shop.buy("STRANGER", units: 2))
            await shop.delete(productOf: "STRANGER")
            try await bench.eventually(seconds: 20, "the order is imported") {
                try await bench.imported(order: sale.orderID, of: "shopify-0") != nil
            }
            let order = try #require(
                try await ListOrders().run(bench.desk).rows.first { $0.connectionName == "shopify-0" })
            let shown = try await ShowOrder(order.id).run(bench.desk)
            #expect(shown.lines?.map(\.shopSKU) == ["STRANGER"] && shown.lines?.map(\.isMapped) == [false])
            #expect(try await bench.events("order.unmapped").count == 1)
            let next = try #require(await shop.buy("A"))
            try await bench.eventually(seconds: 20, "the next is known as ever") {
                try await bench.imported(order: next.orderID, of: "shopify-0") != nil
            }
            try await bench.booksAgree()
        }
    }

    @Test("what Shopify wants of every product is said by name, before anything is made")
    func required() async throws {
        let door = try await ShopifyDoor()
        let catalogue = try #require(door.connector.catalogue)
        let draft = ListingDraft(
            sku: "NEW", title: "", description: "One.", price: Money(minor: 900, currency: .usd), quantity: 1,
            category: "A word that no list of Shopify's holds", whoMade: "", whenMade: "")
        let error = try await #require(throws: ConnectorError.self) { try await catalogue.create(draft) }
        guard case .refused(_, _, let message) = error else { return #expect(Bool(false), "\(error)") }
        #expect(message.contains("Title"))
        #expect(try await catalogue.find(draft).value == [])
        var named = draft
        named.title = "New"
        // A category is the merchant's own word there: none can be gone.
        let made = try await catalogue.create(named).value
        let blank = try await #require(throws: ConnectorError.self) {
            try await catalogue.update(made.listing, ListingEdit(title: ""))
        }
        guard case .refused(_, "title", _) = blank else { return #expect(Bool(false), "\(blank)") }
        await #expect(throws: ConnectorError.self) {
            try await catalogue.setOnSale(made.listing, true, in: ["200000009999"])
        }
        #expect(try await catalogue.find(named).value.map(\.status) == [.draft])
    }
}
