public import Commerce
public import Foundation
public import Store

/// One variant as one connection shows it: wanted, submitted, believed, observed.
public struct OfferRecord: Sendable, Hashable, Identifiable {
    public enum Mapping: String, Sendable, Hashable, CaseIterable, Codable {
        case linked, proposed, ambiguous, unmatched, ignored
    }

    /// Why the wanted value changed last: a lowering caused by an order is never held back.
    public enum Cause: String, Sendable, Hashable, Codable { case order, person, rule, share }

    public var id: UUID
    public var connection: UUID
    public var listingRef: String
    /// Empty where the listing is the offer.
    public var variationRef: String
    /// Offers of one group can share a call.
    public var callGroup: String
    public var title: String
    public var options: [String: String]
    public var sku: String?
    public var gtin: String?
    public var status: String
    public var image: String?
    public var countsStock: Bool
    public var currency: Currency

    public var variant: UUID?
    public var mapping: Mapping
    public var mappingReason: String
    public var candidates: [UUID]

    public var wantedQuantity: Int?
    /// Minor units, like every price here.
    public var wantedPrice: Int64?
    public var wantedVersion: Int
    public var wantedReason: String?
    public var wantedCause: Cause
    public var wantedAt: Date
    public var submittedQuantity: Int?
    public var submittedPrice: Int64?
    public var submittedAt: Date?
    /// What the shop is believed to show: the last certain number, moved by the sales imported since.
    public var shownQuantity: Int?
    public var shownPrice: Int64?
    /// When `shownQuantity` last moved.
    public var touchedAt: Date
    public var observedQuantity: Int?
    public var observedPrice: Int64?
    public var observedAt: Date?
    /// Units of the shown number that unpaid orders hold back.
    public var held: Int
    public var escrow: Escrow
    /// Whether a write got no answer and nothing has told yet what became of it.
    public var inDoubt: Bool

    public var parkedCode: String?
    public var parkedReason: String?
    /// Why a mass change is held here until a person says yes.
    public var brake: String?
    /// Differences repaired since `repairsSince`.
    public var repairs: Int
    public var repairsSince: Date?
    /// Writes the shop took and did not show.
    public var tries: Int
    public var readDueAt: Date
    public var createdAt: Date

    public init(
        id: UUID, connection: UUID, listingRef: String, variationRef: String, callGroup: String, title: String,
        currency: Currency, countsStock: Bool, createdAt: Date
    ) {
        self.id = id
        self.connection = connection
        self.listingRef = listingRef
        self.variationRef = variationRef
        self.callGroup = callGroup
        self.title = title
        self.options = [:]
        self.status = "active"
        self.countsStock = countsStock
        self.currency = currency
        self.mapping = .unmatched
        self.mappingReason = ""
        self.candidates = []
        self.wantedVersion = 0
        self.wantedCause = .rule
        self.wantedAt = createdAt
        self.touchedAt = createdAt
        self.held = 0
        self.escrow = Escrow()
        self.inDoubt = false
        self.repairs = 0
        self.tries = 0
        self.readDueAt = createdAt
        self.createdAt = createdAt
    }

    /// Whether the shop should show another quantity than it is believed to. Below zero counts as zero.
    public var quantityDiffers: Bool {
        guard self.countsStock, let wanted = self.wantedQuantity else { return false }
        guard let shown = self.shownQuantity else { return true }
        return max(0, wanted) != max(0, shown)
    }

    public var priceDiffers: Bool { self.wantedPrice != nil && self.wantedPrice != self.shownPrice }

    /// How urgently it wants a write: 5 stock to zero, 4 stock falling, 3 price, 2 stock rising, 0 nothing to do.
    public var urgency: Int {
        guard self.mapping == .linked, self.parkedCode == nil, self.brake == nil, self.status != "ended" else {
            return 0
        }
        if self.quantityDiffers, let wanted = self.wantedQuantity {
            if wanted <= 0 { return 5 }
            if wanted < self.shownQuantity ?? .max { return 4 }
            return self.priceDiffers ? 3 : 2
        }
        return self.priceDiffers ? 3 : 0
    }
}

