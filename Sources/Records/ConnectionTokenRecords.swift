public import Foundation
public import Store

/// What a merchant's consent gave one connection, and who may renew it.
public struct ConnectionTokenRecord: Sendable, Hashable {
    /// The shop's id at the channel, where it has one.
    public var remoteID: String?
    /// Sealed, bound to tenant and connection.
    public var tokens: [UInt8]
    /// Grows with each pair of tokens. A refresh that began from an older one stores nothing.
    public var version: Int64
    public var obtainedAt: Date
    public var expiresAt: Date
    /// When the merchant must consent again, where the channel tells.
    public var refreshExpiresAt: Date?
    /// The version that the shop refused before its time.
    public var doubtedVersion: Int64?
    /// Grows with each right to refresh that was given.
    public var leaseToken: Int64
    /// Until when somebody holds that right.
    public var leaseUntil: Date?

    public init(
        remoteID: String?, tokens: [UInt8], version: Int64 = 1, obtainedAt: Date, expiresAt: Date,
        refreshExpiresAt: Date?
    ) {
        self.remoteID = remoteID
        self.tokens = tokens
        self.version = version
        self.obtainedAt = obtainedAt
        self.expiresAt = expiresAt
        self.refreshExpiresAt = refreshExpiresAt
        self.leaseToken = 0
    }
}

public enum ConnectionTokenRecords {
    private static let columns: SQLQuery = """
        remote_id, tokens, version, obtained_at, expires_at, refresh_expires_at, doubted_version, lease_token, lease_until
        """

    public static func load(_ db: any SQLConnection, _ connection: UUID) throws -> ConnectionTokenRecord? {
        try db.query(
            """
            SELECT \(self.columns) FROM connection_token
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
            """
        ).first.map { row in
            var cells = Cells(row)
            var record = try ConnectionTokenRecord(
                remoteID: cells.maybe(), tokens: cells.take(), version: cells.take(), obtainedAt: cells.take(),
                expiresAt: cells.take(),
                refreshExpiresAt: cells.maybe())
            record.doubtedVersion = try cells.maybe()
            record.leaseToken = try cells.take()
            record.leaseUntil = try cells.maybe()
            return record
        }
    }

    /// Until when each consent lasts, by connection; `nil` inside where the channel does not tell.
    public static func consents(_ db: any SQLConnection) throws -> [UUID: Date?] {
        let rows = try db.query(
            "SELECT connection_id, refresh_expires_at FROM connection_token WHERE tenant_id = \(db.tenant)")
        return try rows.reduce(into: [:]) {
            $0[try $1.get(0, as: UUID.self)] = .some(try $1.optional(1, as: Date.self))
        }
    }

    /// The first pair of a connection, or what a new consent gave: then whoever refreshes the old ones is overtaken.
    public static func put(_ db: any SQLConnection, _ connection: UUID, _ record: ConnectionTokenRecord) throws {
        try db.query(
            """
            INSERT INTO connection_token (tenant_id, connection_id, remote_id, tokens, version, obtained_at,
                expires_at, refresh_expires_at, lease_token)
            VALUES (\(db.tenant), \(connection), \(record.remoteID), \(record.tokens), 1, \(record.obtainedAt), \(record.expiresAt),
                \(record.refreshExpiresAt), 0)
            ON CONFLICT (tenant_id, connection_id) DO UPDATE SET
                tokens = excluded.tokens, version = connection_token.version + 1, obtained_at = excluded.obtained_at,
                expires_at = excluded.expires_at, refresh_expires_at = excluded.refresh_expires_at, lease_until = NULL
            """)
    }

    /// Takes the right to refresh, stored before the call goes out: whoever comes later knows that one may be under way.
    ///
    /// - Parameter version: What the caller has read; when it is another by now there is nothing left to take.
    /// - Returns: The proof of it; `nil` when somebody else holds the right.
    public static func claim(
        _ db: any SQLConnection, _ connection: UUID, version: Int64, now: Date, until: Date
    ) throws -> Int64? {
        try db.query(
            """
            UPDATE connection_token SET lease_token = lease_token + 1, lease_until = \(until)
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND version = \(version)
                AND (lease_until IS NULL OR lease_until <= \(now))
            RETURNING lease_token
            """
        ).first?.get(0)
    }

    /// Stores what a refresh of `version` gave, whoever holds the right by now: the old refresh token is spent, so these
    /// are the only good ones as long as nobody has stored others.
    ///
    /// - Returns: Whether they were stored; otherwise another pair has been.
    public static func rotate(
        _ db: any SQLConnection, _ connection: UUID, from version: Int64, to record: ConnectionTokenRecord
    ) throws -> Bool {
        try db.execute(
            """
            UPDATE connection_token SET tokens = \(record.tokens), version = version + 1,
                obtained_at = \(record.obtainedAt), expires_at = \(record.expiresAt),
                refresh_expires_at = \(record.refreshExpiresAt), lease_until = NULL
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND version = \(version)
            """) == 1
    }

    /// Gives the right back, to be taken at `until` at the soonest.
    public static func release(
        _ db: any SQLConnection, _ connection: UUID, lease: Int64, until: Date
    ) throws {
        try db.query(
            """
            UPDATE connection_token SET lease_until = \(until)
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND lease_token = \(lease)
                AND lease_until IS NOT NULL
            """)
    }

    /// Notes that the shop refused `version` before its time. Only once for each pair that served: when the pair
    /// that took a doubted one's place is refused within `seconds` as well, new tokens are not the cure.
    ///
    /// - Returns: Whether a refresh may cure it.
    public static func doubt(
        _ db: any SQLConnection, _ connection: UUID, version: Int64, now: Date, within seconds: TimeInterval = 60
    ) throws -> Bool {
        guard let record = try self.load(db, connection) else { return false }
        if record.version > version || record.doubtedVersion == record.version { return true }
        let isReplacement = record.doubtedVersion == record.version - 1
        if isReplacement, now.timeIntervalSince(record.obtainedAt) < seconds { return false }
        try db.query(
            """
            UPDATE connection_token SET doubted_version = version
            WHERE tenant_id = \(db.tenant) AND connection_id = \(connection) AND version = \(version)
            """)
        return true
    }
}
