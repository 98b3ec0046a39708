public import Foundation
public import Store

/// A document of many writes that a channel works through by itself. Its writes are the intents that name it.
public struct FeedRecord: Sendable, Hashable, Identifiable {
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// Intents are being stored; nothing has left.
        case filling
        /// About to be handed in, or handed in without an answer.
        case sending
        /// Handed in: the channel has it.
        case underWay = "under-way"
        /// Worked through: its report waits to be fetched.
        case reporting
        /// What became of its messages is known, and is being written into the books some at a time.
        case closing
        case closed
    }

    /// What became of the messages that are still open, once the feed is closing.
    public enum Fate: String, Sendable, Hashable, Codable, CaseIterable {
        /// Taken, to be applied shortly.
        case taken
        /// Not done, for certain.
        case withdrawn
        /// The feed is over, and nobody says what of it was done.
        case untold
        /// Nobody knows whether the channel has it, or it never ended.
        case lost
    }

    public var id: UUID
    public var connection: UUID
    public var state = State.filling
    /// The channel's id of it, and of its report.
    public var remoteID: String?
    public var reportID: String?
    public var messages = 0
    public var fate: Fate?
    /// When it was begun.
    public var sentAt: Date
    /// After it the feed can no longer take effect.
    public var expiresAt: Date
    /// When there is something to do about it: to look how far it is, or to see whether whoever began it is gone.
    public var lookAt: Date
    public var endedAt: Date?
    public var trace: String?

    public init(id: UUID, connection: UUID, sentAt: Date, expiresAt: Date, lookAt: Date, trace: String?) {
        self.id = id
        self.connection = connection
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.lookAt = lookAt
        self.trace = trace
    }
}

public enum FeedRecords {
    public static func insert(_ db: any SQLConnection, _ feed: FeedRecord) throws {
        try db.query(
            """
            INSERT INTO feed (tenant_id, connection_id, id, state, remote_id, report_id, messages, fate, sent_at,
                expires_at, look_at, ended_at, trace_id)
            VALUES (\(db.tenant), \(feed.connection), \(feed.id), \(feed.state.rawValue), \(feed.remoteID),
                \(feed.reportID), \(feed.messages), \(feed.fate?.rawValue), \(feed.sentAt), \(feed.expiresAt),
                \(feed.lookAt), \(feed.endedAt), \(feed.trace))
            """)
    }

    public static func save(_ db: any SQLConnection, _ feed: FeedRecord) throws {
        try db.query(
            """
            UPDATE feed SET state = \(feed.state.rawValue), remote_id = \(feed.remoteID), report_id = \(feed.reportID),
                messages = \(feed.messages), fate = \(feed.fate?.rawValue), look_at = \(feed.lookAt),
                ended_at = \(feed.endedAt)
            WHERE tenant_id = \(db.tenant) AND connection_id = \(feed.connection) AND id = \(feed.id)
            """)
    }

    /// A connection's feeds that are not closed, in the order in which they were begun.
    public static func asking(_ db: any SQLConnection, openOf connection: UUID) -> TypedQuery<FeedRecord> {
        TypedQuery(
            """
            SELECT \(self.columns) FROM feed
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND state <> 'closed' ORDER BY id
            """, decode: self.decode)
    }

    /// Somebody says that a feed was worked through: it is looked at now.
    ///
    /// - Returns: Whether there is such a feed that is under way.
    public static func lookNow(_ db: any SQLConnection, connection: UUID, remoteID: String, at now: Date) throws -> Bool
    {
        try !db.query(
            """
            UPDATE feed SET look_at = CASE WHEN look_at > \(now) THEN \(now) ELSE look_at END
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND state = 'under-way'
                AND remote_id = \(remoteID)
            RETURNING id
            """
        ).isEmpty
    }

    /// The latest, newest first.
    public static func latest(_ db: any SQLConnection, connection: UUID, limit: Int) throws -> [FeedRecord] {
        try db.query(
            """
            SELECT \(self.columns) FROM feed
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) ORDER BY id DESC LIMIT \(limit)
            """
        ).map(self.decode)
    }

    /// Closed ones: the sync log keeps 30 days (RET-5).
    public static func purge(_ db: any SQLConnection, before: Date) throws {
        try db.query(
            "DELETE FROM feed WHERE tenant_id = \(db.tenant) AND state = 'closed' AND sent_at < \(before)")
    }

    private static let columns: SQLQuery = """
        id, connection_id, sent_at, expires_at, look_at, trace_id, state, remote_id, report_id, messages, fate, ended_at
        """

    private static func decode(_ row: SQLRow) throws -> FeedRecord {
        var cells = Cells(row)
        var feed = try FeedRecord(
            id: cells.take(), connection: cells.take(), sentAt: cells.take(), expiresAt: cells.take(),
            lookAt: cells.take(), trace: cells.maybe())
        feed.state = .init(rawValue: try cells.take()) ?? .closed
        feed.remoteID = try cells.maybe()
        feed.reportID = try cells.maybe()
        feed.messages = try cells.take()
        feed.fate = try cells.maybe(String.self).flatMap(FeedRecord.Fate.init)
        feed.endedAt = try cells.maybe()
        return feed
    }
}