public enum OfferRecords {
    static let columns: SQLQuery = """
        o.id, o.connection_id, o.listing_ref, o.variation_ref, o.call_group, o.title, o.options, o.sku, o.gtin, o.status,
        o.image, o.counts_stock, o.currency, o.variant_id, o.mapping, o.mapping_reason, o.candidates, o.wanted_quantity,
        o.wanted_price, o.wanted_version, o.wanted_reason, o.wanted_cause, o.wanted_at, o.submitted_quantity,
        o.submitted_price, o.submitted_at, o.shown_quantity, o.shown_price, o.touched_at, o.observed_quantity,
        o.observed_price, o.observed_at, o.held, o.escrow, o.in_doubt, o.parked_code, o.parked_reason, o.brake, o.repairs,
        o.repairs_since, o.tries, o.read_due_at, o.created_at
        """

    static func decode(_ row: SQLRow) throws -> OfferRecord {
        var cells = Cells(row)
        let id: UUID = try cells.take()
        let connection: UUID = try cells.take()
        let listing: String = try cells.take()
        let variation: String = try cells.take()
        let group: String = try cells.take()
        let title: String = try cells.take()
        var offer = OfferRecord(
            id: id, connection: connection, listingRef: listing, variationRef: variation, callGroup: group,
            title: title,
            currency: .eur, countsStock: false, createdAt: .distantPast)
        offer.options = try cells.json()
        offer.sku = try cells.maybe()
        offer.gtin = try cells.maybe()
        offer.status = try cells.take()
        offer.image = try cells.maybe()
        offer.countsStock = try cells.take()
        offer.currency = Currency(try cells.take(String.self)) ?? .eur
        offer.variant = try cells.maybe()
        offer.mapping = .init(rawValue: try cells.take()) ?? .unmatched
        offer.mappingReason = try cells.take()
        offer.candidates = try cells.json()
        offer.wantedQuantity = try cells.maybe()
        offer.wantedPrice = try cells.maybe()
        offer.wantedVersion = try cells.take()
        offer.wantedReason = try cells.maybe()
        offer.wantedCause = .init(rawValue: try cells.take()) ?? .rule
        offer.wantedAt = try cells.take()
        offer.submittedQuantity = try cells.maybe()
        offer.submittedPrice = try cells.maybe()
        offer.submittedAt = try cells.maybe()
        offer.shownQuantity = try cells.maybe()
        offer.shownPrice = try cells.maybe()
        offer.touchedAt = try cells.take()
        offer.observedQuantity = try cells.maybe()
        offer.observedPrice = try cells.maybe()
        offer.observedAt = try cells.maybe()
        offer.held = try cells.take()
        offer.escrow = try cells.json()
        offer.inDoubt = try cells.take()
        offer.parkedCode = try cells.maybe()
        offer.parkedReason = try cells.maybe()
        offer.brake = try cells.maybe()
        offer.repairs = try cells.take()
        offer.repairsSince = try cells.maybe()
        offer.tries = try cells.take()
        offer.readDueAt = try cells.take()
        offer.createdAt = try cells.take()
        return offer
    }

    private static func select(_ db: any SQLConnection, _ rest: SQLQuery) throws -> [OfferRecord] {
        try db.query("SELECT \(self.columns) FROM offer o WHERE o.tenant_id = \(db.tenant) AND \(rest)").map(
            self.decode)
    }

    public static func load(_ db: any SQLConnection, ids: some Collection<UUID>) throws -> [OfferRecord] {
        try chunked(ids) { try self.select(db, "o.id IN (\(list: $0)) ORDER BY o.id") }
    }

    public static func of(_ db: any SQLConnection, variants: some Collection<UUID>) throws -> [OfferRecord] {
        try chunked(variants) {
            try self.select(db, "o.variant_id IN (\(list: $0)) AND o.mapping = 'linked' ORDER BY o.id")
        }
    }

    public static func of(_ db: any SQLConnection, connection: UUID) throws -> [OfferRecord] {
        try self.select(db, "o.connection_id = \(connection) ORDER BY o.listing_ref, o.variation_ref")
    }

    /// The offers of these listings, whatever their variations.
    public static func of(
        _ db: any SQLConnection, connection: UUID, listings: some Collection<String>
    ) throws
        -> [OfferRecord]
    {
        try chunked(listings) {
            try self.select(db, "o.connection_id = \(connection) AND o.listing_ref IN (\(list: $0)) ORDER BY o.id")
        }
    }

