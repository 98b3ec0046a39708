import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Testing
import Twins
import Workbench

@Suite("A SKU is sold on what Amazon's catalogue has")
struct AmazonOfferingJourney {
    private static let settings = ConnectionRecord.Settings(
        patience: 2, orderLag: 1.2, readStaleness: 0.3, orderPoll: 1, readBack: 3, timeout: 1.5, sweep: 5)

    @Test("found, offered once, published, and kept in step like any other", arguments: Engine.available)
    func offered(engine: Engine) async throws {
        let goods = TwinProduct.simple("A", "B", stock: 9)
        try await TradingBench.with(engine, shops: 1, goods: goods, settings: Self.settings, works: false) { bench in
            try await bench.connectAmazon("river", [goods[0]])
            bench.work()
            try await bench.openForBusiness()
            let river = try #require(await bench.market.amazonShop("river"))
            func find() async throws -> FoundProducts {
                try await FindProducts(connection: "river", wish: .numbers(.ean, ["4 006381 333931"])).run(bench.desk)
            }
            let bottle = try #require(try await find().rows.first)
            #expect(bottle.id == "B0TWIN0001" && bottle.isSellable && bottle.listedAs == [])

            let form = ListingForm(price: "19.90", quantity: 2, product: bottle.id)
            func create() async throws -> CreatedListing? {
                do {
                    return try await CreateListing(connection: "river", sku: "B", form: form).run(bench.desk)
                } catch let error as ListingError where ["listing.not-shown", "listing.in-doubt"].contains(error.code) {
                    return nil
                }
            }
            try await bench.eventually(seconds: 20, "Amazon shows it") { try await create() != nil }
            #expect(try await create()?.how == .existing)
            #expect(try await find().rows.map(\.listedAs) == [["B"]])
            #expect(await river.attribute("merchant_suggested_asin", of: "B")?.contains("B0TWIN0001") == true)
            let rows = try await ListMapping(connection: "river").run(bench.desk).rows.filter { $0.ref == "B" }
            #expect(rows.map(\.variantSKU) == ["B"] && rows.map(\.title) == ["Steel Bottle, 750 ml"])

            _ = try await PublishListing(connection: "river", listing: "B", agrees: true).run(bench.desk)
            await bench.market.shop("shop-0")?.buy("B", units: 4)
            try await bench.eventually(seconds: 20, "Amazon shows what is left") {
                await bench.item("river", "B")?.stock == 5
            }
        }
    }

    @Test("words of its own are refused, and so is a product where sellers share no catalogue")
    func refused() async throws {
        let goods = TwinProduct.simple("A", "B", stock: 9)
        try await TradingBench.with(.sqlite, shops: 1, goods: goods, settings: Self.settings, works: false) { bench in
            try await bench.connectAmazon("river", [goods[0]])
            bench.work()
            try await bench.imported()
            for (form, field) in [
                (ListingForm(title: "Mine", product: "B0TWIN0001"), "title"),
                (ListingForm(category: "HOME", product: "B0TWIN0001"), "category"),
                (ListingForm(product: "B0TWIN0001", details: ListingEdit(bullets: ["x"])), "bullet"),
                (ListingForm(product: "B0TWIN0001", details: ListingEdit(section: "7")), "details"),
            ] {
                let error = await #expect(throws: OperationError.self) {
                    _ = try await CreateListing(connection: "river", sku: "B", form: form).run(bench.desk)
                }
                guard case .invalid(field: field, _)? = error else {
                    Issue.record("\(field): \(String(describing: error))")
                    continue
                }
            }
            let error = await #expect(throws: ListingError.self) {
                _ = try await FindProducts(connection: "shop-0", wish: .words(["mug"])).run(bench.desk)
            }
            #expect(error?.code == "listing.no-catalogue")
        }
    }
}
