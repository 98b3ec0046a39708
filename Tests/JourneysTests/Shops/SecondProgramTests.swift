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

@Suite("A second program at the shop")
struct SecondProgramTests {
    @Test(
        "numbers it lowers or raises and prices it moves are found and put right, and told", arguments: Engine.available
    )
    func drift(engine: Engine) async throws {
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", "B", "C", stock: 20)) { bench in
            try await bench.openForBusiness()
            try await bench.eventually(seconds: 20, "all is settled") { try await bench.isCalm() }
            let shop = try #require(await bench.market.shop("shop-0"))
            await shop.setStock("A", to: 4)
            await shop.setStock("B", to: 50)
            let item = try #require(await bench.item("shop-0", "C"))
            try await bench.call("PUT", "shop-0", "products/\(item.id)", #"{"regular_price": "7.77"}"#)
            try await bench.eventually(seconds: 30, "drift is told and put right") {
                let found = Set(try await bench.events("drift.found").compactMap(\.sku))
                return try await all(found == ["A", "B", "C"], bench.agrees())
            }
            #expect(await bench.item("shop-0", "A")?.stock == 20)
            #expect(await bench.item("shop-0", "B")?.stock == 20)
            #expect(await bench.item("shop-0", "C")?.regularPrice.hasPrefix("10") == true)
            #expect(try await bench.events("stock.raised").map(\.sku) == ["B"])
            #expect(try await bench.stock(of: "A") == (20, 0, 0))
        }
    }

    @Test(
        "who keeps changing a number is asked about after three repairs a day; a retry heals",
        arguments: Engine.available)
    func disputed(engine: Engine) async throws {
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", "B", stock: 20)) { bench in
            try await bench.openForBusiness()
            try await bench.eventually(seconds: 20, "all is settled") { try await bench.isCalm() }
            let shop = try #require(await bench.market.shop("shop-0"))
            for round in 1...3 {
                await shop.setStock("A", to: 4)
                try await bench.eventually(seconds: 20, "repair \(round)") {
                    try await all(bench.events("drift.found").count == round, bench.isCalm())
                }
            }
            await shop.setStock("A", to: 4)
            try await bench.eventually(seconds: 20, "it is parked as disputed") {
                try await bench.offer("shop-0", "A").parkedCode == "offer.disputed"
            }
            #expect(try await bench.offer("shop-0", "A").parkedReason?.contains("entrepot offer retry") == true)
            await shop.buy("B", units: 3)
            try await bench.eventually(seconds: 15, "its neighbour goes on") {
                try await bench.stock(of: "B").reserved == 3
            }
            #expect(await bench.item("shop-0", "A")?.stock == 4)

            let ref = try await bench.offer("shop-0", "A").listingRef
            _ = try await RetryOffer(connection: "shop-0", offer: ref).run(bench.desk)
            try await bench.eventually(seconds: 20, "it is put right again") {
                try await all(bench.agrees(), bench.item("shop-0", "A")?.stock == 20)
            }
        }
    }

    @Test(
        "a sale in the moment of our own write is nobody's meddling, however often it happens",
        arguments: Engine.available)
    func crossing(engine: Engine) async throws {
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", stock: 40)) { bench in
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.shop("shop-0"))
            let sold = Mutex(true)
            // The buyer is quicker by a moment: the number on its way does not know of the sale.
            bench.wire.before { call in
                guard call.isWrite else { return nil }
                let buys = sold.withLock { was in
                    defer { was = true }
                    return !was
                }
                if buys { await shop.buy("A") }
                return nil
            }
            for round in 1...4 {
                try await bench.eventually(seconds: 20, "all is settled") { try await bench.isCalm() }
                sold.withLock { $0 = false }
                _ = try await AdjustStock(sku: "A", by: 5).run(bench.desk)
                try await bench.eventually(seconds: 20, "round \(round) is in the books and put right") {
                    let units = await bench.item("shop-0", "A")?.stock
                    return try await all(
                        bench.stock(of: "A").reserved == round, bench.agrees(), units == 40 + 4 * round)
                }
            }
            #expect(try await bench.events("drift.found").map(\.summary) == [])
            #expect(try await bench.events("stock.crossed").count == 4)
            #expect(try await bench.offer("shop-0", "A").parkedCode == nil)
            try await bench.booksAgree()
        }
    }
}