    /// Offers that want a write, most urgent first.
    public static func dirty(_ db: any SQLConnection, connection: UUID, limit: Int) throws -> [OfferRecord] {
        try self.select(
            db,
            """
            o.connection_id = \(connection) AND o.urgency > 0
            ORDER BY o.urgency DESC, o.wanted_at, o.id LIMIT \(limit)
            """)
    }

    /// Offers whose read-back is due, longest overdue first.
    public static func readDue(
        _ db: any SQLConnection, connection: UUID, at now: Date, limit: Int
    ) throws -> [OfferRecord] {
        try self.select(
            db,
            """
            o.connection_id = \(connection) AND o.read_due_at <= \(now) AND o.status <> 'ended'
            ORDER BY o.read_due_at, o.id LIMIT \(limit)
            """)
    }

    public static func nextReadDue(_ db: any SQLConnection, connection: UUID) throws -> Date? {
        try db.query(
            """
            SELECT read_due_at FROM offer WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
                AND status <> 'ended' ORDER BY read_due_at LIMIT 1
            """
        ).first?.get(0)
    }

    /// Offers with a write, a read or a first count that still waits for its settling.
    public static func unsettled(
        _ db: any SQLConnection, connection: UUID, limit: Int = 100_000
    ) throws -> [OfferRecord] {
        try self.select(
            db, "o.connection_id = \(connection) AND o.unsettled ORDER BY o.touched_at, o.id LIMIT \(limit)")
    }

    /// Brings the read-back of these listings forward, because the channel said that they changed.
    ///
    /// - Parameter quiet: What we wrote after it is left out: the notice is most likely the echo of our own write, and
    ///   a write of stock is read back anyway.
    public static func readSoon(
        _ db: any SQLConnection, connection: UUID, listings: some Collection<String>, at due: Date,
        writtenBefore quiet: Date
    ) throws {
        _ = try chunked(listings) { listings in
            try db.query(
                """
                UPDATE offer SET read_due_at = \(due)
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND read_due_at > \(due)
                    AND (submitted_at IS NULL OR submitted_at < \(quiet)) AND listing_ref IN (\(list: listings))
                """)
        }
    }

    /// A write to this offer got no answer: it is read back once it can no longer land.
    public static func doubt(_ db: any SQLConnection, offer: UUID, readAt: Date) throws {
        try db.query(
            """
            UPDATE offer SET in_doubt = \(true), read_due_at = \(readAt)
            WHERE tenant_id = \(db.tenant) AND id = \(offer)
            """)
    }

    /// Holds what a person set to zero on this connection, where it is a mass: at least `count` offers and more than
    /// `percent` of all linked ones.
    ///
    /// - Returns: How many were held; 0 when it is no mass.
    public static func brakeMassZero(
        _ db: any SQLConnection, connection: UUID, count: Int, percent: Int, reason: String
    ) throws -> Int {
        let row = try db.query(
            """
            SELECT count(*), CAST(COALESCE(sum(CASE WHEN urgency = 5 AND wanted_cause = 'person' THEN 1 ELSE 0 END), 0) AS bigint)
            FROM offer WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND mapping = 'linked'
            """)[0]
        let (all, zeros) = try row.decode(Int.self, Int.self)
        guard zeros >= count, zeros * 100 > all * percent else { return 0 }
        return try db.execute(
            """
            UPDATE offer SET brake = \(reason), urgency = 0
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND urgency = 5 AND wanted_cause = 'person'
            """)
    }

    public static func mapped(_ db: any SQLConnection, as mappings: [OfferRecord.Mapping]) throws -> [OfferRecord] {
        try self.select(db, "o.mapping IN (\(list: mappings.map(\.rawValue))) ORDER BY o.connection_id, o.sku, o.id")
    }

    /// How many offers a connection has, and in which state.
    public struct Counts: Sendable, Hashable {
        public var offers = 0
        public var linked = 0
        /// Offers that want a write and are not held.
        public var waiting = 0
        public var parked = 0
        public var braked = 0
        public init() {}
    }

