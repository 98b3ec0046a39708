import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Workbench

@Suite("A shop that tells its news to a queue")
struct AmazonQueueJourney {
    /// Orders are asked for so rarely that only a notification can have brought one.
    private static let settings = ConnectionRecord.Settings(
        patience: 2, orderLag: 1.2, readStaleness: 0.3, orderPoll: 600, readBack: 3, timeout: 1.5, sweep: 600)

    private static func with(
        _ engine: Engine, settings: ConnectionRecord.Settings = Self.settings,
        _ body: @Sendable (TradingBench, AmazonShop) async throws -> Void
    ) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 10)
        try await TradingBench.with(
            engine, shops: 1, goods: goods, settings: settings, works: false, hearsAmazon: true
        ) { bench in
            try await bench.connectAmazon("river", goods)
            bench.work()
            try await bench.openForBusiness()
            guard let river = await bench.market.amazonShop("river") else { throw BenchError(description: "no shop") }
            // As at the real one: a search shows no order that is younger.
            await river.setSearchLag(120)
            try await bench.eventually(seconds: 20, "the hub has subscribed") {
                await river.book.calls["notifications.subscribe"]?.total ?? 0 >= 3
            }
            try await body(bench, river)
        }
    }

    /// The same where nothing can be stored.
    private static func broken(_ hub: Installation) async throws -> Installation {
        var broken = hub
        broken.store = try await Engine.sqlite.makeStore(migrations: [], globalTables: [])
        return broken
    }

    /// Reads the queue as the program does, until the body ends.
    private static func reading(_ bench: TradingBench, _ body: () async throws -> Void) async throws {
        let reader = Task {
            while !Task.isCancelled {
                if (try? await ReadQueue("amazon", wait: .seconds(1)).run(bench.hub)) == nil {
                    try? await Task.sleep(for: .milliseconds(100))
                }
            }
        }
        defer { reader.cancel() }
        try await body()
    }

    @Test(
        "a sale is in the books and at the other shop long before a search would show it", arguments: Engine.available)
    func soon(engine: Engine) async throws {
        try await Self.with(engine) { bench, river in
            try await Self.reading(bench) {
                let sale = try #require(await river.buy("B", units: 4))
                try await bench.eventually(seconds: 20, "the other shop shows the sale at Amazon") {
                    await bench.item("shop-0", "B")?.stock == 6
                }
                let orders = try await bench.desk.read { try OrderRecords.latest($0, limit: 10) }
                #expect(orders.map(\.remoteID) == [river.orderID(sale.orderID)])
                try await bench.eventually(seconds: 10, "what was read is taken off the queue") {
                    await bench.market.queues.messages().isEmpty
                }
                #expect(try await bench.stock(of: "B").onHand + bench.stock(of: "B").reserved >= 6)
                await river.cancel(order: sale.orderID, within: 0)
                try await bench.eventually(seconds: 20, "the cancellation is told, too") {
                    await bench.item("shop-0", "B")?.stock == 10
                }
            }
        }
    }

    @Test("what comes twice, is unknown, forged or no message at all does no harm")
    func harmless() async throws {
        try await Self.with(.sqlite) { bench, river in
            await river.setFaults(FaultPlan([FaultRule(.webhookDuplicated)]))
            let seller = river.sellerID
            for body in [
                "nonsense", "{}", #"{"NotificationType":"ANY_OFFER_CHANGED","Payload":{"SellerId":"\#(seller)"}}"#,
                #"{"NotificationType":"ORDER_CHANGE","Payload":{"OrderChangeNotification":{"SellerId":"\#(seller)","AmazonOrderId":"902-0000000-0000000","Summary":{"OrderStatus":"Canceled"}}}}"#,
                #"{"NotificationType":"ORDER_CHANGE","Payload":{"OrderChangeNotification":{"SellerId":"A1SOMEBODYELSE","AmazonOrderId":"902-0000000-0000001"}}}"#,
            ] { await bench.market.queues.put(body) }
            try await Self.reading(bench) {
                await river.buy("A", units: 3)
                try await bench.eventually(seconds: 20, "the other shop shows the sale") {
                    await bench.item("shop-0", "A")?.stock == 7
                }
                try await bench.eventually(seconds: 10, "the queue is empty") {
                    await bench.market.queues.messages().isEmpty
                }
            }
            #expect(try await bench.stock(of: "A").reserved == 3)
            #expect(try await bench.record("river").failures == 0)
            #expect(try await bench.desk.read { try UnreadableRecords.all($0) } == [])
            #expect(try await bench.desk.read { try OrderRecords.latest($0, limit: 10) }.count == 1)
        }
    }

    @Test("a queue that is dead for a while loses nothing: orders are asked for meanwhile")
    func dead() async throws {
        var settings = Self.settings
        settings.orderPoll = 1
        try await Self.with(.sqlite, settings: settings) { bench, river in
            await river.setSearchLag(0.5)
            await bench.market.queues.close("entrepot")
            await #expect(throws: ConnectorError.self) { try await ReadQueue("amazon", wait: .zero).run(bench.hub) }
            await river.buy("A", units: 3)
            try await bench.eventually(seconds: 20, "a poll brings the sale") {
                await bench.item("shop-0", "A")?.stock == 7
            }
        }
    }

    @Test("a message stays in the queue until what it asks for is stored")
    func stored() async throws {
        try await Self.with(.sqlite) { bench, river in
            await bench.stopWorking()
            await river.buy("A", units: 1)
            try await bench.eventually(seconds: 10, "it is told") { await bench.market.queues.messages().count == 1 }
            let broken = try await Self.broken(bench.hub)
            await #expect(throws: StoreError.self) { try await ReadQueue("amazon", wait: .zero).run(broken) }
            await broken.store.close()
            #expect(await bench.market.queues.messages().count == 1)
            await bench.market.queues.show()
            #expect(try await ReadQueue("amazon", wait: .zero).run(bench.hub) == 1)
            #expect(await bench.market.queues.messages() == [])
            bench.work()
            try await bench.eventually(seconds: 20, "the other shop shows the sale") {
                await bench.item("shop-0", "A")?.stock == 9
            }
        }
    }

    @Test("how long to wait for a queue grows, and the same trouble is told once")
    func patience() {
        var patience = QueuePatience()
        let passing = ConnectorError.transient("SQS answered 500")
        let waits = (0..<9).map { _ in patience.failed(passing) }
        #expect(waits.map(\.isNews) == [true] + Array(repeating: false, count: 8))
        #expect(waits.map(\.wait) == [1, 2, 4, 8, 16, 32, 32, 32, 32])
        let lasting = ConnectorError.refused(code: "no-queue", field: "queue", message: "None.")
        #expect(patience.failed(lasting) == (60, true))
        patience.well()
        #expect(patience.failed(passing) == (1, true))
    }
}
