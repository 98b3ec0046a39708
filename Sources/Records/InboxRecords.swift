public import Foundation
public import Store

/// A webhook after it was verified: whose it is and which resource to read, nothing of its body.
public enum InboxRecords {
    public struct Item: Sendable, Hashable {
        public var id: UUID
        /// `order`, `named-order`, `access`, or one of `OfferHint`.
        public var kind: String
        /// The channel's id of it.
        public var resource: String
        public var receivedAt: Date

        public init(id: UUID, kind: String, resource: String, receivedAt: Date) {
            self.id = id
            self.kind = kind
            self.resource = resource
            self.receivedAt = receivedAt
        }
    }

    public static func insert(
        _ db: any SQLConnection, id: UUID, connection: UUID, kind: String, resource: String, at now: Date
    ) throws {
        try db.query(
            """
            INSERT INTO inbox (tenant_id, connection_id, id, kind, resource, received_at)
            VALUES (\(db.tenant), \(connection), \(id), \(kind), \(resource), \(now))
            """)
    }

    /// Whether anything waits in the inbox, or a call that was stored as sent still has no answer.
    ///
    /// One row where there is any.
    public static func asking(_ db: any SQLConnection, leftoversOf connection: UUID) -> TypedQuery<Bool> {
        TypedQuery(
            """
            SELECT 1 WHERE EXISTS (
                SELECT 1 FROM write_intent
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND state = 'sent'
                    AND feed_id IS NULL)
            OR EXISTS (
                SELECT 1 FROM inbox
                WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND kind <> \(Self.named))
            """
        ) { _ in true }
    }

    /// Orders that stay in the inbox until they have been read one by one.
    private static let named = "named-order"

    /// Leaves the orders that are named in the inbox, to be read one by one.
    public static func keepOrders(_ db: any SQLConnection, connection: UUID) throws {
        try db.query(
            """
            UPDATE inbox SET kind = \(self.named)
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND kind = 'order'
            """)
    }

    /// Orders to be read one by one, in the order in which they were named.
    public static func asking(
        _ db: any SQLConnection, ordersNamedTo connection: UUID, limit: Int
    ) -> TypedQuery<Item> {
        TypedQuery(
            """
            SELECT id, kind, resource, received_at FROM inbox
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND kind = \(self.named)
            ORDER BY id LIMIT \(limit)
            """, decode: self.decode)
    }

    public static func remove(_ db: any SQLConnection, connection: UUID, _ ids: [UUID]) throws {
        guard !ids.isEmpty else { return }
        try db.query(
            """
            DELETE FROM inbox WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND id IN (\(list: ids))
            """)
    }

    private static func decode(_ row: SQLRow) throws -> Item {
        let (id, kind, resource, received) = try row.decode(UUID.self, String.self, String.self, Date.self)
        return Item(id: id, kind: kind, resource: resource, receivedAt: received)
    }

    /// Takes all that waits out of the inbox, but for orders that are named: what it asks for is noted in the same transaction.
    public static func take(_ db: any SQLConnection, connection: UUID, limit: Int) throws -> [Item] {
        let items = try db.query(
            """
            SELECT id, kind, resource, received_at FROM inbox
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND kind <> \(self.named)
            ORDER BY id LIMIT \(limit)
            """
        ).map(self.decode)
        try self.remove(db, connection: connection, items.map(\.id))
        return items
    }
}

/// Records a channel sent that could not be read. Each is parked with its reason, tried again, and delays no neighbour.
public enum UnreadableRecords {
    public struct Item: Sendable, Hashable {
        public var connection: UUID
        /// `order`, `listing` or `transaction`.
        public var kind: String
        public var place: String
        public var reason: String
        public var firstAt: Date
        public var lastAt: Date
    }

    public static func note(
        _ db: any SQLConnection, connection: UUID, kind: String, place: String, reason: String, at now: Date
    ) throws {
        try db.query(
            """
            INSERT INTO unreadable (tenant_id, connection_id, kind, place, reason, first_at, last_at)
            VALUES (\(db.tenant), \(connection), \(kind), \(place), \(reason), \(now), \(now))
            ON CONFLICT (tenant_id, connection_id, kind, place)
            DO UPDATE SET reason = excluded.reason, last_at = excluded.last_at
            """)
    }

    public static func resolve(
        _ db: any SQLConnection, connection: UUID, kind: String, places: some Collection<String>
    )
        throws
    {
        _ = try chunked(places) { places in
            try db.query(
                """
                DELETE FROM unreadable WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
                    AND kind = \(kind) AND place \(any: places)
                """)
        }
    }

    public static func all(_ db: any SQLConnection) throws -> [Item] {
        try db.query(
            """
            SELECT connection_id, kind, place, reason, first_at, last_at FROM unreadable WHERE tenant_id = \(db.tenant)
            ORDER BY first_at, place
            """
        ).map { row in
            var cells = Cells(row)
            return try Item(
                connection: cells.take(), kind: cells.take(), place: cells.take(), reason: cells.take(),
                firstAt: cells.take(), lastAt: cells.take())
        }
    }

    /// Whether an order of this connection could not be read: a missing number may then be a sale we do not know.
    public static func hidesSales(_ db: any SQLConnection, connection: UUID) throws -> Bool {
        try !db.query(
            """
            SELECT place FROM unreadable WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
                AND kind = 'order' LIMIT 1
            """
        ).isEmpty
    }
}
