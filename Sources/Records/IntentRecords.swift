public import Foundation
public import Store

/// A write we meant to make, stored before it left.
public struct WriteIntent: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, Codable {
        /// Stored, and perhaps on its way.
        case sent
        case accepted, refused
        /// Certainly not taken: throttled, or never sent.
        case withdrawn
        /// No usable answer. It counts until a later read shows what became of it.
        case unknown
    }
    public var id: UUID
    public var connection: UUID
    public var offer: UUID
    public var quantity: Int?
    public var price: Int64?
    public var wantedVersion: Int
    public var state: State
    public var sentAt: Date
    /// Deadline of the call plus the channel's patience: after it the write can no longer land.
    public var expiresAt: Date
    public var answeredAt: Date?
    public var detail: String?
    public var trace: String?
    /// The feed it travels in, and its number there; `nil` for a call of its own.
    public var feed: UUID?
    public var message: Int?
    /// What the offer was believed to show before it was put into a feed.
    public var before: Int?

    /// What a call did that wrote neither a number nor a price, as `detail` says it.
    public static let offSale = "off sale"
    public static let onSaleAgain = "on sale again"
    /// Taken by the channel, to be applied later.
    public static let submitted = "to be applied"

    public init(
        id: UUID, connection: UUID, offer: UUID, quantity: Int?, price: Int64?, wantedVersion: Int, sentAt: Date,
        expiresAt: Date, trace: String?
    ) {
        self.id = id
        self.connection = connection
        self.offer = offer
        self.quantity = quantity
        self.price = price
        self.wantedVersion = wantedVersion
        self.state = .sent
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.trace = trace
    }
}

public enum IntentRecords {
    public static func insert(_ db: any SQLConnection, _ intents: [WriteIntent]) throws {
        for part in intents.chunks(of: 50) {
            try db.pipeline(
                part.map { intent in
                    """
                    INSERT INTO write_intent (tenant_id, id, connection_id, offer_id, quantity, price, wanted_version, state,
                        sent_at, expires_at, detail, trace_id, feed_id, feed_message, feed_before)
                    VALUES (\(db.tenant), \(intent.id), \(intent.connection), \(intent.offer), \(intent.quantity),
                        \(intent.price), \(intent.wantedVersion), \(intent.state.rawValue), \(intent.sentAt),
                        \(intent.expiresAt), \(intent.detail), \(intent.trace), \(intent.feed), \(intent.message),
                        \(intent.before))
                    """
                })
        }
    }

    public static func finish(
        _ db: any SQLConnection, _ id: UUID, _ state: WriteIntent.State, at now: Date, detail: String?
    ) throws {
        try db.post([
            """
            UPDATE write_intent SET state = \(state.rawValue), answered_at = \(now),
                detail = COALESCE(\(detail), detail)
            WHERE tenant_id = \(db.tenant) AND id = \(id) AND state = 'sent'
            """
        ])
    }

    private static let columns: SQLQuery = """
        id, connection_id, offer_id, quantity, price, wanted_version, state, sent_at, expires_at, answered_at, detail,
        trace_id, feed_id, feed_message, feed_before
        """

    /// Intents of calls without an answer on this connection: after a crash they are in flight until they expire. Those that
    /// travel in a feed have their answer with it.
    public static func open(_ db: any SQLConnection, connection: UUID) throws -> [WriteIntent] {
        try db.query(
            """
            SELECT \(self.columns) FROM write_intent
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND state = 'sent' AND feed_id IS NULL
            ORDER BY id
            """
        ).map(self.decode)
    }

    /// Intents that travel in a feed and have no answer yet, in the order of their messages.
    public static func open(
        _ db: any SQLConnection, connection: UUID, feed: UUID, limit: Int
    ) throws -> [WriteIntent] {
        try db.query(
            """
            SELECT \(self.columns) FROM write_intent
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND state = 'sent' AND feed_id = \(feed)
            ORDER BY feed_message LIMIT \(limit)
            """
        ).map(self.decode)
    }

    /// The same for some messages of it.
    public static func open(
        _ db: any SQLConnection, connection: UUID, feed: UUID, messages: [Int]
    ) throws -> [WriteIntent] {
        try db.query(
            """
            SELECT \(self.columns) FROM write_intent
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND state = 'sent' AND feed_id = \(feed)
                AND feed_message IN (\(list: messages))
            ORDER BY feed_message
            """
        ).map(self.decode)
    }

    /// The latest writes to one offer, newest first.
    public static func latest(_ db: any SQLConnection, offer: UUID, limit: Int) throws -> [WriteIntent] {
        try db.query(
            """
            SELECT \(self.columns) FROM write_intent WHERE tenant_id = \(db.tenant) AND offer_id = \(offer) ORDER BY id DESC LIMIT \(limit)
            """
        ).map(self.decode)
    }

    /// When the listing of an offer was last taken off sale by us, or put back.
    public static func lastRest(_ db: any SQLConnection, offer: UUID) throws -> Date? {
        try db.query(
            """
            SELECT sent_at FROM write_intent
            WHERE tenant_id = \(db.tenant) AND offer_id = \(offer) AND state = 'accepted'
                AND detail IN (\(WriteIntent.offSale), \(WriteIntent.onSaleAgain))
            ORDER BY id DESC LIMIT 1
            """
        ).first?.get(0)
    }

    private static func decode(_ row: SQLRow) throws -> WriteIntent {
        var cells = Cells(row)
        var intent = try WriteIntent(
            id: cells.take(), connection: cells.take(), offer: cells.take(), quantity: cells.maybe(),
            price: cells.maybe(),
            wantedVersion: cells.take(), sentAt: .distantPast, expiresAt: .distantPast, trace: nil)
        intent.state = .init(rawValue: try cells.take()) ?? .unknown
        intent.sentAt = try cells.take()
        intent.expiresAt = try cells.take()
        intent.answeredAt = try cells.maybe()
        intent.detail = try cells.maybe()
        intent.trace = try cells.maybe()
        intent.feed = try cells.maybe()
        intent.message = try cells.maybe()
        intent.before = try cells.maybe()
        return intent
    }

    /// Old answered intents: the sync log keeps 30 days (RET-5).
    public static func purge(_ db: any SQLConnection, before: Date) throws {
        try db.query(
            "DELETE FROM write_intent WHERE tenant_id = \(db.tenant) AND state <> 'sent' AND sent_at < \(before)")
    }
}
