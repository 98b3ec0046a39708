public import Foundation
public import Store

/// What a worker asks about the offers of one connection, as questions that travel together.
extension OfferRecords {
    /// Offers that want a write, most urgent first.
    public static func asking(
        _ db: any SQLConnection, dirtyOf connection: UUID, limit: Int
    ) -> TypedQuery<OfferRecord> {
        TypedQuery(
            self.selecting(
                db,
                """
                o.connection_id = \(connection) AND o.urgency > 0
                ORDER BY o.urgency DESC, o.wanted_at, o.id LIMIT \(limit)
                """), decode: self.decode)
    }

    /// Offers whose read-back is due, longest overdue first.
    public static func asking(
        _ db: any SQLConnection, readDueOf connection: UUID, at now: Date, limit: Int
    ) -> TypedQuery<OfferRecord> {
        TypedQuery(
            self.selecting(
                db,
                """
                o.connection_id = \(connection) AND o.read_due_at <= \(now) AND o.status <> 'ended'
                ORDER BY o.read_due_at, o.id LIMIT \(limit)
                """), decode: self.decode)
    }

    /// Offers whose read-back is due, longest overdue first, and those of the near future that may as well be read with
    /// them: nothing is in doubt about these, and nobody asked for the very instant.
    ///
    /// - Parameter soon: Until when the future is near.
    public static func asking(
        _ db: any SQLConnection, readDueOf connection: UUID, at now: Date, alongside soon: Date, limit: Int
    ) -> TypedQuery<OfferRecord> {
        TypedQuery(
            self.selecting(
                db,
                """
                o.connection_id = \(connection) AND o.read_due_at <= \(soon) AND o.status <> 'ended'
                AND (o.read_due_at <= \(now)
                    OR o.read_due_at > \(now.addingTimeInterval(60)) AND NOT o.in_doubt AND NOT o.unsettled)
                ORDER BY o.read_due_at, o.id LIMIT \(limit)
                """), decode: self.decode)
    }

    /// Offers whose quantity may travel in a feed, most urgent first: none that is to show zero, that was refused before, or of
    /// which a write is out.
    ///
    /// - Parameter skipped: So many at the head of the line are left out: calls reach them.
    public static func asking(
        _ db: any SQLConnection, feedableOf connection: UUID, skipping skipped: Int, limit: Int
    ) -> TypedQuery<UUID> {
        TypedQuery(
            """
            SELECT id FROM offer
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND urgency > 0 AND urgency < 5
                AND counts_stock AND wanted_quantity > 0
                AND (shown_quantity IS NULL OR shown_quantity <> wanted_quantity)
                AND tries = 0 AND NOT in_doubt
            ORDER BY urgency DESC, wanted_at, id LIMIT \(limit) OFFSET \(skipped)
            """
        ) { try $0.get(0) }
    }

    /// When something is due next on a connection, and whether an order of it could not be read.
    public struct Times: Sendable, Hashable {
        /// When the first read-back is due.
        public var read: Date?
        /// When the earliest write or read was made that still has to settle.
        public var fix: Date?
        public var hidesSales = false
    }

    /// One row.
    public static func asking(_ db: any SQLConnection, timesOf connection: UUID) -> TypedQuery<Times> {
        TypedQuery(
            """
            SELECT (SELECT read_due_at FROM offer
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND status <> 'ended'
                ORDER BY read_due_at LIMIT 1),
                (SELECT fix_at FROM offer
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND unsettled AND fix_at IS NOT NULL
                ORDER BY fix_at LIMIT 1),
                EXISTS (SELECT 1 FROM unreadable
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND kind = 'order')
            """
        ) { row in Times(read: try row.optional(0), fix: try row.optional(1), hidesSales: try row.get(2)) }
    }

    /// Where these offers stand, little of each row.
    public static func asking(_ db: any SQLConnection, placesOf ids: [UUID]) -> TypedQuery<Place> {
        TypedQuery(
            ids.isEmpty
                ? nil
                : """
                SELECT id, listing_ref, variation_ref, variant_id, mapping FROM offer
                WHERE tenant_id = \(db.tenant) AND id \(any: ids)
                """, decode: Place.init)
    }

    /// How many offers a person set to zero on this connection that have not been sent. One row.
    public static func asking(_ db: any SQLConnection, zerosOf connection: UUID) -> TypedQuery<Int> {
        TypedQuery(
            """
            SELECT count(*) FROM offer
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND urgency = 5 AND wanted_cause = 'person'
                AND mapping = 'linked'
            """
        ) { try $0.get(0) }
    }
}

extension OfferRecords.Place {
    init(_ row: SQLRow) throws {
        self.init(
            id: try row.get(0), listing: try row.get(1), variation: try row.get(2), variant: try row.optional(3),
            isLinked: try row.get(4, as: String.self) == OfferRecord.Mapping.linked.rawValue)
    }
}
