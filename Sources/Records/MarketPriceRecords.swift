public import Commerce
public import Foundation
public import Store

/// What was asked for one listing's goods when it was read last.
public struct MarketPriceRecord: Sendable, Hashable {
    public var connection: UUID
    public var price: MarketPrice
    public var readAt: Date

    public init(connection: UUID, price: MarketPrice, readAt: Date) {
        self.connection = connection
        self.price = price
        self.readAt = readAt
    }
}

/// How far the reading of these prices is, and when it goes on.
public struct MarketProgress: Sendable, Hashable {
    public var dueAt: Date
    /// The last listing that was asked about; `nil` at the beginning.
    public var after: String?
    /// When the reading under way was begun.
    public var begunAt: Date?
    /// When the last one was complete.
    public var readAt: Date?
    /// Why it cannot be read, for a person.
    public var trouble: String?

    public init(dueAt: Date) { self.dueAt = dueAt }
}

public enum MarketPriceRecords {
    private static let rows = BulkStatement(
        insertInto: "market_price",
        [
            ("connection_id", .uuid), ("listing_ref", .text), ("featured_minor", .integer), ("is_ours", .boolean),
            ("lowest_minor", .integer), ("currency", .text), ("offers", .integer), ("read_at", .instant),
        ],
        """
        ON CONFLICT (tenant_id, connection_id, listing_ref) DO UPDATE SET featured_minor = excluded.featured_minor,
            is_ours = excluded.is_ours, lowest_minor = excluded.lowest_minor, currency = excluded.currency,
            offers = excluded.offers, read_at = excluded.read_at
        """)

    /// Writes what one call brought. Of a listing that is there twice the last one counts; amounts of several currencies are none.
    public static func save(_ db: any SQLConnection, _ records: [MarketPriceRecord]) throws {
        let unique = Dictionary(records.map { ($0.price.listing, $0) }, uniquingKeysWith: { $1 }).values
        var cells = BulkCells(capacity: unique.count * 8)
        for record in unique.sorted(by: { $0.price.listing < $1.price.listing }) {
            let price = record.price
            let currency = (price.featured ?? price.lowest)?.currency
            cells.add(record.connection)
            cells.add(price.listing)
            cells.add(price.featured?.minor)
            cells.add(price.isOurs)
            cells.add(price.lowest.flatMap { $0.currency == currency ? $0.minor : nil })
            cells.add(currency?.code)
            cells.add(price.offers)
            cells.add(record.readAt)
        }
        try db.post([self.rows.query(db, cells.cells)].compactMap { $0 })
    }

    /// What a complete reading did not bring is kept no more.
    public static func forget(_ db: any SQLConnection, connection: UUID, readBefore begun: Date) throws {
        try db.query(
            """
            DELETE FROM market_price
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND read_at < \(begun)
            """)
    }

    /// What is asked for these variants, by the offers that are linked to them.
    public static func of(
        _ db: any SQLConnection, variants: some Collection<UUID>
    ) throws -> [MarketPriceRecord] {
        try chunked(variants) { variants in
            try db.query(
                """
                SELECT DISTINCT m.connection_id, m.listing_ref, m.featured_minor, m.is_ours, m.lowest_minor, m.currency,
                    m.offers, m.read_at
                FROM market_price m
                JOIN offer o ON o.tenant_id = m.tenant_id AND o.connection_id = m.connection_id
                    AND o.listing_ref = m.listing_ref
                WHERE m.tenant_id = \(db.tenant) AND o.tenant_id = \(db.tenant) AND o.variant_id \(any: variants)
                ORDER BY m.connection_id, m.listing_ref
                """
            ).map { row in
                var cells = Cells(row)
                let (connection, listing): (UUID, String) = (try cells.take(), try cells.take())
                let (featured, isOurs): (Int64?, Bool?) = (try cells.maybe(), try cells.maybe())
                let (lowest, code): (Int64?, String?) = (try cells.maybe(), try cells.maybe())
                let currency = code.flatMap { Currency($0) }
                func money(_ minor: Int64?) -> Money? {
                    minor.flatMap { minor in currency.map { Money(minor: minor, currency: $0) } }
                }
                let price = MarketPrice(
                    listing: listing, featured: money(featured), isOurs: isOurs, lowest: money(lowest),
                    offers: try cells.take())
                return MarketPriceRecord(connection: connection, price: price, readAt: try cells.take())
            }
        }
    }

    /// The listings of a connection that are on sale, in order, behind one.
    public static func listings(
        _ db: any SQLConnection, of connection: UUID, after: String, limit: Int
    ) throws -> [String] {
        try db.query(
            """
            SELECT DISTINCT listing_ref FROM offer
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND listing_ref > \(after)
                AND status = 'active'
            ORDER BY listing_ref LIMIT \(limit)
            """
        ).map { try $0.get(0) }
    }

    // MARK: Progress

    /// One row where it was ever begun.
    public static func asking(_ db: any SQLConnection, progressOf connection: UUID) -> TypedQuery<MarketProgress> {
        TypedQuery(
            """
            SELECT due_at, after_ref, begun_at, read_at, trouble FROM market_progress
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            """
        ) { row in
            var cells = Cells(row)
            var progress = MarketProgress(dueAt: try cells.take())
            progress.after = try cells.maybe()
            progress.begunAt = try cells.maybe()
            progress.readAt = try cells.maybe()
            progress.trouble = try cells.maybe()
            return progress
        }
    }

    public static func save(_ db: any SQLConnection, connection: UUID, _ progress: MarketProgress) throws {
        try db.query(
            """
            INSERT INTO market_progress (tenant_id, connection_id, due_at, after_ref, begun_at, read_at, trouble)
            VALUES (\(db.tenant), \(connection), \(progress.dueAt), \(progress.after), \(progress.begunAt),
                \(progress.readAt), \(progress.trouble))
            ON CONFLICT (tenant_id, connection_id) DO UPDATE SET due_at = excluded.due_at,
                after_ref = excluded.after_ref, begun_at = excluded.begun_at, read_at = excluded.read_at,
                trouble = excluded.trouble
            """)
    }

    /// Somebody asks for it to be read by then.
    public static func due(_ db: any SQLConnection, connection: UUID, at due: Date) throws {
        try db.query(
            """
            UPDATE market_progress SET due_at = CASE WHEN due_at > \(due) THEN \(due) ELSE due_at END
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            """)
    }
}
