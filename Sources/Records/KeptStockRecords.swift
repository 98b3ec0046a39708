public import Foundation
public import Store

/// Units that a channel keeps and counts in warehouses of its own. They belong to no location of ours and to no pool.
public struct KeptStockRecord: Sendable, Hashable {
    public var connection: UUID
    /// As `OfferRecord.listingRef`.
    public var listing: String
    public var title: String
    public var sellable: Int
    public var reserved: Int
    public var incoming: Int
    public var unsellable: Int
    /// The channel's clock.
    public var changedAt: Date?
    public var readAt: Date

    public init(
        connection: UUID, listing: String, title: String, sellable: Int, reserved: Int, incoming: Int, unsellable: Int,
        changedAt: Date?, readAt: Date
    ) {
        self.connection = connection
        self.listing = listing
        self.title = title
        self.sellable = sellable
        self.reserved = reserved
        self.incoming = incoming
        self.unsellable = unsellable
        self.changedAt = changedAt
        self.readAt = readAt
    }
}

/// How far the reading of what one channel keeps is, and when the next is due.
public struct KeptReading: Sendable, Hashable {
    public var dueAt: Date
    /// The channel's word for the next page; `nil` for the first.
    public var next: String?
    /// When the reading under way was begun.
    public var begunAt: Date?
    /// When the last one was complete.
    public var readAt: Date?
    /// Why it cannot be read, for a person.
    public var trouble: String?

    public init(dueAt: Date) { self.dueAt = dueAt }
}

public enum KeptStockRecords {
    private static let rows = BulkStatement(
        insertInto: "kept_stock",
        [
            ("connection_id", .uuid), ("listing_ref", .text), ("title", .text), ("sellable", .integer),
            ("reserved", .integer), ("incoming", .integer), ("unsellable", .integer), ("changed_at", .instant),
            ("read_at", .instant),
        ],
        """
        ON CONFLICT (tenant_id, connection_id, listing_ref) DO UPDATE SET title = excluded.title,
            sellable = excluded.sellable, reserved = excluded.reserved, incoming = excluded.incoming,
            unsellable = excluded.unsellable, changed_at = excluded.changed_at, read_at = excluded.read_at
        """)

    /// Writes one page. Of a listing that is there twice the last one counts.
    public static func save(_ db: any SQLConnection, _ records: [KeptStockRecord]) throws {
        let unique = Dictionary(records.map { ($0.listing, $0) }, uniquingKeysWith: { $1 }).values
        var cells = BulkCells(capacity: unique.count * 9)
        for record in unique.sorted(by: { $0.listing < $1.listing }) {
            cells.add(record.connection)
            cells.add(record.listing)
            cells.add(record.title)
            cells.add(record.sellable)
            cells.add(record.reserved)
            cells.add(record.incoming)
            cells.add(record.unsellable)
            cells.add(record.changedAt)
            cells.add(record.readAt)
        }
        try db.post([self.rows.query(db, cells.cells)].compactMap { $0 })
    }

    /// What a complete reading did not bring is kept no more.
    public static func forget(_ db: any SQLConnection, connection: UUID, readBefore begun: Date) throws {
        try db.query(
            """
            DELETE FROM kept_stock
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND read_at < \(begun)
            """)
    }

    /// What all channels keep of these variants, by the offers that are linked to them.
    public static func of(
        _ db: any SQLConnection, variants: some Collection<UUID>
    ) throws -> [(variant: UUID, kept: KeptStockRecord)] {
        try chunked(variants) { variants in
            try db.query(
                """
                SELECT k.connection_id, k.listing_ref, k.title, k.sellable, k.reserved, k.incoming, k.unsellable,
                    k.changed_at, k.read_at, o.variant_id
                FROM kept_stock k
                JOIN offer o ON o.tenant_id = k.tenant_id AND o.connection_id = k.connection_id
                    AND o.listing_ref = k.listing_ref
                WHERE k.tenant_id = \(db.tenant) AND o.tenant_id = \(db.tenant) AND o.variant_id \(any: variants)
                ORDER BY k.connection_id, k.listing_ref
                """
            ).map { row in
                var cells = Cells(row)
                let kept = try self.record(&cells)
                return (try cells.take(), kept)
            }
        }
    }

