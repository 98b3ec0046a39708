public import Foundation
public import Store

/// A listing we meant to make, stored before the call left. While it is there the shop may have the listing or not.
public struct ListingIntent: Sendable, Hashable {
    /// One attempt: who goes on with another's attempt gives it a new id.
    public var id: UUID
    public var connection: UUID
    public var sku: String
    /// What the attempt named it: a draft that broke off before it got its SKU is found by that.
    public var title: String
    public var sentAt: Date
    /// After it the call can no longer have its effect.
    public var expiresAt: Date
    public var trace: String?

    public init(
        id: UUID, connection: UUID, sku: String, title: String, sentAt: Date, expiresAt: Date, trace: String?
    ) {
        self.id = id
        self.connection = connection
        self.sku = sku
        self.title = title
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.trace = trace
    }
}

public enum ListingIntentRecords {
    public static func load(_ db: any SQLConnection, connection: UUID, sku: String) throws -> ListingIntent? {
        try self.load(db, connection: connection, skus: [sku])
    }

    /// The attempt for any of these SKUs: those of one product are listed together, under the one that was named first.
    public static func load(_ db: any SQLConnection, connection: UUID, skus: [String]) throws -> ListingIntent? {
        try db.query(
            """
            SELECT id, connection_id, sku, title, sent_at, expires_at, trace_id FROM listing_intent
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND sku \(any: skus)
            ORDER BY sent_at LIMIT 1
            """
        ).first.map { row in
            var cells = Cells(row)
            return try ListingIntent(
                id: cells.take(), connection: cells.take(), sku: cells.take(), title: cells.take(),
                sentAt: cells.take(), expiresAt: cells.take(), trace: cells.maybe())
        }
    }

    /// A new attempt takes the place of the one before. The connection is locked.
    public static func save(_ db: any SQLConnection, _ intent: ListingIntent) throws {
        try db.query(
            """
            INSERT INTO listing_intent (tenant_id, connection_id, sku, id, title, sent_at, expires_at, trace_id)
            VALUES (\(db.tenant), \(intent.connection), \(intent.sku), \(intent.id), \(intent.title), \(intent.sentAt),
                \(intent.expiresAt), \(intent.trace))
            ON CONFLICT (tenant_id, connection_id, sku) DO UPDATE SET id = excluded.id, title = excluded.title,
                sent_at = excluded.sent_at, expires_at = excluded.expires_at, trace_id = excluded.trace_id
            """)
    }

    /// The shop said no: nothing was made by this attempt. Another's attempt stays.
    public static func withdraw(_ db: any SQLConnection, _ intent: ListingIntent) throws {
        try db.query(
            """
            DELETE FROM listing_intent WHERE tenant_id = \(db.tenant) AND connection_id = \(intent.connection)
                AND sku = \(intent.sku) AND id = \(intent.id)
            """)
    }

    /// The listing is in the books, whoever's attempt it was.
    public static func finish(_ db: any SQLConnection, _ intent: ListingIntent) throws {
        try db.query(
            """
            DELETE FROM listing_intent WHERE tenant_id = \(db.tenant) AND connection_id = \(intent.connection)
                AND sku = \(intent.sku)
            """)
    }
}
