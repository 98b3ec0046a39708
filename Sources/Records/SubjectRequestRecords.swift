public import Foundation
public import Store

/// What a person asked about the data held of them, until it is answered. Who it is, and what is theirs, is sealed under a key of
/// their own.
public struct SubjectRequestRecord: Sendable, Hashable, Identifiable {
    /// Also the subject's: made for the row, it says nothing of the person.
    public var id: UUID
    public var connection: UUID
    /// `access`, `erasure` or `shop-erasure`.
    public var kind: String
    /// Equal for a request that is sent again.
    public var digest: [UInt8]
    /// The subject's key under the workspace's; `nil` once it was destroyed.
    public var wrappedKey: [UInt8]?
    public var sealed: [UInt8]
    public var receivedAt: Date
    public var dueAt: Date
    public var answeredAt: Date?

    public init(
        id: UUID, connection: UUID, kind: String, digest: [UInt8], wrappedKey: [UInt8]?, sealed: [UInt8],
        receivedAt: Date, dueAt: Date, answeredAt: Date? = nil
    ) {
        self.id = id
        self.connection = connection
        self.kind = kind
        self.digest = digest
        self.wrappedKey = wrappedKey
        self.sealed = sealed
        self.receivedAt = receivedAt
        self.dueAt = dueAt
        self.answeredAt = answeredAt
    }
}

public enum SubjectRequestRecords {
    /// - Returns: `false` where the same request waits already.
    public static func insert(_ db: any SQLConnection, _ request: SubjectRequestRecord) throws -> Bool {
        try !db.query(
            """
            INSERT INTO subject_request (
                tenant_id, id, connection_id, kind, digest, wrapped_key, sealed, received_at, due_at)
            VALUES (
                \(db.tenant), \(request.id), \(request.connection), \(request.kind), \(request.digest),
                \(request.wrappedKey), \(request.sealed), \(request.receivedAt), \(request.dueAt))
            ON CONFLICT (tenant_id, connection_id, digest) WHERE answered_at IS NULL DO NOTHING
            RETURNING id
            """
        ).isEmpty
    }

    /// Those that wait first, by when they are due.
    public static func all(_ db: any SQLConnection) throws -> [SubjectRequestRecord] {
        try self.select(db, "ORDER BY CASE WHEN answered_at IS NULL THEN 0 ELSE 1 END, due_at, id")
    }

    public static func find(_ db: any SQLConnection, _ id: UUID) throws -> SubjectRequestRecord? {
        try self.select(db, "AND id = \(id)").first
    }

    private static func select(_ db: any SQLConnection, _ rest: SQLQuery) throws -> [SubjectRequestRecord] {
        try db.query(
            """
            SELECT id, connection_id, kind, digest, wrapped_key, sealed, received_at, due_at, answered_at
            FROM subject_request WHERE tenant_id = \(db.tenant) \(rest)
            """
        ).map { row in
            var cells = Cells(row)
            return try SubjectRequestRecord(
                id: cells.take(), connection: cells.take(), kind: cells.take(), digest: cells.take(),
                wrappedKey: cells.maybe(), sealed: cells.take(), receivedAt: cells.take(), dueAt: cells.take(),
                answeredAt: cells.maybe())
        }
    }
}
