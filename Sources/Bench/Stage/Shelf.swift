import Commerce
import Foundation
import Operations
import Records
import Store
import Twins

/// What every stage does with a workspace's own goods.
enum Shelf {
    /// Puts goods with their counts into the books, a thousand at a time.
    static func fill(_ desk: Desk, _ goods: [TwinProduct]) async throws {
        let location = try await desk.read { try LocationRecords.all($0)[0].id }
        let hub = desk.hub
        for first in stride(from: 0, to: goods.count, by: 1_000) {
            let some = goods[first..<min(goods.count, first + 1_000)]
            try await desk.write { db in
                for good in some {
                    let product = try ProductRecords.upsert(
                        db,
                        ProductRecord(
                            id: hub.id(), handle: good.sku, title: good.name, content: .init(), status: "active",
                            createdAt: hub.now()))
                    let id = hub.id()
                    try VariantRecords.upsert(
                        db,
                        VariantRecord(
                            id: id, productID: product, sku: good.sku, gtin: nil, title: good.name, options: [:],
                            price: try Money.parse(good.price, currency: .gbp), currency: .gbp, image: nil,
                            isCounted: true, policy: nil, createdAt: hub.now()))
                    try StockRecords.book(
                        db,
                        Movement(
                            id: hub.id(), variant: id, location: location, change: good.stock ?? 0, cause: .imported,
                            at: hub.now()))
                }
            }
        }
    }

    /// Whether every offer shows what it should and no write is under way.
    static func isSettled(_ desk: Desk) async throws -> Bool {
        try await desk.read { db in
            try db.query(
                """
                SELECT 1 FROM offer WHERE tenant_id = \(db.tenant) AND (urgency > 0 OR in_doubt)
                UNION ALL SELECT 1 FROM write_intent WHERE tenant_id = \(db.tenant) AND state = 'sent' LIMIT 1
                """
            ).isEmpty
        }
    }
}