    /// By connection.
    public static func counts(_ db: any SQLConnection) throws -> [UUID: Counts] {
        var result: [UUID: Counts] = [:]
        let rows = try db.query(
            """
            SELECT connection_id, count(*), CAST(sum(CASE WHEN mapping = 'linked' THEN 1 ELSE 0 END) AS bigint),
                CAST(sum(CASE WHEN urgency > 0 AND brake IS NULL THEN 1 ELSE 0 END) AS bigint),
                CAST(sum(CASE WHEN parked_code IS NOT NULL THEN 1 ELSE 0 END) AS bigint),
                CAST(sum(CASE WHEN brake IS NOT NULL THEN 1 ELSE 0 END) AS bigint)
            FROM offer WHERE tenant_id = \(db.tenant) GROUP BY connection_id
            """)
        for row in rows {
            var cells = Cells(row)
            let connection: UUID = try cells.take()
            var counts = Counts()
            counts.offers = try cells.take()
            counts.linked = try cells.take()
            counts.waiting = try cells.take()
            counts.parked = try cells.take()
            counts.braked = try cells.take()
            result[connection] = counts
        }
        return result
    }

    /// Offers of all connections by state; the first that fits, from parked on, is counted.
    public struct Totals: Sendable, Hashable {
        public var offers: Int
        public var linked: Int
        public var parked: Int
        public var braked: Int
        public var underWay: Int
        public var pending: Int
        public var agreed: Int
    }

    public static func totals(_ db: any SQLConnection) throws -> Totals {
        var counts: [String: Int] = [:]
        let rows = try db.query(
            """
            SELECT CASE WHEN o.mapping <> 'linked' THEN 'loose' WHEN o.parked_code IS NOT NULL THEN 'parked'
                WHEN o.brake IS NOT NULL THEN 'braked'
                WHEN o.in_doubt OR EXISTS (SELECT 1 FROM write_intent w WHERE w.tenant_id = o.tenant_id
                    AND w.connection_id = o.connection_id AND w.offer_id = o.id AND w.state = 'sent') THEN 'under-way'
                WHEN o.urgency > 0 THEN 'pending' ELSE 'agreed' END AS word, count(*)
            FROM offer o WHERE o.tenant_id = \(db.tenant) GROUP BY 1
            """)
        for row in rows { counts[try row.get(0)] = try row.get(1, as: Int.self) }
        func count(_ word: String) -> Int { counts[word] ?? 0 }
        let all = counts.values.reduce(0, +)
        return Totals(
            offers: all, linked: all - count("loose"), parked: count("parked"), braked: count("braked"),
            underWay: count("under-way"), pending: count("pending"), agreed: count("agreed"))
    }

    /// Wants every offer of a connection read back now.
    public static func readAll(_ db: any SQLConnection, connection: UUID, at now: Date) throws {
        try db.query(
            """
            UPDATE offer SET read_due_at = \(now)
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND read_due_at > \(now)
            """)
    }

    /// Variants that offers are linked to, in a fixed order.
    ///
    /// - Parameter connection: Of one connection only; `nil` for all.
    public static func linkedVariants(_ db: any SQLConnection, connection: UUID?) throws -> [UUID] {
        let whose: SQLQuery = connection.map { "connection_id = \($0)" } ?? "1 = 1"
        return try db.query(
            """
            SELECT DISTINCT variant_id FROM offer
            WHERE tenant_id = \(db.tenant) AND mapping = 'linked' AND variant_id IS NOT NULL AND \(whose)
            ORDER BY variant_id
            """
        ).map { try $0.get(0) }
    }

    /// A page by id, which is roughly by age.
    ///
    /// - Parameter search: Part of SKU or title, in any case; empty for all.
    public static func page(
        _ db: any SQLConnection, connection: UUID?, mappings: [OfferRecord.Mapping], search: String, after: UUID?,
        limit: Int
    ) throws -> [OfferRecord] {
        let whose: SQLQuery = connection.map { "o.connection_id = \($0)" } ?? "1 = 1"
        let later: SQLQuery = after.map { "o.id > \($0)" } ?? "1 = 1"
        let pattern = "%" + search.lowercased() + "%"
        let found: SQLQuery =
            search.isEmpty ? "1 = 1" : "(lower(o.title) LIKE \(pattern) OR lower(coalesce(o.sku, '')) LIKE \(pattern))"
        return try self.select(
            db,
            """
            o.mapping IN (\(list: mappings.map(\.rawValue))) AND \(whose) AND \(later) AND \(found)
            ORDER BY o.id LIMIT \(limit)
            """)
    }

