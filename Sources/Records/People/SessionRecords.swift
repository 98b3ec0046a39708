public import Foundation
public import Store

/// A browser that gave the password, and perhaps the second factor.
public struct SessionRecord: Sendable, Hashable {
    public enum Stage: String, Sendable {
        /// The password was right; nothing is opened before the second factor is given too.
        case half
        case whole
    }

    /// For lists and for ending it; opens nothing.
    public var id: UUID
    public var member: UUID
    /// The workspace that is looked at; `nil` for the member's first.
    public var tenant: UUID?
    public var stage: Stage
    /// `Firefox on Linux`, to be known again in a list.
    public var browser: String
    public var signedInAt: Date
    public var lastSeenAt: Date

    public init(
        id: UUID, member: UUID, tenant: UUID?, stage: Stage, browser: String, signedInAt: Date, lastSeenAt: Date
    ) {
        self.id = id
        self.member = member
        self.tenant = tenant
        self.stage = stage
        self.browser = browser
        self.signedInAt = signedInAt
        self.lastSeenAt = lastSeenAt
    }
}

/// Sessions by the digest of their token. Inside `store.system`.
public enum SessionRecords {
    private static let columns: SQLQuery = "id, member_id, tenant_id, stage, browser, signed_in_at, last_seen_at"

    public static func insert(_ db: any SQLConnection, _ session: SessionRecord, digest: [UInt8]) throws {
        try db.query(
            """
            INSERT INTO member_session (digest, \(self.columns))
            VALUES (\(digest), \(session.id), \(session.member), \(session.tenant), \(session.stage.rawValue),
                \(session.browser), \(session.signedInAt), \(session.lastSeenAt))
            """)
    }

    public static func find(_ db: any SQLConnection, digest: [UInt8]) throws -> SessionRecord? {
        try db.query("SELECT \(self.columns) FROM member_session WHERE digest = \(digest)").first.map(self.decode)
    }

    /// A member's whole sessions, the newest first.
    public static func all(_ db: any SQLConnection, member: UUID) throws -> [SessionRecord] {
        try db.query(
            """
            SELECT \(self.columns) FROM member_session WHERE member_id = \(member) AND stage = \("whole")
            ORDER BY last_seen_at DESC, id
            """
        ).map(self.decode)
    }

    public static func see(_ db: any SQLConnection, _ id: UUID, at now: Date) throws {
        try db.query("UPDATE member_session SET last_seen_at = \(now) WHERE id = \(id) AND last_seen_at < \(now)")
    }

    public static func look(_ db: any SQLConnection, _ id: UUID, at tenant: UUID) throws {
        try db.query("UPDATE member_session SET tenant_id = \(tenant) WHERE id = \(id)")
    }

    /// The same session under another token: what knew the old one has nothing.
    public static func rotate(_ db: any SQLConnection, _ id: UUID, to digest: [UInt8]) throws {
        try db.query("UPDATE member_session SET digest = \(digest) WHERE id = \(id)")
    }

    /// - Returns: Whether there was one.
    public static func end(_ db: any SQLConnection, _ id: UUID, member: UUID) throws -> Bool {
        try db.execute("DELETE FROM member_session WHERE id = \(id) AND member_id = \(member)") == 1
    }

    /// Ends all of a member's sessions.
    ///
    /// - Parameter except: The one that stays.
    public static func endAll(_ db: any SQLConnection, member: UUID, except: UUID? = nil) throws {
        if let except {
            try db.query("DELETE FROM member_session WHERE member_id = \(member) AND id <> \(except)")
        } else {
            try db.query("DELETE FROM member_session WHERE member_id = \(member)")
        }
    }

    public static func forget(_ db: any SQLConnection, signedInBefore: Date) throws {
        try db.query("DELETE FROM member_session WHERE signed_in_at < \(signedInBefore)")
    }

    private static func decode(_ row: SQLRow) throws -> SessionRecord {
        var cells = Cells(row)
        return try SessionRecord(
            id: cells.take(), member: cells.take(), tenant: cells.maybe(),
            stage: SessionRecord.Stage(rawValue: cells.take()) ?? .half, browser: cells.take(),
            signedInAt: cells.take(), lastSeenAt: cells.take())
    }
}

/// Browsers that have signed in before: they open nothing, and wait for nobody else's wrong guesses. Inside `store.system`.
public enum DeviceRecords {
    public static func insert(_ db: any SQLConnection, digest: [UInt8], member: UUID, at now: Date) throws {
        try db.query(
            "INSERT INTO member_device (digest, member_id, created_at) VALUES (\(digest), \(member), \(now))")
    }

    /// When it was made known; `nil` where it is no device of this member.
    public static func find(_ db: any SQLConnection, digest: [UInt8], member: UUID) throws -> Date? {
        try db.query("SELECT created_at FROM member_device WHERE digest = \(digest) AND member_id = \(member)")
            .first.map { try $0.get(0) }
    }

    public static func forgetAll(_ db: any SQLConnection, member: UUID) throws {
        try db.query("DELETE FROM member_device WHERE member_id = \(member)")
    }

    public static func forget(_ db: any SQLConnection, before: Date) throws {
        try db.query("DELETE FROM member_device WHERE created_at < \(before)")
    }
}