    /// How many listings each connection's channel keeps some of, and how many units can be bought there.
    public static func totals(
        _ db: any SQLConnection
    ) throws -> [(connection: UUID, listings: Int, sellable: Int, readAt: Date?)] {
        try db.query(
            """
            SELECT r.connection_id, CAST(count(k.listing_ref) AS bigint), CAST(COALESCE(sum(k.sellable), 0) AS bigint),
                r.read_at
            FROM kept_reading r
            LEFT JOIN kept_stock k ON k.tenant_id = r.tenant_id AND k.connection_id = r.connection_id
                AND k.sellable + k.reserved + k.incoming + k.unsellable > 0
            WHERE r.tenant_id = \(db.tenant) GROUP BY r.connection_id, r.read_at ORDER BY r.connection_id
            """
        ).map { row in
            var cells = Cells(row)
            return (try cells.take(), try cells.take(), try cells.take(), try cells.maybe())
        }
    }

    /// What one connection's channel keeps, by listing, with the SKU that the listing is linked to.
    ///
    /// - Parameter after: The last listing of the page before.
    public static func page(
        _ db: any SQLConnection, connection: UUID, after: String, limit: Int
    ) throws -> [(kept: KeptStockRecord, sku: String?)] {
        try db.query(
            """
            SELECT k.connection_id, k.listing_ref, k.title, k.sellable, k.reserved, k.incoming, k.unsellable,
                k.changed_at, k.read_at,
                (SELECT min(v.sku) FROM offer o JOIN variant v ON v.tenant_id = o.tenant_id AND v.id = o.variant_id
                    WHERE o.tenant_id = \(db.tenant) AND v.tenant_id = \(db.tenant)
                        AND o.connection_id = k.connection_id AND o.listing_ref = k.listing_ref)
            FROM kept_stock k
            WHERE k.tenant_id = \(db.tenant) AND k.connection_id = \(connection) AND k.listing_ref > \(after)
                AND k.sellable + k.reserved + k.incoming + k.unsellable > 0
            ORDER BY k.listing_ref LIMIT \(limit)
            """
        ).map { row in
            var cells = Cells(row)
            let kept = try self.record(&cells)
            return (kept, try cells.maybe())
        }
    }

    private static func record(_ cells: inout Cells) throws -> KeptStockRecord {
        try KeptStockRecord(
            connection: cells.take(), listing: cells.take(), title: cells.take(), sellable: cells.take(),
            reserved: cells.take(), incoming: cells.take(), unsellable: cells.take(), changedAt: cells.maybe(),
            readAt: cells.take())
    }

    // MARK: Reading

    /// One row where it was ever begun.
    public static func asking(_ db: any SQLConnection, readingOf connection: UUID) -> TypedQuery<KeptReading> {
        TypedQuery(
            """
            SELECT due_at, next, begun_at, read_at, trouble FROM kept_reading
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            """
        ) { row in
            var cells = Cells(row)
            var reading = KeptReading(dueAt: try cells.take())
            reading.next = try cells.maybe()
            reading.begunAt = try cells.maybe()
            reading.readAt = try cells.maybe()
            reading.trouble = try cells.maybe()
            return reading
        }
    }

    public static func save(_ db: any SQLConnection, connection: UUID, _ reading: KeptReading) throws {
        try db.query(
            """
            INSERT INTO kept_reading (tenant_id, connection_id, due_at, next, begun_at, read_at, trouble)
            VALUES (\(db.tenant), \(connection), \(reading.dueAt), \(reading.next), \(reading.begunAt), \(reading.readAt),
                \(reading.trouble))
            ON CONFLICT (tenant_id, connection_id) DO UPDATE SET due_at = excluded.due_at, next = excluded.next,
                begun_at = excluded.begun_at, read_at = excluded.read_at, trouble = excluded.trouble
            """)
    }

    /// Somebody asks for it to be read by then.
    public static func due(_ db: any SQLConnection, connection: UUID, at due: Date) throws {
        try db.query(
            """
            UPDATE kept_reading SET due_at = CASE WHEN due_at > \(due) THEN \(due) ELSE due_at END
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            """)
    }
}
