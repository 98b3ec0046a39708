import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Vault
import Wire
import Workbench

@Suite("Shops that let us in no more")
struct RefusedKeyTests {
    @Test("a revoked key stops one connection and says the way out; a new key heals it", arguments: Engine.available)
    func revoked(engine: Engine) async throws {
        try await TradingBench.with(engine, goods: TwinProduct.simple("A", "B", stock: 20)) { bench in
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.wooShop("shop-0"))
            let old = await shop.keys[0]
            await shop.setKey(old.key, revoked: true)
            try await bench.eventually(seconds: 40, "the refusal is believed") {
                try await bench.record("shop-0").state == .unauthorized
            }
            let health = try await ShowConnection("shop-0").run(bench.desk)
            #expect(health.reason?.isEmpty == false)
            #expect(health.wayOut?.contains("reconnect") == true)
            #expect(try await bench.events("connection.unauthorized").count == 1)

            await shop.buy("A", units: 3)
            await bench.market.shop("shop-1")?.buy("B", units: 2)
            try await bench.eventually(seconds: 15, "the neighbour's sale is imported") {
                try await bench.stock(of: "B").reserved == 2
            }
            #expect(try await bench.agrees(["shop-1"]))

            let new = try #require(await shop.addKey())
            await #expect(throws: OperationError.self) {
                try await Reconnect("shop-0", credentials: ["key": Secret("ck_wrong"), "secret": Secret("cs_wrong")])
                    .run(bench.desk)
            }
            _ = try await Reconnect("shop-0", credentials: ["key": Secret(new.key), "secret": Secret(new.secret)])
                .run(bench.desk)
            #expect(try await bench.record("shop-0").state == .live)
            try await bench.eventually(seconds: 30, "what was sold meanwhile is in the books and shown everywhere") {
                try await all(bench.stock(of: "A").reserved == 3, bench.agrees())
            }
            #expect(await bench.item("shop-1", "A")?.stock == 17)
            #expect(await bench.item("shop-0", "B")?.stock == 18)
            #expect(try await bench.leaks() == [])
        }
    }

    @Test("a key that is refused now and then by a broken cache is not given up", arguments: Engine.available)
    func nowAndThen(engine: Engine) async throws {
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", stock: 20)) { bench in
            try await bench.openForBusiness()
            let shop = try #require(await bench.market.shop("shop-0"))
            await shop.setFaults(FaultPlan([FaultRule(.keyRefused, times: 1, seconds: 0.8)]))
            await shop.buy("A", units: 4)
            try await bench.eventually(seconds: 20, "the sale is imported") {
                try await bench.stock(of: "A").reserved == 4
            }
            #expect(await shop.struck[.keyRefused] == 1)
            #expect(try await bench.record("shop-0").state == .live)
        }
    }

    @Test(
        "a shop that vanished is told of, its neighbour goes on, and it is in step once it is back",
        arguments: Engine.available)
    func vanished(engine: Engine) async throws {
        try await TradingBench.with(engine, goods: TwinProduct.simple("A", "B", stock: 20)) { bench in
            try await bench.openForBusiness()
            bench.wire.before { call in
                call.url.path.hasPrefix("/shop-0/") ? .unreachable("connection refused") : nil
            }
            await bench.market.shop("shop-0")?.buy("A", units: 5)
            await bench.market.shop("shop-1")?.buy("B", units: 6)
            try await bench.eventually(seconds: 15, "the neighbour's sale is imported") {
                try await bench.stock(of: "B").reserved == 6
            }
            try await bench.eventually(seconds: 15, "the health tells") {
                let health = try await ShowConnection("shop-0").run(bench.desk)
                return health.failures >= 3 && health.lastError?.contains("connection refused") == true
            }
            #expect(try await ShowConnection("shop-1").run(bench.desk).failures == 0)
            #expect(try await bench.agrees(["shop-1"]))
            #expect(try await bench.stock(of: "A").reserved == 0)

            bench.wire.before(nil)
            try await bench.eventually(seconds: 40, "the shop is in step again") {
                try await all(bench.stock(of: "A").reserved == 5, bench.agrees())
            }
            try await bench.booksAgree()
        }
    }
}
