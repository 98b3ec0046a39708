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

@Suite("What becomes of an order")
struct OrderFateTests {
    @Test(
        "orders open before connecting are owed and take nothing from the count until they ship; those shipped before never do",
        arguments: Engine.available)
    func cutover(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", stock: 20)
        try await TradingBench.with(engine, shops: 0, goods: goods) { bench in
            try await bench.connect("old", goods) { shop in
                await shop.setStock("A", to: 25)
                let shipped = await shop.buy("A", units: 3)
                await shop.complete(order: shipped?.orderID ?? 0)
                await shop.buy("A", units: 2)
                // The shop's clock counts whole seconds: these orders are older than the connecting.
                try? await Task.sleep(for: .seconds(1.1))
            }
            try await bench.connect("new", goods)
            try await bench.openForBusiness()
            try await bench.eventually(seconds: 20, "both orders are known") { try await bench.misbooked() == [] }
            #expect(try await bench.stock(of: "A") == (20, 2, 0))
            #expect(await bench.item("new", "A")?.stock == 18)

            let open = try #require(await bench.market.shop("old")?.report().orders.last)
            await bench.market.shop("old")?.complete(order: open.id)
            try await bench.eventually(seconds: 20, "its goods have left") {
                try await bench.stock(of: "A") == (18, 0, 0)
            }
            try await bench.eventually(seconds: 20, "all agree") { try await bench.agrees() }
            #expect(await bench.item("new", "A")?.stock == 18)
        }
    }

    @Test(
        "cancelled, refunded, failed and unpaid orders give their units back; paid and shipped ones keep them",
        arguments: Engine.available)
    func fates(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", "C", "D", "E", "F", stock: 20)
        try await TradingBench.with(engine, goods: goods) { bench in
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.shop("shop-0"))
            let cancelled = try #require(await shop.buy("A", units: 2))
            let refunded = try #require(await shop.buy("B", units: 3))
            let paid = try #require(await shop.buy("C", units: 4, paid: false))
            let lapsed = try #require(await shop.buy("D", units: 5, paid: false))
            let shipped = try #require(await shop.buy("E", units: 6))
            let returned = try #require(await shop.buy("F", units: 1))
            try await bench.eventually(seconds: 20, "all are reserved") {
                for (sku, units) in [("A", 2), ("B", 3), ("C", 4), ("D", 5), ("E", 6), ("F", 1)] {
                    if try await bench.stock(of: sku).reserved != units { return false }
                }
                return true
            }
            try await bench.eventually(seconds: 20, "all agree") { try await bench.agrees() }
            // Held units are no other shop's to sell.
            #expect(await bench.item("shop-1", "C")?.stock == 16)

            await shop.cancel(order: cancelled.orderID)
            try await bench.call("PUT", "shop-0", "orders/\(refunded.orderID)", #"{"status": "refunded"}"#)
            await shop.pay(order: paid.orderID)
            await shop.cancel(order: lapsed.orderID)
            await shop.complete(order: shipped.orderID)
            try await bench.refund(returned.orderID, at: "shop-0")
            try await bench.eventually(seconds: 30, "each fate is in the books") {
                try await all(
                    bench.stock(of: "A") == (20, 0, 0), bench.stock(of: "B") == (20, 0, 0),
                    bench.stock(of: "C") == (20, 4, 0), bench.stock(of: "D") == (20, 0, 0),
                    bench.stock(of: "E") == (14, 0, 0), bench.stock(of: "F") == (20, 0, 0))
            }
            try await bench.eventually(seconds: 30, "all agree") { try await bench.agrees() }
            for (sku, units) in [("A", 20), ("B", 20), ("C", 16), ("D", 20), ("E", 14), ("F", 20)] {
                #expect(await bench.item("shop-0", sku)?.stock == units, "\(sku)")
                #expect(await bench.item("shop-1", sku)?.stock == units, "\(sku)")
            }
            try await bench.booksAgree()
        }
    }

    @Test(
        "an order for a listing nobody has read gets a place and a warning, and reserves once it is linked",
        arguments: Engine.available)
    func unknownListing(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", stock: 20)
        try await TradingBench.with(engine, goods: goods) { bench in
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.shop("shop-0"))
            await shop.fill([TwinProduct(sku: "A-BY-HAND", name: "Listed by hand", price: "10.00", stock: 20)])
            let sale = try #require(await shop.buy("A-BY-HAND", units: 3))
            try await bench.eventually(seconds: 20, "the order is imported") {
                try await bench.imported(order: sale.orderID, of: "shop-0") != nil
            }
            #expect(try await bench.events("order.unmapped").count == 1)
            #expect(try await bench.stock(of: "A").reserved == 0)
            let ref = try await bench.offer("shop-0", "A-BY-HAND").listingRef
            _ = try await LinkOffer(connection: "shop-0", offer: ref, sku: "A").run(bench.desk)
            #expect(try await bench.stock(of: "A") == (20, 3, 0))
            try await bench.eventually(seconds: 20, "the hand-made listing is kept in step too") {
                try await all(
                    bench.agrees(), bench.item("shop-0", "A-BY-HAND")?.stock == 17,
                    bench.item("shop-1", "A")?.stock == 17)
            }
            await shop.complete(order: sale.orderID)
            try await bench.eventually(seconds: 20, "it ships") { try await bench.stock(of: "A") == (17, 0, 0) }
        }
    }

    @Test(
        "what was sold while a connection was paused, and what was counted, is caught up with when it is resumed",
        arguments: Engine.available)
    func paused(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 20)
        try await TradingBench.with(engine, goods: goods, policy: .guaranteed) { bench in
            try await bench.openForBusiness()
            // All is calm for a moment, too, while one shop waits at zero for its part.
            try await bench.eventually(seconds: 20, "all is settled, and both sell") {
                var shown: [Int] = []
                for shop in ["shop-0", "shop-1"] {
                    for sku in ["A", "B"] { shown.append(await bench.item(shop, sku)?.stock ?? 0) }
                }
                return try await all(bench.isCalm(), shown.allSatisfy { $0 > 2 })
            }
            for shop in ["shop-0", "shop-1"] { _ = try await PauseConnection(shop).run(bench.desk) }
            #expect(await bench.market.shop("shop-0")?.buy("A", units: 2) != nil)
            _ = try await SetStock(sku: "B", onHand: 90).run(bench.desk)
            for shop in ["shop-0", "shop-1"] { _ = try await ResumeConnection(shop).run(bench.desk) }
            try await bench.eventually(seconds: 30, "both sell what was counted meanwhile") {
                try await all(
                    bench.stock(of: "A").reserved == 2, bench.agrees(), bench.item("shop-0", "B")?.stock ?? 0 > 20,
                    bench.item("shop-1", "B")?.stock ?? 0 > 20)
            }
        }
    }
}

extension TradingBench {
    /// Gives back everything that was paid for an order and puts its goods back on the shelf.
    func refund(_ order: Int, at shop: String) async throws {
        let reply = try await self.call("GET", shop, "orders/\(order)")
        let json = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        guard let total = json?["total"] as? String, let lines = json?["line_items"] as? [[String: Any]] else {
            throw BenchError(description: "order \(order) has no lines")
        }
        let items = lines.map {
            ["id": $0["id"] ?? 0, "quantity": $0["quantity"] ?? 0, "refund_total": $0["total"] ?? "0"]
        }
        let body: [String: Any] = ["amount": total, "line_items": items, "api_refund": false, "api_restock": true]
        let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
        try await self.call("POST", shop, "orders/\(order)/refunds", text)
    }
}
