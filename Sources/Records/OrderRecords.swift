public import Commerce
public import Foundation
public import Store

/// An order as it stands here: the fold of all facts about it, and what the lines hold of our stock.
public struct OrderRecord: Sendable, Identifiable {
    public var id: UUID
    public var connection: UUID
    public var remoteID: String
    /// On our clock, within a second or two: what the shop's said, less how far it was ahead when we heard.
    public var placedAt: Date
    public var importedAt: Date
    public var order: Order
    public var lines: [Line]

    public struct Line: Sendable, Hashable {
        public var ref: String
        public var offer: UUID?
        public var variant: UUID?
        public var sku: String?
        public var title: String
        public var units: Int
        public var open: Int
        public var shipped: Int
        public var held: Int
        public var reduced: Int
        public var priceMinor: Int64

        public init(
            ref: String, offer: UUID?, variant: UUID?, sku: String?, title: String, units: Int, open: Int, shipped: Int,
            held: Int, reduced: Int, priceMinor: Int64
        ) {
            self.ref = ref
            self.offer = offer
            self.variant = variant
            self.sku = sku
            self.title = title
            self.units = units
            self.open = open
            self.shipped = shipped
            self.held = held
            self.reduced = reduced
            self.priceMinor = priceMinor
        }
    }

    public init(
        id: UUID, connection: UUID, remoteID: String, placedAt: Date, importedAt: Date, order: Order, lines: [Line] = []
    ) {
        self.id = id
        self.connection = connection
        self.remoteID = remoteID
        self.placedAt = placedAt
        self.importedAt = importedAt
        self.order = order
        self.lines = lines
    }
}

/// One order in a list.
public struct OrderSummary: Sendable, Hashable {
    public var id: UUID
    public var connection: UUID
    public var remoteID: String
    public var number: String
    public var state: OrderState
    public var placedAt: Date
    public var importedAt: Date
    public var total: Money
}

public enum OrderRecords {
    /// Orders of one connection by the channel's ids, with their lines.
    public static func load(
        _ db: any SQLConnection, connection: UUID, remoteIDs: some Collection<String>
    ) throws
        -> [OrderRecord]
    {
        var orders = try chunked(remoteIDs) { ids in
            try db.query(
                """
                SELECT id, connection_id, remote_id, placed_at, imported_at, fold FROM sales_order
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND remote_id \(any: ids)
                """
            ).map { row in
                var cells = Cells(row)
                return try OrderRecord(
                    id: cells.take(), connection: cells.take(), remoteID: cells.take(), placedAt: cells.take(),
                    importedAt: cells.take(), order: cells.json())
            }
        }
        let lines = try self.lines(db, of: orders.map(\.id))
        for index in orders.indices { orders[index].lines = lines[orders[index].id] ?? [] }
        return orders
    }

    public static func lines(
        _ db: any SQLConnection, of orders: some Collection<UUID>
    ) throws
        -> [UUID: [OrderRecord.Line]]
    {
        let rows = try chunked(orders) { ids in
            try db.query(
                """
                SELECT order_id, line_ref, offer_id, variant_id, sku, title, units, open_units, shipped_units, held_units,
                    reduced_units, price_minor
                FROM order_line WHERE tenant_id = \(db.tenant) AND order_id \(any: ids) ORDER BY order_id, line_ref
                """)
        }
        var result: [UUID: [OrderRecord.Line]] = [:]
        for row in rows {
            var cells = Cells(row)
            let order: UUID = try cells.take()
            result[order, default: []].append(
                try OrderRecord.Line(
                    ref: cells.take(), offer: cells.maybe(), variant: cells.maybe(), sku: cells.maybe(),
                    title: cells.take(),
                    units: cells.take(), open: cells.take(), shipped: cells.take(), held: cells.take(),
                    reduced: cells.take(), priceMinor: cells.take()))
        }
        return result
    }

    /// The latest orders, newest first.
    public static func latest(
        _ db: any SQLConnection, limit: Int, before: Date = .distantFuture
    ) throws -> [OrderSummary] {
        let end = min(before, Date(timeIntervalSince1970: 32_503_680_000))
        return try self.summaries(db, "placed_at < \(end) ORDER BY placed_at DESC, id DESC LIMIT \(limit)")
    }

    /// A page, newest first.
    ///
    /// - Parameter after: The last order of the page before.
    public static func page(_ db: any SQLConnection, after: UUID?, limit: Int) throws -> [OrderSummary] {
        let older: SQLQuery =
            after.map { id in
                "(placed_at, id) < (SELECT a.placed_at, a.id FROM sales_order a WHERE a.tenant_id = \(db.tenant) AND a.id = \(id))"
            } ?? "1 = 1"
        return try self.summaries(db, "\(older) ORDER BY placed_at DESC, id DESC LIMIT \(limit)")
    }

    public static func find(_ db: any SQLConnection, id: UUID) throws -> OrderSummary? {
        try self.summaries(db, "id = \(id)").first
    }