    public static func parked(_ db: any SQLConnection) throws -> [OfferRecord] {
        try self.select(
            db, "(o.parked_code IS NOT NULL OR o.brake IS NOT NULL) ORDER BY o.connection_id, o.sku, o.id")
    }

    public static func save(_ db: any SQLConnection, _ offers: [OfferRecord]) throws {
        for part in offers.chunks(of: 25) { try db.pipeline(part.map { try self.upsert(db.tenant, $0) }) }
    }

    private static func upsert(_ tenant: UUID, _ o: OfferRecord) throws -> SQLQuery {
        """
        INSERT INTO offer (tenant_id, id, connection_id, listing_ref, variation_ref, call_group, title, options, sku, gtin,
            status, image, counts_stock, currency, variant_id, mapping, mapping_reason, candidates, wanted_quantity,
            wanted_price, wanted_version, wanted_reason, wanted_cause, wanted_at, submitted_quantity, submitted_price,
            submitted_at, shown_quantity, shown_price, touched_at, observed_quantity, observed_price, observed_at, held,
            escrow, escrow_units, unsettled, in_doubt, urgency, parked_code, parked_reason, brake, repairs, repairs_since,
            tries, read_due_at, created_at)
        VALUES (\(tenant), \(o.id), \(o.connection), \(o.listingRef), \(o.variationRef), \(o.callGroup), \(o.title),
            \(try JSONText.encode(o.options)), \(o.sku), \(o.gtin), \(o.status), \(o.image), \(o.countsStock),
            \(o.currency.code), \(o.variant), \(o.mapping.rawValue), \(o.mappingReason),
            \(try JSONText.encode(o.candidates)), \(o.wantedQuantity), \(o.wantedPrice), \(o.wantedVersion),
            \(o.wantedReason), \(o.wantedCause.rawValue), \(o.wantedAt), \(o.submittedQuantity), \(o.submittedPrice),
            \(o.submittedAt), \(o.shownQuantity), \(o.shownPrice), \(o.touchedAt), \(o.observedQuantity),
            \(o.observedPrice), \(o.observedAt), \(o.held), \(try JSONText.encode(o.escrow)), \(o.escrow.units),
            \(o.escrow.isUnsettled), \(o.inDoubt), \(o.urgency), \(o.parkedCode), \(o.parkedReason), \(o.brake),
            \(o.repairs), \(o.repairsSince), \(o.tries), \(o.readDueAt), \(o.createdAt))
        ON CONFLICT (tenant_id, id) DO UPDATE SET call_group = excluded.call_group, title = excluded.title,
            options = excluded.options, sku = excluded.sku, gtin = excluded.gtin, status = excluded.status,
            image = excluded.image, counts_stock = excluded.counts_stock, currency = excluded.currency,
            variant_id = excluded.variant_id, mapping = excluded.mapping, mapping_reason = excluded.mapping_reason,
            candidates = excluded.candidates, wanted_quantity = excluded.wanted_quantity,
            wanted_price = excluded.wanted_price, wanted_version = excluded.wanted_version,
            wanted_reason = excluded.wanted_reason, wanted_cause = excluded.wanted_cause, wanted_at = excluded.wanted_at,
            submitted_quantity = excluded.submitted_quantity, submitted_price = excluded.submitted_price,
            submitted_at = excluded.submitted_at, shown_quantity = excluded.shown_quantity,
            shown_price = excluded.shown_price, touched_at = excluded.touched_at,
            observed_quantity = excluded.observed_quantity, observed_price = excluded.observed_price,
            observed_at = excluded.observed_at, held = excluded.held, escrow = excluded.escrow,
            escrow_units = excluded.escrow_units, unsettled = excluded.unsettled, in_doubt = excluded.in_doubt,
            urgency = excluded.urgency, parked_code = excluded.parked_code, parked_reason = excluded.parked_reason,
            brake = excluded.brake, repairs = excluded.repairs, repairs_since = excluded.repairs_since,
            tries = excluded.tries, read_due_at = excluded.read_due_at
        """
    }
}

extension Array {
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: size).map { self[$0..<Swift.min($0 + size, self.count)] }
    }
}
