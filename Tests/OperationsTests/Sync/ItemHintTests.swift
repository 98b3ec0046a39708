import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Hints of what a channel counts")
struct ItemHintTests {
    private static func offer(_ listing: String, _ variation: String?, _ sku: String) -> RemoteOffer {
        RemoteOffer(
            ref: OfferRef(listing: listing, variation: variation), title: sku, sku: sku, price: nil, quantity: 4,
            countsStock: true, status: .active)
    }

    @Test("have the offers behind an item read soon, and no others", arguments: Engine.available)
    func items(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let shop = try await hall.shop(
            desk, "Mia",
            [
                Self.offer("1", "11-21", "A"), Self.offer("1", "12-22", "B"), Self.offer("2", nil, "C"),
                Self.offer("22", "13", "D"),
            ])
        let late = hall.clock.now.addingTimeInterval(86_400)
        _ = try await desk.write {
            try $0.execute("UPDATE offer SET read_due_at = \(late) WHERE tenant_id = \($0.tenant)")
        }
        for key in ["22", "99", "", "' OR 1=1"] {
            try await EnterWebhook(connection: shop, notice: .item(key: key)).run(desk)
        }
        let hints = try await desk.write { try InboxRecords.take($0, connection: shop, limit: 10) }
        #expect(hints.map(\.kind) == ["item"] && hints.map(\.resource) == ["22"])
        let (soon, now) = (hall.clock.now.addingTimeInterval(1), hall.clock.now)
        try await desk.write {
            try OfferRecords.readSoon($0, connection: shop, .item, ["22"], at: soon, writtenBefore: now)
        }
        let due = try await desk.read { db in
            try db.query(
                "SELECT variation_ref FROM offer WHERE tenant_id = \(db.tenant) AND read_due_at <= \(soon)"
            ).map { try $0.get(0) as String }
        }
        #expect(due == ["12-22"])
    }
}
