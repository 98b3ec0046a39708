import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Workbench

@Suite("A channel that keeps goods itself")
struct AmazonKeptJourney {
    private static let settings = ConnectionRecord.Settings(
        patience: 2, orderLag: 1.2, readStaleness: 0.3, orderPoll: 1, readBack: 3, timeout: 1.5, sweep: 5)

    /// Of A and B ten lie in the merchant's own stockroom; forty more of B lie at Amazon, which sells them alone.
    private static func with(
        _ engine: Engine, hearsAmazon: Bool = false, before: @Sendable (AmazonShop) async -> Void = { _ in },
        _ body: @Sendable (TradingBench, AmazonShop) async throws -> Void
    ) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 10)
        try await TradingBench.with(
            engine, shops: 1, goods: goods, settings: Self.settings, works: false, hearsAmazon: hearsAmazon
        ) { bench in
            try await bench.connectAmazon("river", goods)
            guard let river = await bench.market.amazonShop("river") else { throw BenchError(description: "no shop") }
            await river.setStock("B", to: 40)
            await river.setByAmazon("B", true, inbound: 5)
            await before(river)
            bench.work()
            try await bench.imported()
            _ = try await bench.goLive()
            // Where Amazon keeps goods the shops never show the same.
            try await bench.eventually(seconds: 30, "what is the merchant's own agrees") {
                let shown = [await bench.item("shop-0", "A")?.stock, await bench.item("river", "A")?.stock]
                let state = try await bench.record("river").state
                return shown == [10, 10] && state == .live
            }
            try await body(bench, river)
        }
    }

    private static func kept(_ bench: TradingBench) async throws -> [KeptCount] {
        try await WhyStock(sku: "B").run(bench.desk).kept
    }

    @Test(
        "it is shown as a place of the channel's, is in no number of ours, and is never written",
        arguments: Engine.available)
    func shown(engine: Engine) async throws {
        try await Self.with(engine) { bench, river in
            try await bench.eventually(seconds: 20, "what Amazon keeps is known") {
                try await Self.kept(bench).map(\.sellable) == [40]
            }
            let kept = try #require(try await Self.kept(bench).first)
            #expect(kept.place == "Fulfilment by Amazon" && kept.connection == "river" && kept.incoming == 5)
            let places = try await ListLocations().run(bench.desk)
            let place = try #require(places.last)
            #expect(places.count == 2 && place.name == "Fulfilment by Amazon (river)" && place.countedBy == "river")
            #expect(place.sellable == 40 && place.position == nil && places.first?.countedBy == nil)
            let row = try #require(try await ListStock(search: "B").run(bench.desk).rows.first { $0.sku == "B" })
            #expect(row.onHand == 10 && row.available == 10 && row.kept.map(\.sellable) == [40])
            let cell = try #require(row.cells.first { $0.connectionName == "river" })
            #expect(cell.wanted == nil && cell.observed == 40 && cell.reason.contains("keeps and counts it itself"))
            #expect(try await WhyStock(sku: "B").run(bench.desk).text.contains("40 to sell, 5 on the way"))

            // A sale of each: Amazon's takes nothing from us, and ours nothing from Amazon.
            let sale = try #require(await river.buy("B", units: 3))
            await bench.market.shop("shop-0")?.buy("B", units: 4)
            try await bench.eventually(seconds: 20, "the other shop's sale is in the books") {
                try await bench.stock(of: "B").reserved == 4
            }
            _ = try await SyncNow(connection: "river").run(bench.desk)
            try await bench.eventually(seconds: 20, "Amazon's own sale is seen there") {
                try await Self.kept(bench).map { [$0.sellable, $0.reserved] } == [[37, 3]]
            }
            #expect(try await bench.stock(of: "B") == (10, 4, 0))
            try await bench.eventually(seconds: 20, "the other shop shows its own sale") {
                await bench.item("shop-0", "B")?.stock == 6
            }
            #expect(await bench.item("river", "B")?.stock == 37)
            #expect(await river.book.entries.filter { $0.kind == .stockSet && $0.sku == "B" && $0.by == .hub }.isEmpty)
            // What Amazon sends itself is the one order that is not in our books.
            #expect(try await bench.misbooked() == ["river: order \(river.orderID(sale.orderID)) is lost"])
        }
    }

    @Test("nobody can count, adjust or move units there by hand")
    func readOnly() async throws {
        try await Self.with(.sqlite) { bench, river in
            try await bench.eventually(seconds: 20, "what Amazon keeps is known") {
                try await Self.kept(bench).map(\.sellable) == [40]
            }
            let place = "Fulfilment by Amazon (river)"
            await #expect(throws: OperationError.self) {
                try await SetStock(sku: "B", location: place, onHand: 1, note: nil).run(bench.desk)
            }
            await #expect(throws: OperationError.self) {
                try await TransferStock(sku: "B", from: place, to: "Main", units: 1, note: nil).run(bench.desk)
            }
            _ = try await AdoptStock(connection: "river").run(bench.desk)
            #expect(try await bench.stock(of: "B").onHand == 10)
        }
    }

    @Test("what Amazon keeps no more is gone with the next reading")
    func gone() async throws {
        try await Self.with(.sqlite) { bench, river in
            try await bench.eventually(seconds: 20, "what Amazon keeps is known") {
                try await Self.kept(bench).map(\.sellable) == [40]
            }
            await river.setByAmazon("B", false)
            _ = try await SyncNow(connection: "river").run(bench.desk)
            try await bench.eventually(seconds: 20, "nothing of it is shown") { try await Self.kept(bench).isEmpty }
            #expect(try await ListLocations().run(bench.desk).count == 1)
        }
    }

    @Test("without the right to it all else is kept in step, and the check says what is missing")
    func withoutRight() async throws {
        try await Self.with(.sqlite, before: { await $0.setKeptRight(false) }) { bench, river in
            try await bench.eventually(seconds: 20, "it was tried") {
                await river.book.calls["inventory.summaries"]?.total ?? 0 >= 1
            }
            await bench.market.shop("shop-0")?.buy("A", units: 3)
            try await bench.eventually(seconds: 20, "Amazon shows the sale at the other shop") {
                await bench.item("river", "A")?.stock == 7
            }
            #expect(try await bench.record("river").state == .live)
            #expect(try await bench.record("river").failures == 0)
            #expect(await river.book.calls["inventory.summaries"]?.total == 1)
            let checked = try await CheckConnection("river").run(bench.desk)
            let finding = try #require(checked.findings.first { $0.what == "kept stock" })
            #expect(finding.level == .notice && finding.sentence.contains("Fulfilment by Amazon cannot be read"))
        }
    }

    @Test("a change there that is told by the queue is read soon")
    func told() async throws {
        try await Self.with(.sqlite, hearsAmazon: true) { bench, river in
            try await bench.eventually(seconds: 20, "what Amazon keeps is known, and its changes are subscribed to") {
                let isHeard = await river.book.calls["notifications.subscribe"]?.total ?? 0 >= 3
                return try await Self.kept(bench).map(\.sellable) == [40] && isHeard
            }
            await river.setStock("B", to: 33)
            try await bench.eventually(seconds: 10, "it is told") { await bench.market.queues.messages().count == 1 }
            let id = try bench.connection("river")
            let before = try await bench.desk.read { try $0.ask(KeptStockRecords.asking($0, readingOf: id)).first }
            #expect(try await ReadQueue("amazon", wait: .zero).run(bench.hub) == 1)
            let after = try await bench.desk.read { try $0.ask(KeptStockRecords.asking($0, readingOf: id)).first }
            #expect(try #require(before).dueAt > Date().addingTimeInterval(300))
            #expect(try #require(after).dueAt < Date().addingTimeInterval(30))
        }
    }
}
