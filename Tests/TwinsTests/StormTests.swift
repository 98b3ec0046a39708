import Foundation
import Logging
import ServiceLifecycle
import Testing
import Twins

@Suite("A twin in a storm")
struct StormTests {
    @Test("with every fault on, its book and its shelves still agree")
    func everything() async throws {
        try await OpenTwins.run { (twins) async throws in
            let shop = await twins.market.open("storm", seed: "demo", faults: .everything(seed: 5).without(.hugeBody))
            let key = await shop.keys[0]
            let client = Client(
                shop: shop, root: "\(await shop.address)/wp-json/wc/v3/", key: key.key, secret: key.secret)
            await twins.market.startCrowd(CrowdPlan(rate: 150, unpaidShare: 0.3, cancelShare: 0.2, seed: 2))
            let items = await shop.report().items.filter { $0.value.parentID == 0 }
            for (index, item) in items.values.enumerated() {
                _ = try? await client.put("products/\(item.id)", #"{"stock_quantity":\#(index % 9)}"#)
            }
            #expect(await eventually { await shop.report().orders.count > 200 })
            await twins.market.settle(keepingFaults: false)
            let (report, book) = (await shop.report(), await shop.book)
            for (sku, item) in report.items {
                let moves = book.entries.filter { $0.sku == sku && $0.before != $0.after }
                #expect(moves.last?.after ?? item.stock == item.stock, "\(sku): the last line says what is there")
                #expect(zip(moves, moves.dropFirst()).allSatisfy { $0.after == $1.before }, "\(sku): no gap")
                #expect(item.held == 0)
            }
            #expect(Set(book.orderIDs) == Set(report.orders.map(\.id)))
            let owed = report.orders.filter { ["processing", "completed", "on-hold"].contains($0.status) }
            let units = owed.flatMap(\.lines).reduce(0) { $0 + $1.units }
            #expect(units == book.unitsSold.values.reduce(0, +))
        }
    }

    @Test("a clock that runs sixty times as fast dates orders so")
    func fastClock() async throws {
        try await OpenTwins.run(TwinOptions(clockRate: 60)) { (twins) async throws in
            let client = await twins.shop()
            let first = try #require(await client.shop.buy("MUG"))
            #expect(await eventually { Date().timeIntervalSince(first.at) > 0.5 })
            await client.shop.buy("MUG")
            let placed = await client.shop.report().orders.map(\.placed)
            #expect(placed[1].timeIntervalSince(placed[0]) > 25)
        }
    }

    @Test("a group of services ends it gracefully, even with a call hanging")
    func shutdown() async throws {
        var logger = Logger(label: "twins")
        logger.logLevel = .critical
        let server = TwinServer(options: TwinOptions(shops: ["shop-a"]), logger: logger)
        let group = ServiceGroup(services: [server], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                let port = await server.market.boundPort()
                await server.market.shop("shop-a")?.setFaults(FaultPlan([FaultRule(.timeoutBefore, seconds: 1)]))
                let key = await server.market.wooShop("shop-a")?.keys.first
                let login = "consumer_key=\(key?.key ?? "")&consumer_secret=\(key?.secret ?? "")"
                async let call = Client.fetch("GET", "http://127.0.0.1:\(port)/shop-a/wp-json/wc/v3/orders?\(login)")
                _ = await eventually { await server.market.shop("shop-a")?.struck.isEmpty == false }
                await group.triggerGracefulShutdown()
                _ = try? await call
            }
            try await tasks.waitForAll()
        }
    }
}
