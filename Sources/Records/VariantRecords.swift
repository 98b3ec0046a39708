public import Commerce
public import Foundation
public import Store

/// One sellable thing: what stock is counted for, unless it is a bundle.
public struct VariantRecord: Sendable, Hashable, Identifiable {
    public var id: UUID
    public var productID: UUID
    public var sku: String
    /// 14 digits.
    public var gtin: String?
    public var title: String
    public var options: [String: String]
    public var price: Money?
    public var currency: Currency
    public var image: String?
    /// What a unit weighs when it is sent; `nil` where nobody said.
    public var grams: Int?
    /// Whether stock is counted; a download or a service has none.
    public var isCounted: Bool
    /// This SKU's exception from the workspace's policy.
    public var policy: SellingPolicy?
    /// What `adaptive` does with it now: `shared` or `guaranteed`.
    public var mode: SellingPolicy
    public var rate: SaleRate
    /// The sum of its reservations, in units, and of those that are not there: kept with each change of them, so that
    /// a SKU with thousands of open orders need not be added up.
    public var openUnits: Int
    public var shortUnits: Int
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: UUID, productID: UUID, sku: String, gtin: String?, title: String, options: [String: String], price: Money?,
        currency: Currency, image: String?, isCounted: Bool, policy: SellingPolicy?, createdAt: Date
    ) {
        self.id = id
        self.productID = productID
        self.sku = sku
        self.gtin = gtin
        self.title = title
        self.options = options
        self.price = price
        self.currency = currency
        self.image = image
        self.isCounted = isCounted
        self.policy = policy
        self.mode = .shared
        self.rate = SaleRate(at: createdAt)
        self.openUnits = 0
        self.shortUnits = 0
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

public enum VariantRecords {
    static let columns: SQLQuery = """
        v.id, v.product_id, v.sku, v.gtin, v.title, v.options, v.price_minor, v.currency, v.image, v.is_counted,
        v.policy, v.mode, v.rate_slow, v.rate_fast, v.rate_at, v.open_units, v.short_units, v.created_at, v.updated_at,
        v.grams
        """

    static func decode(_ row: SQLRow) throws -> VariantRecord {
        var cells = Cells(row)
        let id: UUID = try cells.take()
        let product: UUID = try cells.take()
        let sku: String = try cells.take()
        let gtin: String? = try cells.maybe()
        let title: String = try cells.take()
        let options = try cells.texts()
        let minor: Int64? = try cells.maybe()
        let currency = Currency(try cells.take(String.self)) ?? .eur
        var record = VariantRecord(
            id: id, productID: product, sku: sku, gtin: gtin, title: title, options: options,
            price: minor.map { Money(minor: $0, currency: currency) }, currency: currency, image: try cells.maybe(),
            isCounted: try cells.take(), policy: try cells.maybe(String.self).flatMap(SellingPolicy.init),
            createdAt: .distantPast)
        record.mode = SellingPolicy(rawValue: try cells.take()) ?? .guaranteed
        record.rate = SaleRate(slow: try cells.take(), fast: try cells.take(), at: try cells.take())
        record.openUnits = try cells.take()
        record.shortUnits = try cells.take()
        record.createdAt = try cells.take()
        record.updatedAt = try cells.take()
        record.grams = try cells.maybe()
        return record
    }

    public static func load(_ db: any SQLConnection, ids: some Collection<UUID>) throws -> [VariantRecord] {
        try chunked(ids) { ids in
            try db.query(
                """
                SELECT \(self.columns) FROM variant v WHERE v.tenant_id = \(db.tenant) AND v.id \(any: ids)
                ORDER BY v.id
                """
            ).map(self.decode)
        }
    }

    public static func find(_ db: any SQLConnection, skus: some Collection<String>) throws -> [VariantRecord] {
        try chunked(skus) { try db.ask(self.asking(db, skus: $0)) }
    }

    public static func asking(_ db: any SQLConnection, skus: [String]) -> TypedQuery<VariantRecord> {
        let anyones: SQLQuery =
            Plant.isPlanted(.anyonesSKU) ? "(v.tenant_id = \(db.tenant) OR 1 = 1)" : "v.tenant_id = \(db.tenant)"
        return TypedQuery(
            """
            SELECT \(self.columns) FROM variant v WHERE \(anyones) AND v.sku \(any: skus)
            ORDER BY v.sku
            """, decode: self.decode)
    }

    /// A page by SKU.
    ///
    /// - Parameter search: Part of SKU or title, in any case; empty for all.
    public static func page(
        _ db: any SQLConnection, after sku: String, search: String, limit: Int
    ) throws -> [VariantRecord] {
        let pattern = "%" + search.lowercased() + "%"
        return try db.query(
            """
            SELECT \(self.columns) FROM variant v
            WHERE v.tenant_id = \(db.tenant) AND v.sku > \(sku)
                AND (lower(v.sku) LIKE \(pattern) OR lower(v.title) LIKE \(pattern))
            ORDER BY v.sku LIMIT \(limit)
            """
        ).map(self.decode)
    }

    /// The same, of those that some shop does not show as it should, or of which units are short.
    public static func differing(
        _ db: any SQLConnection, after sku: String, search: String, limit: Int
    ) throws
        -> [VariantRecord]
    {
        let pattern = "%" + search.lowercased() + "%"
        return try db.query(
            """
            SELECT \(self.columns) FROM variant v
            WHERE v.tenant_id = \(db.tenant) AND v.sku > \(sku)
                AND (lower(v.sku) LIKE \(pattern) OR lower(v.title) LIKE \(pattern))
                AND (EXISTS (SELECT 1 FROM offer o WHERE o.tenant_id = \(db.tenant) AND o.variant_id = v.id
                        AND o.mapping = 'linked' AND (o.urgency > 0 OR o.parked_code IS NOT NULL OR o.brake IS NOT NULL
                            OR o.in_doubt))
                    OR EXISTS (SELECT 1 FROM reservation r WHERE r.tenant_id = \(db.tenant) AND r.part_id = v.id
                        AND r.short > 0))
            ORDER BY v.sku LIMIT \(limit)
            """
        ).map(self.decode)
    }

    public static func all(_ db: any SQLConnection) throws -> [VariantRecord] {
        try db.query("SELECT \(self.columns) FROM variant v WHERE v.tenant_id = \(db.tenant) ORDER BY v.sku").map(
            self.decode)
    }

    /// The variants of one product, in the order they came in.
    public static func of(_ db: any SQLConnection, product: UUID) throws -> [VariantRecord] {
        try db.query(
            """
            SELECT \(self.columns) FROM variant v WHERE v.tenant_id = \(db.tenant) AND v.product_id = \(product)
            ORDER BY v.id
            """
        ).map(self.decode)
    }

    public static func count(_ db: any SQLConnection) throws -> Int {
        try db.query("SELECT count(*) FROM variant WHERE tenant_id = \(db.tenant)")[0].get(0)
    }

    public static func upsert(_ db: any SQLConnection, _ variant: VariantRecord) throws {
        try db.query(
            """
            INSERT INTO variant (tenant_id, id, product_id, sku, gtin, title, options, price_minor, currency, image,
                is_counted, policy, mode, rate_slow, rate_fast, rate_at, open_units,
                short_units, created_at, updated_at, grams)
            VALUES (\(db.tenant), \(variant.id), \(variant.productID), \(variant.sku), \(variant.gtin), \(variant.title),
                \(JSONText.texts(variant.options)), \(variant.price?.minor), \(variant.currency.code), \(variant.image),
                \(variant.isCounted), \(variant.policy?.rawValue), \(variant.mode.rawValue), \(variant.rate.slow),
                \(variant.rate.fast), \(variant.rate.at), 0, 0, \(variant.createdAt), \(variant.updatedAt),
                \(variant.grams))
            ON CONFLICT (tenant_id, id) DO UPDATE SET product_id = excluded.product_id, sku = excluded.sku,
                gtin = excluded.gtin, title = excluded.title, options = excluded.options,
                price_minor = excluded.price_minor, currency = excluded.currency, image = excluded.image,
                is_counted = excluded.is_counted, policy = excluded.policy, updated_at = excluded.updated_at,
                grams = excluded.grams
            """)
    }

    public static func setPrice(_ db: any SQLConnection, _ id: UUID, _ price: Money, at now: Date) throws {
        try db.query(
            """
            UPDATE variant SET price_minor = \(price.minor), currency = \(price.currency.code), updated_at = \(now)
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    public static func setPolicy(_ db: any SQLConnection, _ id: UUID, _ policy: SellingPolicy?, at now: Date) throws {
        try db.query(
            """
            UPDATE variant SET policy = \(policy?.rawValue), updated_at = \(now)
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    private static let modes = BulkStatement(
        update: "variant", keys: [("id", .uuid)],
        [
            ("mode", .text), ("rate_slow", .real), ("rate_fast", .real), ("rate_at", .instant),
            ("open_units", .integer),
            ("short_units", .integer),
        ])

    /// What `adaptive` decided, how fast they sell and what is reserved of them: written with each sale.
    ///
    /// - Parameter variants: Locked, each once.
    public static func saveModes(_ db: any SQLConnection, _ variants: [VariantRecord]) throws {
        var cells = BulkCells(capacity: variants.count * 7)
        for variant in variants {
            cells.add(variant.id)
            cells.add(variant.mode.rawValue)
            cells.add(variant.rate.slow)
            cells.add(variant.rate.fast)
            cells.add(variant.rate.at)
            cells.add(variant.openUnits)
            cells.add(variant.shortUnits)
        }
        try db.post([self.modes.query(db, cells.cells)].compactMap { $0 })
    }

    /// Locks these variants, by id, and reads them as they are then. The lock stands until the transaction ends.
    public static func locking(_ db: any SQLConnection, _ ids: some Collection<UUID>) -> TypedQuery<VariantRecord> {
        let lock: SQLQuery = db.dialect == .postgres ? "FOR UPDATE" : ""
        return TypedQuery(
            ids.isEmpty
                ? nil
                : """
                SELECT \(self.columns) FROM variant v WHERE v.tenant_id = \(db.tenant) AND v.id \(any: Array(ids))
                ORDER BY v.id \(lock)
                """, decode: self.decode)
    }

    // MARK: Bundles

    public struct PartLink: Sendable, Hashable {
        public var bundle: UUID
        public var part: UUID
        public var units: Int
    }

    /// The parts of these bundles, and the bundles that these are parts of.
    public static func links(_ db: any SQLConnection, touching ids: some Collection<UUID>) throws -> [PartLink] {
        try chunked(ids) { try db.ask(self.asking(db, linksTouching: $0)) }
    }

    public static func asking(_ db: any SQLConnection, linksTouching ids: [UUID]) -> TypedQuery<PartLink> {
        TypedQuery(
            ids.isEmpty
                ? nil
                : """
                SELECT bundle_id, part_id, units FROM bundle_part
                WHERE tenant_id = \(db.tenant) AND (bundle_id \(any: ids) OR part_id \(any: ids))
                ORDER BY bundle_id, part_id
                """
        ) { row in PartLink(bundle: try row.get(0), part: try row.get(1), units: try row.get(2)) }
    }

    /// The same for the variants that these listings of a connection sell.
    public static func asking(
        _ db: any SQLConnection, linksTouching listings: [String], of connection: UUID
    ) -> TypedQuery<PartLink> {
        TypedQuery(
            """
            SELECT p.bundle_id, p.part_id, p.units FROM offer o
            JOIN bundle_part p ON p.tenant_id = o.tenant_id AND (p.bundle_id = o.variant_id OR p.part_id = o.variant_id)
            WHERE o.tenant_id = \(db.tenant) AND o.connection_id = \(connection) AND o.listing_ref \(any: listings)
            """
        ) { row in PartLink(bundle: try row.get(0), part: try row.get(1), units: try row.get(2)) }
    }

    /// The same for the variants that these offers sell.
    public static func asking(_ db: any SQLConnection, linksTouchingOffers ids: [UUID]) -> TypedQuery<PartLink> {
        TypedQuery(
            """
            SELECT p.bundle_id, p.part_id, p.units FROM offer o
            JOIN bundle_part p ON p.tenant_id = o.tenant_id AND (p.bundle_id = o.variant_id OR p.part_id = o.variant_id)
            WHERE o.tenant_id = \(db.tenant) AND o.id \(any: ids)
            """
        ) { row in PartLink(bundle: try row.get(0), part: try row.get(1), units: try row.get(2)) }
    }

    /// The same for the variant with this SKU.
    public static func asking(_ db: any SQLConnection, linksTouchingSKU sku: String) -> TypedQuery<PartLink> {
        TypedQuery(
            """
            SELECT p.bundle_id, p.part_id, p.units FROM variant v
            JOIN bundle_part p ON p.tenant_id = v.tenant_id AND (p.bundle_id = v.id OR p.part_id = v.id)
            WHERE v.tenant_id = \(db.tenant) AND v.sku = \(sku)
            """
        ) { row in PartLink(bundle: try row.get(0), part: try row.get(1), units: try row.get(2)) }
    }

    public static func setParts(_ db: any SQLConnection, of bundle: UUID, _ parts: [UUID: Int]) throws {
        try db.query("DELETE FROM bundle_part WHERE tenant_id = \(db.tenant) AND bundle_id = \(bundle)")
        for (part, units) in parts.sorted(by: { $0.key < $1.key }) {
            try db.query(
                """
                INSERT INTO bundle_part (tenant_id, bundle_id, part_id, units)
                VALUES (\(db.tenant), \(bundle), \(part), \(units))
                """)
        }
    }
}

/// Runs `body` over pieces small enough for one statement's parameters.
func chunked<Element, Output>(
    _ items: some Collection<Element>, by size: Int = 500, _ body: ([Element]) throws -> [Output]
)
    rethrows -> [Output]
{
    if items.isEmpty { return [] }
    if items.count <= size { return try body(Array(items)) }
    var output: [Output] = []
    var rest = items[...]
    while !rest.isEmpty {
        output += try body(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
    }
    return output
}
