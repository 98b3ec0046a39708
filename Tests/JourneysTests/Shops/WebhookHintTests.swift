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

@Suite("Webhooks are hints")
struct WebhookHintTests {
    @Test(
        "a notice has the orders read, long before the poll; a false one changes nothing", arguments: Engine.available)
    func hint(engine: Engine) async throws {
        var settings = TradingBench.quick
        settings.orderPoll = 600
        settings.readBack = 600
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", stock: 20), settings: settings) {
            bench in
            try await bench.openForBusiness()
            let id = try bench.connection("shop-0")
            try await EnterWebhook(connection: id, notice: .order(key: "999999")).run(bench.desk)
            try await EnterWebhook(connection: id, notice: .ping).run(bench.desk)
            try await bench.eventually(seconds: 15, "the false notice was looked into") {
                try await bench.record("shop-0").hookAt != nil
            }
            #expect(try await bench.desk.read { try OrderRecords.count($0) } == 0)

            let sale = try #require(await bench.market.shop("shop-0")?.buy("A", units: 6))
            // The same notice three times, as shops do.
            for _ in 0..<3 {
                try await EnterWebhook(connection: id, notice: .order(key: "\(sale.orderID)")).run(bench.desk)
            }
            try await bench.eventually(seconds: 15, "the order is read") {
                try await bench.imported(order: sale.orderID, of: "shop-0") != nil
            }
            #expect(try await bench.stock(of: "A").reserved == 6)

            // A listing's notice has it read: what the body says never becomes a value.
            let offer = try await bench.offer("shop-0", "A")
            await bench.market.shop("shop-0")?.setStock("A", to: 2)
            try await EnterWebhook(connection: id, notice: .listing(key: offer.listingRef)).run(bench.desk)
            try await bench.eventually(seconds: 20, "the listing is read and put right") {
                try await all(bench.events("drift.found").count == 1, bench.item("shop-0", "A")?.stock == 14)
            }
        }
    }
}