    public static func summaries(_ db: any SQLConnection, ids: some Collection<UUID>) throws -> [OrderSummary] {
        try chunked(ids) { try self.summaries(db, "id \(any: $0) ORDER BY id") }
    }

    /// By the number the merchant sees in the shop; shops may share numbers.
    public static func find(_ db: any SQLConnection, number: String) throws -> [OrderSummary] {
        try self.summaries(db, "number = \(number) ORDER BY placed_at DESC, id DESC LIMIT 10")
    }

    private static func summaries(_ db: any SQLConnection, _ rest: SQLQuery) throws -> [OrderSummary] {
        try db.query(
            """
            SELECT id, connection_id, remote_id, number, state, placed_at, imported_at, total_minor, currency FROM sales_order
            WHERE tenant_id = \(db.tenant) AND \(rest)
            """
        ).map { row in
            var cells = Cells(row)
            let (id, connection): (UUID, UUID) = (try cells.take(), try cells.take())
            let (remote, number): (String, String) = (try cells.take(), try cells.take())
            let state = OrderState(rawValue: try cells.take()) ?? .open
            let (placed, imported): (Date, Date) = (try cells.take(), try cells.take())
            let minor: Int64 = try cells.take()
            let currency = Currency(try cells.take(String.self)) ?? .eur
            return OrderSummary(
                id: id, connection: connection, remoteID: remote, number: number, state: state, placedAt: placed,
                importedAt: imported, total: Money(minor: minor, currency: currency))
        }
    }

    public static func count(_ db: any SQLConnection) throws -> Int {
        try db.query("SELECT count(*) FROM sales_order WHERE tenant_id = \(db.tenant)")[0].get(0)
    }

    /// Order lines of one offer that are not mapped to a variant yet and still hold units: what a later link replays.
    public static func unmappedLines(
        _ db: any SQLConnection, offer: UUID
    ) throws -> [(order: UUID, line: OrderRecord.Line)] {
        try self.lines(db, where: "offer_id = \(offer) AND variant_id IS NULL")
    }

    /// Order lines of one offer that are mapped to a variant: what an unlinking takes back.
    public static func mappedLines(
        _ db: any SQLConnection, offer: UUID
    ) throws -> [(order: UUID, line: OrderRecord.Line)] {
        try self.lines(db, where: "offer_id = \(offer) AND variant_id IS NOT NULL")
    }

    /// Order lines of one variant that still owe units.
    public static func openLines(
        _ db: any SQLConnection, variant: UUID
    ) throws -> [(order: UUID, line: OrderRecord.Line)] {
        try self.lines(db, where: "variant_id = \(variant) AND open_units > 0")
    }

    private static func lines(
        _ db: any SQLConnection, where condition: SQLQuery
    ) throws
        -> [(order: UUID, line: OrderRecord.Line)]
    {
        try db.query(
            """
            SELECT order_id, line_ref, offer_id, variant_id, sku, title, units, open_units, shipped_units, held_units,
                reduced_units, price_minor
            FROM order_line WHERE tenant_id = \(db.tenant) AND \(condition)
            ORDER BY order_id, line_ref
            """
        ).map { row in
            var cells = Cells(row)
            let order: UUID = try cells.take()
            return (
                order,
                try OrderRecord.Line(
                    ref: cells.take(), offer: cells.maybe(), variant: cells.maybe(), sku: cells.maybe(),
                    title: cells.take(),
                    units: cells.take(), open: cells.take(), shipped: cells.take(), held: cells.take(),
                    reduced: cells.take(), priceMinor: cells.take())
            )
        }
    }

    public static func setVariant(_ db: any SQLConnection, order: UUID, line: String, variant: UUID?) throws {
        try db.query(
            """
            UPDATE order_line SET variant_id = \(variant)
            WHERE tenant_id = \(db.tenant) AND order_id = \(order) AND line_ref = \(line)
            """)
    }

    /// Sales of one variant with the times each was made and heard of: what explains an oversell.
    public struct SaleLine: Sendable, Hashable {
        public var order: UUID
        public var number: String
        public var connection: UUID
        public var state: OrderState
        public var units: Int
        public var open: Int
        public var placedAt: Date
        public var importedAt: Date
    }

    public static func sales(_ db: any SQLConnection, of variant: UUID, limit: Int) throws -> [SaleLine] {
        try db.query(
            """
            SELECT s.id, s.number, s.connection_id, s.state, l.units, l.open_units, s.placed_at, s.imported_at
            FROM order_line l JOIN sales_order s ON s.tenant_id = l.tenant_id AND s.id = l.order_id
            WHERE l.tenant_id = \(db.tenant) AND l.variant_id = \(variant)
            ORDER BY s.placed_at DESC, s.id DESC LIMIT \(limit)
            """
        ).map { row in
            var cells = Cells(row)
            return try SaleLine(
                order: cells.take(), number: cells.take(), connection: cells.take(),
                state: OrderState(rawValue: cells.take()) ?? .open, units: cells.take(), open: cells.take(),
                placedAt: cells.take(), importedAt: cells.take())
        }
    }
}
