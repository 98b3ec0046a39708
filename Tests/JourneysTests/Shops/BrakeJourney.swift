import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Synchronization
import Testing
import Twins
import Wire
import Workbench

@testable import Operations

@Suite("The brake")
struct BrakeJourney {
    @Test(
        "a mass of zeros waits for a yes, and what an order lowers goes out all the same", arguments: Engine.available)
    func mass(engine: Engine) async throws {
        let goods = (0..<40).map {
            TwinProduct(sku: "S\($0)", name: "Good \($0)", price: "10.00", stock: $0 == 39 ? 1 : 9)
        }
        try await TradingBench.with(engine, goods: goods) { bench in
            try await bench.openForBusiness()
            let desk = bench.desk
            // One transaction, as a person's import is: by single commands the first few would have left.
            try await desk.write { db in
                let variants = try VariantRecords.find(db, skus: (0..<30).map { "S\($0)" }).map(\.id)
                let location = try LocationRecords.all(db)[0].id
                var room = try Stockroom(db, desk: desk, variants: variants)
                for id in variants { try room.count(id, at: location, onHand: 0, cause: .counted) }
                try room.close(cause: .person)
            }
            try await bench.eventually(seconds: 20, "both shops' zeros are held") {
                let held = try await desk.read { try OfferRecords.parked($0) }
                return held.count == 60 && held.allSatisfy { $0.brake != nil }
            }
            #expect(try await bench.events("brake.tripped").count == 2)

            await bench.market.shop("shop-0")?.buy("S35", units: 4)
            await bench.market.shop("shop-0")?.buy("S39", units: 1)
            try await bench.eventually(seconds: 20, "sales go on beside it, to zero where the last one went") {
                let (one, last) = (await bench.item("shop-1", "S35")?.stock, await bench.item("shop-1", "S39")?.stock)
                return one == 5 && last == 0
            }
            for shop in ["shop-0", "shop-1"] {
                #expect(await bench.item(shop, "S3")?.stock == 9)
                #expect(try await ReleaseBrake(connection: shop).run(desk) == 30)
            }
            try await bench.eventually(seconds: 30, "the zeros are sent") {
                for shop in ["shop-0", "shop-1"] {
                    for number in 0..<30 where await bench.item(shop, "S\(number)")?.stock != 0 { return false }
                }
                return try await bench.agrees()
            }
        }
    }
}
