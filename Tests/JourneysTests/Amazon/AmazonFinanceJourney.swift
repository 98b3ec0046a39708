import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Workbench

@Suite("How a channel books the merchant's money")
struct AmazonFinanceJourney {
    private static let settings = ConnectionRecord.Settings(
        patience: 2, orderLag: 1.2, readStaleness: 0.3, orderPoll: 1, readBack: 3, timeout: 1.5, sweep: 5)

    private static func with(
        _ engine: Engine, before: @Sendable (AmazonShop) async -> Void,
        _ body: @Sendable (TradingBench, AmazonShop) async throws -> Void
    ) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 50)
        try await TradingBench.with(engine, shops: 1, goods: goods, settings: Self.settings, works: false) { bench in
            try await bench.connectAmazon("river", goods)
            guard let river = await bench.market.amazonShop("river") else { throw BenchError(description: "no shop") }
            await before(river)
            bench.work()
            try await bench.imported()
            try await body(bench, river)
        }
    }

    private static func sell(_ river: AmazonShop, _ count: Int) async {
        for _ in 0..<count {
            guard let sale = await river.buy("A", units: 1) else { continue }
            await river.complete(order: sale.orderID)
        }
    }

    private static func progress(_ bench: TradingBench) async throws -> FinanceProgress? {
        let id = try bench.connection("river")
        return try await bench.desk.read { try $0.ask(FinanceProgressRecords.asking($0, of: id)).first }
    }

    @Test(
        "it is read page by page, each booking once however often it is told, and listed", arguments: Engine.available)
    func read(engine: Engine) async throws {
        try await Self.with(engine) { river in
            await river.setFinances(lag: 0, page: 2, beginsEmpty: true)
            await Self.sell(river, 5)
        } _: { bench, river in
            try await bench.eventually(seconds: 20, "all that was booked is known") {
                try await Self.progress(bench)?.readAt != nil
            }
            let first = try await ListFinances().run(bench.desk)
            #expect(first.rows.count == 5 && first.next == nil)
            let line = try #require(first.rows.first)
            #expect(line.connectionName == "river" && line.kind == "Shipment" && line.status == "released")
            #expect(line.amount.map { $0.minor > 0 } == true && line.items.first?.sku == "A")
            #expect(line.parts.map(\.what) == ["Sales/Product Charges", "Expenses/Commission"])
            #expect(line.parts.reduce(0) { $0 + $1.amount.minor } == line.amount?.minor)

            // What was told before is told again, with what is new.
            await Self.sell(river, 2)
            _ = try await SyncNow(connection: "river").run(bench.desk)
            try await bench.eventually(seconds: 20, "what is new is known too") {
                try await ListFinances().run(bench.desk).rows.count == 7
            }
            let all = try await ListFinances().run(bench.desk).rows
            #expect(Set(all.map(\.remoteID)).count == 7)
            #expect(Set(first.rows.map(\.id)).isSubset(of: Set(all.map(\.id))))

            // Page by page for people, too; and one order's alone.
            var (ids, after): ([String], String?) = ([], nil)
            repeat {
                let page = try await ListFinances(connection: "river", after: after, limit: 3).run(bench.desk)
                ids += page.rows.map(\.id)
                after = page.next
            } while after != nil
            #expect(ids == all.map(\.id))
            let order = try #require(line.order)
            #expect(try await ListFinances(order: order).run(bench.desk).rows.map(\.id) == [line.id])
            await #expect(throws: OperationError.self) { try await ListFinances(connection: "no").run(bench.desk) }
        }
    }

    @Test("what is held back is known as that, and as released once it is", arguments: Engine.available)
    func deferred(engine: Engine) async throws {
        try await Self.with(engine) { river in
            await river.setFinances(lag: 0, deferral: 3_600)
            await Self.sell(river, 1)
        } _: { bench, river in
            try await bench.eventually(seconds: 20, "it is known as held back") {
                try await ListFinances().run(bench.desk).rows.map(\.status) == ["deferred"]
            }
            await river.setFinances(deferral: 0.001)
            _ = try await SyncNow(connection: "river").run(bench.desk)
            try await bench.eventually(seconds: 20, "it is known as released") {
                try await ListFinances().run(bench.desk).rows.map(\.status) == ["deferred-released"]
            }
        }
    }

    @Test("without the right to it all else is kept in step, and the check says what is missing")
    func withoutRight() async throws {
        try await Self.with(.sqlite) { river in
            await river.setFinances(isGiven: false)
        } _: { bench, river in
            try await bench.eventually(seconds: 20, "it was tried") { try await Self.progress(bench)?.trouble != nil }
            _ = try await bench.goLive()
            await bench.market.shop("shop-0")?.buy("A", units: 3)
            try await bench.eventually(seconds: 20, "Amazon shows the sale at the other shop") {
                await bench.item("river", "A")?.stock == 47
            }
            #expect(try await bench.record("river").state == .live)
            #expect(await river.book.calls["finances.transactions"]?.total == 1)
            let checked = try await CheckConnection("river").run(bench.desk)
            let finding = try #require(checked.findings.first { $0.what == "finances" })
            #expect(finding.level == .notice && finding.sentence.contains("cannot be read"))
        }
    }
}
