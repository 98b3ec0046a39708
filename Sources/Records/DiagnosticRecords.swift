import Commerce
public import Foundation
public import Store

/// What waits for a person, read as it stands and without a lock. Each question is answered from an index of its own.
public enum DiagnosticRecords {
    /// An offer that waits for a person, with what is needed to say what that may cost.
    public struct StuckOffer: Sendable, Hashable, Identifiable {
        public var id: UUID
        public var connection: UUID
        public var listing: String
        public var variation: String
        public var sku: String?
        public var title: String
        /// `nil` where only a brake holds it, and for one that is off sale.
        public var code: String?
        public var field: String?
        public var reason: String?
        public var brake: String?
        public var wanted: Int?
        public var shown: Int?
        /// Since when the shop should show something else.
        public var since: Date
        /// What it is to be sold for; `nil` where nobody set a price.
        public var price: Int64?
        public var currency: String
        /// How fast its SKU sells over all shops.
        public var rate: SaleRate?
    }

    /// Most offers that are read: beyond it the rest is counted by connection (`OfferRecords.counts`).
    public static let most = 20_000

    /// Offers that were refused or that a brake holds.
    public static func stuck(_ db: any SQLConnection) throws -> [StuckOffer] {
        try self.offers(db, "(o.parked_code IS NOT NULL OR o.brake IS NOT NULL)")
    }

    /// Linked offers that should sell and whose listing is off sale, by whomever; not those that we keep so for a moment.
    public static func offSale(_ db: any SQLConnection) throws -> [StuckOffer] {
        try self.offers(
            db,
            """
            o.status = 'inactive' AND o.mapping = 'linked' AND o.wanted_quantity > 0 AND NOT o.unsettled
            AND o.parked_code IS NULL AND o.brake IS NULL
            """)
    }

    private static func offers(_ db: any SQLConnection, _ which: SQLQuery) throws -> [StuckOffer] {
        try db.query(
            """
            SELECT o.id, o.connection_id, o.listing_ref, o.variation_ref, o.sku, o.title, o.parked_code, o.parked_field,
                o.parked_reason, o.brake, o.wanted_quantity, o.shown_quantity, o.wanted_at,
                coalesce(o.wanted_price, o.shown_price), o.currency, v.rate_slow, v.rate_fast, v.rate_at
            FROM offer o LEFT JOIN variant v ON v.tenant_id = o.tenant_id AND v.id = o.variant_id
            WHERE o.tenant_id = \(db.tenant) AND \(which) ORDER BY o.id LIMIT \(Self.most)
            """
        ).map { row in
            var cells = Cells(row)
            var offer = try StuckOffer(
                id: cells.take(), connection: cells.take(), listing: cells.take(), variation: cells.take(),
                sku: cells.maybe(), title: cells.take(), code: cells.maybe(), field: cells.maybe(),
                reason: cells.maybe(), brake: cells.maybe(), wanted: cells.maybe(), shown: cells.maybe(),
                since: cells.take(), price: cells.maybe(), currency: cells.take())
            if let slow: Double = try cells.maybe() {
                offer.rate = SaleRate(slow: slow, fast: try cells.take(), at: try cells.take())
            }
            return offer
        }
    }

    /// Listings nobody said yet what they sell.
    public struct Unlinked: Sendable, Hashable {
        public var connection: UUID
        public var offers: Int
    }

    public static func unlinked(_ db: any SQLConnection) throws -> [Unlinked] {
        try db.query(
            """
            SELECT connection_id, count(*) FROM offer
            WHERE tenant_id = \(db.tenant) AND mapping IN ('proposed', 'ambiguous', 'unmatched')
            GROUP BY connection_id ORDER BY connection_id
            """
        ).map { Unlinked(connection: try $0.get(0), offers: try $0.get(1)) }
    }

    /// A parcel that a channel did not want to hear of.
    public struct RefusedShipment: Sendable, Hashable, Identifiable {
        public var id: UUID
        public var connection: UUID
        public var order: UUID
        public var number: String
        public var reason: String?
        public var since: Date
        public var total: Int64
        public var currency: String
    }

    /// The last hundred.
    public static func refusedShipments(_ db: any SQLConnection) throws -> [RefusedShipment] {
        try db.query(
            """
            SELECT s.id, s.connection_id, s.order_id, o.number, s.reason, s.created_at, o.total_minor, o.currency
            FROM shipment s JOIN sales_order o ON o.tenant_id = s.tenant_id AND o.id = s.order_id
            WHERE s.tenant_id = \(db.tenant) AND s.state = 'refused' ORDER BY s.created_at DESC, s.id LIMIT 100
            """
        ).map { row in
            var cells = Cells(row)
            return try RefusedShipment(
                id: cells.take(), connection: cells.take(), order: cells.take(), number: cells.take(),
                reason: cells.maybe(), since: cells.take(), total: cells.take(), currency: cells.take())
        }
    }

    /// What a connection's orders came to, in minor units of one currency.
    public struct Takings: Sendable, Hashable {
        public var connection: UUID
        public var minor: Int64
        public var currency: String
    }

    /// - Parameter since: Of orders placed from then on, by the shop's clock.
    public static func takings(_ db: any SQLConnection, since: Date) throws -> [Takings] {
        try db.query(
            """
            SELECT connection_id, CAST(sum(total_minor) AS bigint), currency FROM sales_order
            WHERE tenant_id = \(db.tenant) AND placed_at >= \(since) AND state <> 'cancelled'
            GROUP BY connection_id, currency ORDER BY connection_id, currency
            """
        ).map { Takings(connection: try $0.get(0), minor: try $0.get(1), currency: try $0.get(2)) }
    }
}
