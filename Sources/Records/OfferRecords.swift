import Commerce
public import Foundation
public import Store

public enum OfferRecords {
    public static func load(_ db: any SQLConnection, ids: some Collection<UUID>) throws -> [OfferRecord] {
        try chunked(ids) { try self.select(db, "o.id \(any: $0) ORDER BY o.id") }
    }

    public static func of(_ db: any SQLConnection, variants: some Collection<UUID>) throws -> [OfferRecord] {
        try chunked(variants) {
            try self.select(db, "o.variant_id \(any: $0) AND o.mapping = 'linked' ORDER BY o.id")
        }
    }

    public static func of(_ db: any SQLConnection, connection: UUID) throws -> [OfferRecord] {
        try self.select(db, "o.connection_id = \(connection) ORDER BY o.listing_ref, o.variation_ref")
    }

    /// The offers that show this SKU of the shop's own.
    public static func of(_ db: any SQLConnection, connection: UUID, sku: String) throws -> [OfferRecord] {
        try self.select(
            db, "o.connection_id = \(connection) AND o.sku = \(sku) ORDER BY o.listing_ref, o.variation_ref")
    }

    /// The offers of these listings, whatever their variations.
    public static func of(
        _ db: any SQLConnection, connection: UUID, listings: some Collection<String>
    ) throws
        -> [OfferRecord]
    {
        try chunked(listings) {
            try self.select(db, "o.connection_id = \(connection) AND o.listing_ref \(any: $0) ORDER BY o.id")
        }
    }

    /// Which offers these listings have, and what each sells: little of each row.
    public static func asking(
        _ db: any SQLConnection, connection: UUID, placesOf listings: [String]
    ) -> TypedQuery<Place> {
        TypedQuery(
            listings.isEmpty
                ? nil
                : """
                SELECT o.id, o.listing_ref, o.variation_ref, o.variant_id, o.mapping, v.sku FROM offer o
                LEFT JOIN variant v ON v.tenant_id = o.tenant_id AND v.id = o.variant_id
                WHERE o.tenant_id = \(db.tenant) AND o.connection_id = \(connection) AND o.listing_ref \(any: listings)
                """
        ) { row in
            var place = try Place(row)
            place.sku = try row.optional(5)
            return place
        }
    }

    /// Where an offer stands at its shop.
    public struct Place: Sendable, Hashable {
        public var id: UUID
        public var listing: String
        public var variation: String
        public var variant: UUID?
        public var isLinked: Bool
        /// The variant's, where it was asked for.
        public var sku: String?

        public init(id: UUID, listing: String, variation: String, variant: UUID?, isLinked: Bool) {
            self.id = id
            self.listing = listing
            self.variation = variation
            self.variant = variant
            self.isLinked = isLinked
        }
    }

    /// Everything linked to these variants.
    public static func asking(_ db: any SQLConnection, of variants: [UUID]) -> TypedQuery<OfferRecord> {
        TypedQuery(
            variants.isEmpty
                ? nil
                : self.selecting(db, "o.variant_id \(any: variants) AND o.mapping = 'linked' ORDER BY o.id"),
            decode: self.decode)
    }

    public static func asking(_ db: any SQLConnection, ids: [UUID]) -> TypedQuery<OfferRecord> {
        TypedQuery(
            ids.isEmpty ? nil : self.selecting(db, "o.id \(any: ids) ORDER BY o.id"), decode: self.decode)
    }

    /// Whether anything of a connection is off sale by us and is to come back.
    public static func keepsOffSale(_ db: any SQLConnection, connection: UUID) throws -> Bool {
        try db.ask(self.asking(db, dirtyOf: connection, limit: 1_000)).contains { $0.escrow.isResting }
    }

    /// Offers with a write, a read or a first count that still waits for its settling.
    public static func unsettled(_ db: any SQLConnection, connection: UUID, limit: Int) throws -> [OfferRecord] {
        try self.select(
            db, "o.connection_id = \(connection) AND o.unsettled ORDER BY o.touched_at, o.id LIMIT \(limit)")
    }

    /// Offers with a write or a read that settles with the orders placed until `horizon`, the oldest first.
    ///
    /// - Parameter after: The last one of the piece before.
    public static func settling(
        _ db: any SQLConnection, connection: UUID, until horizon: Date, after: Settling?, limit: Int
    ) throws -> [Settling] {
        let rest: SQLQuery = after.map { "(fix_at, id) > (\($0.fixAt), \($0.id))" } ?? "1 = 1"
        return try db.query(
            """
            SELECT id, variant_id, fix_at FROM offer
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND unsettled AND fix_at <= \(horizon)
                AND \(rest)
            ORDER BY fix_at, id LIMIT \(limit)
            """
        ).map { Settling(id: try $0.get(0), variant: try $0.optional(1), fixAt: try $0.get(2)) }
    }

    /// An offer that has something to settle, and when that was fixed.
    public struct Settling: Sendable, Hashable {
        public var id: UUID
        public var variant: UUID?
        public var fixAt: Date
    }

    public static func mapped(_ db: any SQLConnection, as mappings: [OfferRecord.Mapping]) throws -> [OfferRecord] {
        try self.select(db, "o.mapping IN (\(list: mappings.map(\.rawValue))) ORDER BY o.connection_id, o.sku, o.id")
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

    /// Variants that offers of one connection are linked to, by their SKU.
    public static func linkedVariants(_ db: any SQLConnection, bySKUOf connection: UUID) throws -> [UUID] {
        try db.query(
            """
            SELECT v.id FROM variant v
            WHERE v.tenant_id = \(db.tenant) AND v.id IN (
                SELECT o.variant_id FROM offer o
                WHERE o.tenant_id = \(db.tenant) AND o.connection_id = \(connection) AND o.mapping = 'linked')
            ORDER BY v.sku
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
}

extension Array {
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: size).map { self[$0..<Swift.min($0 + size, self.count)] }
    }
}
