public import Foundation
public import Store

/// One line of the sync log: what happened, in a sentence a merchant understands.
public struct EventRecord: Sendable, Hashable, Identifiable {
    public enum Level: String, Sendable, Hashable, CaseIterable, Codable { case info, success, warning, problem }

    public var id: UUID
    public var at: Date
    /// A stable word for filters: `order.imported`, `stock.sent`, `drift.repaired`.
    public var kind: String
    public var level: Level
    public var connection: UUID?
    public var variant: UUID?
    public var offer: UUID?
    public var order: UUID?
    public var sku: String?
    public var summary: String
    /// Numbers behind the sentence.
    public var detail: [String: String]
    public var trace: String?

    public init(
        id: UUID, at: Date, kind: String, level: Level = .info, connection: UUID? = nil, variant: UUID? = nil,
        offer: UUID? = nil, order: UUID? = nil, sku: String? = nil, summary: String, detail: [String: String] = [:],
        trace: String? = nil
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.level = level
        self.connection = connection
        self.variant = variant
        self.offer = offer
        self.order = order
        self.sku = sku
        self.summary = summary
        self.detail = detail
        self.trace = trace
    }
}

public enum EventRecords {
    private static let insertion = BulkStatement(
        insertInto: "event",
        [
            ("id", .uuid), ("at", .instant), ("kind", .text), ("level", .text), ("connection_id", .uuid),
            ("variant_id", .uuid), ("offer_id", .uuid), ("order_id", .uuid), ("sku", .text), ("summary", .text),
            ("detail", .json), ("trace_id", .text),
        ])

    public static func insert(_ db: any SQLConnection, _ events: [EventRecord]) throws {
        var cells = BulkCells(capacity: events.count * 12)
        for event in events {
            cells.add(event.id)
            cells.add(event.at)
            cells.add(event.kind)
            cells.add(event.level.rawValue)
            cells.add(event.connection)
            cells.add(event.variant)
            cells.add(event.offer)
            cells.add(event.order)
            cells.add(event.sku)
            cells.add(event.summary)
            cells.add(JSONText.texts(event.detail))
            cells.add(event.trace)
        }
        try db.post([self.insertion.query(db, cells.cells)].compactMap { $0 })
    }

    /// The latest, newest first.
    public static func latest(_ db: any SQLConnection, limit: Int) throws -> [EventRecord] {
        try self.select(db, "e.tenant_id = \(db.tenant) ORDER BY e.at DESC, e.id DESC LIMIT \(limit)")
    }

    /// The latest of one kind, newest first.
    public static func latest(_ db: any SQLConnection, kind: String, limit: Int) throws -> [EventRecord] {
        try self.select(
            db, "e.tenant_id = \(db.tenant) AND e.kind = \(kind) ORDER BY e.at DESC, e.id DESC LIMIT \(limit)")
    }

    /// What happened to one variant, newest first.
    public static func of(_ db: any SQLConnection, variant: UUID, limit: Int) throws -> [EventRecord] {
        try self.select(
            db, "e.tenant_id = \(db.tenant) AND e.variant_id = \(variant) ORDER BY e.at DESC, e.id DESC LIMIT \(limit)")
    }

    /// What became of what a shop was asked for with one order, newest first.
    public static func reversals(_ db: any SQLConnection, order: UUID, limit: Int) throws -> [EventRecord] {
        try self.select(
            db,
            """
            e.tenant_id = \(db.tenant) AND e.order_id = \(order)
                AND e.kind IN ('order.cancel-done', 'order.refund-done', 'order.cancel-failed')
            ORDER BY e.at DESC, e.id DESC LIMIT \(limit)
            """)
    }

    /// A page, newest first.
    ///
    /// - Parameters:
    ///   - trace: What one cause led to; read through from the newest, for an event has no index by its cause.
    ///   - after: The last event of the page before.
    public static func page(
        _ db: any SQLConnection, variant: UUID?, trace: String? = nil, after: UUID?, limit: Int
    ) throws -> [EventRecord] {
        let whose: SQLQuery = variant.map { "e.variant_id = \($0)" } ?? "1 = 1"
        let cause: SQLQuery = trace.map { "e.trace_id = \($0)" } ?? "1 = 1"
        let older: SQLQuery =
            after.map { id in
                "(e.at, e.id) < (SELECT a.at, a.id FROM event a WHERE a.tenant_id = \(db.tenant) AND a.id = \(id))"
            } ?? "1 = 1"
        return try self.select(
            db,
            "e.tenant_id = \(db.tenant) AND \(whose) AND \(cause) AND \(older) ORDER BY e.at DESC, e.id DESC LIMIT \(limit)"
        )
    }

    /// Retention of the sync log: 30 days (RET-5).
    public static func purge(_ db: any SQLConnection, before: Date) throws {
        try db.query("DELETE FROM event WHERE tenant_id = \(db.tenant) AND at < \(before)")
    }

    private static func select(_ db: any SQLConnection, _ rest: SQLQuery) throws -> [EventRecord] {
        try db.query(
            """
            SELECT e.id, e.at, e.kind, e.level, e.connection_id, e.variant_id, e.offer_id, e.order_id, e.sku, e.summary,
                e.detail, e.trace_id
            FROM event e WHERE \(rest)
            """
        ).map { row in
            var cells = Cells(row)
            return try EventRecord(
                id: cells.take(), at: cells.take(), kind: cells.take(), level: .init(rawValue: cells.take()) ?? .info,
                connection: cells.maybe(), variant: cells.maybe(), offer: cells.maybe(), order: cells.maybe(),
                sku: cells.maybe(), summary: cells.take(), detail: cells.texts(), trace: cells.maybe())
        }
    }
}
