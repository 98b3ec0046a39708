public import Foundation
public import Store

/// Links that are good once, by their digest. Inside `store.system`.
public enum OneTimeTokenRecords {
    public struct Found: Sendable, Hashable {
        public var member: UUID?
        public var createdAt: Date
        public var spentAt: Date?
    }

    /// - Parameter member: Whom it is for; `nil` for the set-up of the installation.
    public static func insert(
        _ db: any SQLConnection, digest: [UInt8], kind: String, member: UUID?, at now: Date
    ) throws {
        try db.query(
            """
            INSERT INTO one_time_token (digest, kind, member_id, created_at)
            VALUES (\(digest), \(kind), \(member), \(now))
            """)
    }

    public static func find(_ db: any SQLConnection, digest: [UInt8], kind: String) throws -> Found? {
        try db.query(
            "SELECT member_id, created_at, spent_at FROM one_time_token WHERE digest = \(digest) AND kind = \(kind)"
        ).first.map { Found(member: try $0.optional(0), createdAt: try $0.get(1), spentAt: try $0.optional(2)) }
    }

    /// - Returns: Whether this was the first use.
    public static func spend(_ db: any SQLConnection, digest: [UInt8], at now: Date) throws -> Bool {
        try db.execute("UPDATE one_time_token SET spent_at = \(now) WHERE digest = \(digest) AND spent_at IS NULL") == 1
    }

    /// Whatever else of that kind was made for the member, or for nobody, is good for nothing any more.
    public static func spendAll(_ db: any SQLConnection, kind: String, member: UUID?, at now: Date) throws {
        let whose: SQLQuery = member.map { "member_id = \($0)" } ?? "member_id IS NULL"
        try db.query(
            "UPDATE one_time_token SET spent_at = \(now) WHERE kind = \(kind) AND spent_at IS NULL AND \(whose)")
    }

    /// When the newest one that is not used was made.
    public static func newest(_ db: any SQLConnection, kind: String, member: UUID) throws -> Date? {
        try db.query(
            """
            SELECT created_at FROM one_time_token
            WHERE member_id = \(member) AND kind = \(kind) AND spent_at IS NULL ORDER BY created_at DESC LIMIT 1
            """
        ).first.map { try $0.get(0) }
    }

    public static func forget(_ db: any SQLConnection, before: Date) throws {
        try db.query("DELETE FROM one_time_token WHERE created_at < \(before)")
    }
}
