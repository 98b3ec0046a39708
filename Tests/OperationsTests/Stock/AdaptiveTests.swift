import Commerce
import ConnectorKit
import Foundation
import Records
import Testing
import Workbench

@testable import Operations

@Suite("Adaptive policy")
struct AdaptiveTests {
    /// Two shops that list the same SKU, and orders that come in through the engine's own way of recording.
    private func shops(_ hall: Hall, units: Int) async throws -> (desk: Desk, one: UUID, other: UUID) {
        let desk = try await hall.workspace(policy: .adaptive)
        try await hall.catalogue(desk, ["RING,Ring,10.00,\(units),", "MUG,Mug,10.00,500,"])
        let ids = try await [hall.shop(desk, "One", Self.listings), hall.shop(desk, "Other", Self.listings)]
        for id in ids {
            try await desk.write { try ConnectionRecords.setState($0, id, .live, reason: nil) }
        }
        return (desk, ids[0], ids[1])
    }

    private static let listings: [RemoteOffer] = [
        .of("ring", sku: "RING", quantity: 0), .of("mug", sku: "MUG", quantity: 0),
    ]

    private func wanted(_ desk: Desk, _ shops: [UUID], _ listing: String) async throws -> [Int?] {
        var wanted: [Int?] = []
        for shop in shops { wanted.append(try await desk.offer(shop, listing).wantedQuantity) }
        return wanted
    }

    /// Orders of mugs, `gap` seconds apart, taken in by the connection as its polls do.
    private func sell(_ count: Int, every gap: Double, _ hall: Hall, _ desk: Desk, at shop: UUID) async throws {
        for _ in 0..<count {
            hall.clock.advance(by: gap)
            let order = RemoteOrder.of("\(hall.clock.now)", "mug", sku: "MUG", at: hall.clock.now)
            try await desk.write { db in
                try LockOrder.connection(db, shop)
                var record = try #require(try ConnectionRecords.load(db, shop))
                record.echoes = try RecordOrders(db: db, desk: desk, connection: record, skew: 0, readAt: desk.now)
                    .record([order], settling: nil).echoes
                try ConnectionRecords.saveProgress(db, record)
            }
        }
    }

    @Test(
        "shows a unique ring in every shop, of which nothing is known but that it does not sell",
        arguments: Engine.available)
    func ring(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let (desk, one, other) = try await self.shops(hall, units: 1)
        _ = try await SetStock(sku: "RING", onHand: 1).run(desk)
        #expect(try await self.wanted(desk, [one, other], "ring") == [1, 1])
    }

    @Test("shares a few units out until sales have shown that one does not call the next", arguments: Engine.available)
    func unproven(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let (desk, one, other) = try await self.shops(hall, units: 4)
        _ = try await SetStock(sku: "RING", onHand: 4).run(desk)
        #expect(try await self.wanted(desk, [one, other], "ring") == [2, 2])
        try await self.sell(40, every: 90_000, hall, desk, at: one)
        _ = try await SetStock(sku: "RING", onHand: 5).run(desk)
        #expect(try await self.wanted(desk, [one, other], "ring") == [5, 5])
    }

    @Test("no longer shows the last one everywhere once sales were seen to call the next", arguments: Engine.available)
    func echoes(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let (desk, one, other) = try await self.shops(hall, units: 1)
        for _ in 0..<2 {
            try await self.sell(1, every: 90_000, hall, desk, at: one)
            try await self.sell(1, every: 3, hall, desk, at: one)
        }
        let learnt = try await desk.read { try ConnectionRecords.load($0, one) }?.echoes
        #expect(learnt == SaleEchoes(sales: 4, echoes: 2))
        _ = try await SetStock(sku: "RING", onHand: 0).run(desk)
        _ = try await SetStock(sku: "RING", onHand: 1).run(desk)
        #expect(try await self.wanted(desk, [one, other], "ring").compactMap(\.self).reduce(0, +) == 1)
    }
}
