public import Foundation
public import Store

/// What lies where, read without a lock.
extension StockRecords {
    /// How many SKUs each location has some of, or owes, and the units of all of them.
    public static func totals(
        _ db: any SQLConnection
    ) throws -> [(location: UUID, skus: Int, units: Int)] {
        try db.query(
            """
            SELECT location_id, CAST(count(*) AS bigint), CAST(sum(on_hand) AS bigint) FROM stock_level
            WHERE tenant_id = \(db.tenant) AND on_hand <> 0 GROUP BY location_id ORDER BY location_id
            """
        ).map { row in
            var cells = Cells(row)
            return (try cells.take(), try cells.take(), try cells.take())
        }
    }

    /// What lies at one location, by SKU.
    ///
    /// - Parameter after: The last SKU of the page before.
    public static func page(
        _ db: any SQLConnection, at location: UUID, after: String, limit: Int
    ) throws -> [(sku: String, title: String, onHand: Int, buffer: Int)] {
        try db.query(
            """
            SELECT v.sku, v.title, s.on_hand, s.buffer FROM variant v
            JOIN stock_level s ON s.tenant_id = v.tenant_id AND s.variant_id = v.id AND s.location_id = \(location)
            WHERE v.tenant_id = \(db.tenant) AND s.tenant_id = \(db.tenant) AND v.sku > \(after)
                AND (s.on_hand <> 0 OR s.buffer <> 0)
            ORDER BY v.sku LIMIT \(limit)
            """
        ).map { row in
            var cells = Cells(row)
            return (try cells.take(), try cells.take(), try cells.take(), try cells.take())
        }
    }
}
