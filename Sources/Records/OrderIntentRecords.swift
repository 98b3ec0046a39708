public import Foundation
public import Store

/// A cancellation or a refund we meant to make, stored before the call left. While it is there the shop may have it or not.
/// One for each order: whatever is asked next waits until this one is known.
public struct OrderIntent: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, Codable { case cancel, refund }
    /// Of the order.
    public var order: UUID
    public var connection: UUID
    /// One refund: an attempt that is made again keeps it, so that the channel may know it by it.
    public var id: UUID
    public var kind: Kind
    /// What was asked, as JSON: only the same is the same again.
    public var ask: String
    /// Of a refund, minor units of `currency`.
    public var amountMinor: Int64?
    public var currency: String?
    /// The channel's ids of the refunds there were before.
    public var before: [String]
    public var sentAt: Date
    /// After it the call can no longer have its effect.
    public var expiresAt: Date
    public var trace: String?
    /// The channel's id of the work that it does in its own time; `nil` where it told none.
    public var work: String?
    /// When the channel is asked next how far it is with that work.
    public var lookAt: Date?

    public init(
        order: UUID, connection: UUID, id: UUID, kind: Kind, ask: String, amountMinor: Int64?, currency: String?,
        before: [String], sentAt: Date, expiresAt: Date, trace: String?
    ) {
        self.order = order
        self.connection = connection
        self.id = id
        self.kind = kind
        self.ask = ask
        self.amountMinor = amountMinor
        self.currency = currency
        self.before = before
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.trace = trace
    }
}

public enum OrderIntentRecords {
    public static func load(_ db: any SQLConnection, order: UUID) throws -> OrderIntent? {
        try db.query(
            """
            SELECT order_id, connection_id, id, kind, ask, amount_minor, currency, known_refunds, sent_at, expires_at,
                trace_id, work, look_at
            FROM order_intent WHERE tenant_id = \(db.tenant) AND order_id = \(order)
            """
        ).first.map(Self.decode)
    }

    /// Those of a connection that its channel works on, the next to be asked after first.
    public static func asking(
        _ db: any SQLConnection, followedOf connection: UUID, limit: Int
    ) -> TypedQuery<OrderIntent> {
        TypedQuery(
            """
            SELECT order_id, connection_id, id, kind, ask, amount_minor, currency, known_refunds, sent_at, expires_at,
                trace_id, work, look_at
            FROM order_intent WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND look_at IS NOT NULL
            ORDER BY look_at LIMIT \(limit)
            """, decode: Self.decode)
    }

    private static func decode(_ row: SQLRow) throws -> OrderIntent {
        var cells = Cells(row)
        var intent = try OrderIntent(
            order: cells.take(), connection: cells.take(), id: cells.take(),
            kind: OrderIntent.Kind(rawValue: cells.take()) ?? .refund, ask: cells.take(),
            amountMinor: cells.maybe(), currency: cells.maybe(), before: cells.json(), sentAt: cells.take(),
            expiresAt: cells.take(), trace: cells.maybe())
        intent.work = try cells.maybe()
        intent.lookAt = try cells.maybe()
        return intent
    }

    /// A new attempt takes the place of the one before. The connection is locked.
    public static func save(_ db: any SQLConnection, _ intent: OrderIntent) throws {
        try db.query(
            """
            INSERT INTO order_intent (tenant_id, order_id, connection_id, id, kind, ask, amount_minor, currency, known_refunds,
                sent_at, expires_at, trace_id, work, look_at)
            VALUES (\(db.tenant), \(intent.order), \(intent.connection), \(intent.id), \(intent.kind.rawValue),
                \(intent.ask), \(intent.amountMinor), \(intent.currency), \(try JSONText.encode(intent.before)),
                \(intent.sentAt), \(intent.expiresAt), \(intent.trace), \(intent.work), \(intent.lookAt))
            ON CONFLICT (tenant_id, order_id) DO UPDATE SET id = excluded.id, kind = excluded.kind, ask = excluded.ask,
                amount_minor = excluded.amount_minor, currency = excluded.currency, known_refunds = excluded.known_refunds,
                sent_at = excluded.sent_at, expires_at = excluded.expires_at, trace_id = excluded.trace_id,
                work = excluded.work, look_at = excluded.look_at
            """)
    }

    /// The channel has begun, and says by which id its work is asked for. Another's attempt stays as it is.
    public static func began(_ db: any SQLConnection, _ intent: OrderIntent, work: String, lookAt: Date) throws {
        try db.query(
            """
            UPDATE order_intent SET work = \(work), look_at = \(lookAt)
            WHERE tenant_id = \(db.tenant) AND order_id = \(intent.order) AND id = \(intent.id) AND sent_at = \(intent.sentAt)
            """)
    }

    /// It is not known yet, and asked after again then. Another's attempt stays as it is.
    public static func look(_ db: any SQLConnection, _ intent: OrderIntent, at time: Date) throws {
        try db.query(
            """
            UPDATE order_intent SET look_at = \(time)
            WHERE tenant_id = \(db.tenant) AND order_id = \(intent.order) AND id = \(intent.id) AND sent_at = \(intent.sentAt)
            """)
    }

    /// Its outcome is known. Another's attempt stays.
    ///
    /// - Returns: Whether it was still there: of two who learn of the same outcome, one writes it down.
    @discardableResult
    public static func finish(_ db: any SQLConnection, _ intent: OrderIntent) throws -> Bool {
        try !db.query(
            """
            DELETE FROM order_intent WHERE tenant_id = \(db.tenant) AND order_id = \(intent.order)
                AND id = \(intent.id) AND sent_at = \(intent.sentAt) RETURNING id
            """
        ).isEmpty
    }
}
