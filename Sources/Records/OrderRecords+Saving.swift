import Commerce
public import Foundation
public import Store

extension OrderRecords {
    private static let heads = BulkStatement(
        insertInto: "sales_order",
        [
            ("id", .uuid), ("connection_id", .uuid), ("remote_id", .text), ("number", .text), ("state", .text),
            ("remote_status", .text), ("placed_at", .instant), ("changed_at", .instant), ("imported_at", .instant),
            ("total_minor", .integer), ("currency", .text), ("digest", .text), ("fold", .json),
        ],
        """
        ON CONFLICT (tenant_id, connection_id, remote_id) DO UPDATE SET number = excluded.number, state = excluded.state,
            remote_status = excluded.remote_status, changed_at = excluded.changed_at, total_minor = excluded.total_minor,
            digest = excluded.digest, fold = excluded.fold
        """)

    private static let lines = BulkStatement(
        insertInto: "order_line",
        [
            ("order_id", .uuid), ("line_ref", .text), ("offer_id", .uuid), ("variant_id", .uuid), ("sku", .text),
            ("title", .text), ("units", .integer), ("open_units", .integer), ("shipped_units", .integer),
            ("held_units", .integer), ("reduced_units", .integer), ("price_minor", .integer),
        ],
        """
        ON CONFLICT (tenant_id, order_id, line_ref) DO UPDATE SET offer_id = excluded.offer_id,
            variant_id = excluded.variant_id, units = excluded.units, open_units = excluded.open_units,
            shipped_units = excluded.shipped_units, held_units = excluded.held_units,
            reduced_units = excluded.reduced_units
        """)

    public static func save(_ db: any SQLConnection, _ record: OrderRecord) throws { try self.save(db, [record]) }

    /// Saves orders with their lines; of lines with one name the last stands.
    ///
    /// - Parameter records: Each of the channel's ids once.
    public static func save(_ db: any SQLConnection, _ records: [OrderRecord]) throws {
        try self.saveHeads(db, records)
        try self.saveLines(db, records)
    }

    /// Saves orders without their lines, which hang on them.
    ///
    /// - Parameter records: Each of the channel's ids once.
    public static func saveHeads(_ db: any SQLConnection, _ records: [OrderRecord]) throws {
        var heads = BulkCells(capacity: records.count * 13)
        for record in records {
            guard let latest = record.order.latest else { continue }
            heads.add(record.id)
            heads.add(record.connection)
            heads.add(record.remoteID)
            heads.add(latest.number)
            heads.add(record.order.state.rawValue)
            heads.add(latest.remoteStatus)
            heads.add(record.placedAt)
            heads.add(latest.modifiedAt)
            heads.add(record.importedAt)
            heads.add(latest.total.minor)
            heads.add(latest.total.currency.code)
            heads.add(latest.digest)
            heads.add(try OrderFold.text(of: record.order))
        }
        try db.post([self.heads.query(db, heads.cells)].compactMap { $0 })
    }

    /// Saves the lines of orders whose heads are saved.
    public static func saveLines(_ db: any SQLConnection, _ records: [OrderRecord]) throws {
        var lines = BulkCells(capacity: records.count * 12 * 4)
        for record in records where record.order.latest != nil {
            for (index, line) in record.lines.enumerated()
            where !record.lines[(index + 1)...].contains(where: { $0.ref == line.ref }) {
                lines.add(record.id)
                lines.add(line.ref)
                lines.add(line.offer)
                lines.add(line.variant)
                lines.add(line.sku)
                lines.add(line.title)
                lines.add(line.units)
                lines.add(line.open)
                lines.add(line.shipped)
                lines.add(line.held)
                lines.add(line.reduced)
                lines.add(line.priceMinor)
            }
        }
        try db.post([self.lines.query(db, lines.cells)].compactMap { $0 })
    }

    /// Which of a channel's orders are known, and the digest of what the channel said last.
    public static func digests(
        _ db: any SQLConnection, connection: UUID, remoteIDs: [String]
    ) -> TypedQuery<(remoteID: String, digest: String)> {
        TypedQuery(
            """
            SELECT remote_id, digest FROM sales_order
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND remote_id \(any: remoteIDs)
            """
        ) { row in (try row.get(0), try row.get(1)) }
    }
}
