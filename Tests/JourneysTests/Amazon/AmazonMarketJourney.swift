import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Workbench

@Suite("What everybody asks at a channel")
struct AmazonMarketJourney {
    private static let settings = ConnectionRecord.Settings(
        patience: 2, orderLag: 1.2, readStaleness: 0.3, orderPoll: 1, readBack: 3, timeout: 1.5, sweep: 5)

    private static func with(
        _ engine: Engine, goods: [TwinProduct] = TwinProduct.simple("A", "B", stock: 50),
        before: @Sendable (AmazonShop) async -> Void,
        _ body: @Sendable (TradingBench, AmazonShop) async throws -> Void
    ) async throws {
        try await TradingBench.with(engine, shops: 1, goods: goods, settings: Self.settings, works: false) { bench in
            try await bench.connectAmazon("river", goods)
            guard let river = await bench.market.amazonShop("river") else { throw BenchError(description: "no shop") }
            await before(river)
            bench.work()
            try await bench.imported()
            try await body(bench, river)
        }
    }

    private static func progress(_ bench: TradingBench) async throws -> MarketProgress? {
        let id = try bench.connection("river")
        return try await bench.desk.read { try $0.ask(MarketPriceRecords.asking($0, progressOf: id)).first }
    }

    private static func cell(_ bench: TradingBench, _ sku: String) async throws -> StockCell? {
        try await ListStock(search: sku).run(bench.desk).rows.first { $0.sku == sku }?.cells.first {
            $0.connectionName == "river"
        }
    }

    @Test("it is read for each listing, shown beside what we ask, and changes nothing", arguments: Engine.available)
    func shown(engine: Engine) async throws {
        try await Self.with(engine) { river in
            await river.setRivals([AmazonRival(seller: "ARIVAL", price: 100)], of: "B")
        } _: { bench, river in
            try await bench.eventually(seconds: 20, "all listings were asked about") {
                try await Self.progress(bench)?.readAt != nil
            }
            let ours = try #require(try await Self.cell(bench, "A")?.market)
            #expect(ours.isOurs == true && ours.offers == 1 && ours.featured == ours.lowest)
            let theirs = try #require(try await Self.cell(bench, "B")?.market)
            #expect(theirs.isOurs == false && theirs.offers == 2 && theirs.featured?.minor == 100)
            #expect(theirs.featured?.currency == "GBP")
            let story = try await WhyStock(sku: "B").run(bench.desk).text
            #expect(story.contains("featured 1.00 GBP (another's), lowest 1.00 GBP, 2 offers of new goods"))
            #expect(try await Self.cell(bench, "B")?.wantedPrice?.minor != 100)

            // Asked again, it is what is asked by then; what is off sale is known no more.
            await river.setRivals([], of: "B")
            _ = try await SyncNow(connection: "river").run(bench.desk)
            try await bench.eventually(seconds: 20, "the other is gone") {
                try await Self.cell(bench, "B")?.market?.isOurs == true
            }
        }
    }

    @Test("more listings than go into one call are asked about one call after the other")
    func calls() async throws {
        let goods = (100..<145).map { TwinProduct(sku: "K-\($0)", name: "K \($0)", price: "5.00", stock: 1) }
        try await Self.with(.sqlite, goods: goods) { _ in
        } _: { bench, river in
            try await bench.eventually(seconds: 30, "all listings were asked about") {
                try await Self.progress(bench)?.readAt != nil
            }
            #expect(await river.book.calls["pricing.offers"]?.total == 3)
            let rows = try await ListStock(search: "K-", limit: 100).run(bench.desk).rows
            #expect(rows.count == 45)
            #expect(rows.allSatisfy { $0.cells.contains { $0.market?.isOurs == true } })
        }
    }

    @Test("without the right to it all else is kept in step, and the check says what is missing")
    func withoutRight() async throws {
        try await Self.with(.sqlite) { river in
            await river.setMarketRight(false)
        } _: { bench, river in
            try await bench.eventually(seconds: 20, "it was tried") { try await Self.progress(bench)?.trouble != nil }
            _ = try await bench.goLive()
            await bench.market.shop("shop-0")?.buy("A", units: 3)
            try await bench.eventually(seconds: 20, "Amazon shows the sale at the other shop") {
                await bench.item("river", "A")?.stock == 47
            }
            #expect(try await bench.record("river").state == .live)
            #expect(await river.book.calls["pricing.offers"]?.total == 1)
            let checked = try await CheckConnection("river").run(bench.desk)
            let finding = try #require(checked.findings.first { $0.what == "market" })
            #expect(finding.level == .notice && finding.sentence.contains("cannot be read"))
        }
    }
}
