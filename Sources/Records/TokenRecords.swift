public import Foundation
public import Store

/// A bearer token of the API: never the token, only its digest.
public struct TokenRecord: Sendable, Hashable {
    public var digest: [UInt8]
    /// The one workspace it is for; `nil` for all of this installation.
    public var tenant: UUID?
    public var name: String
    /// Whose it is; `nil` for one that was made on the machine itself.
    public var member: UUID?
    /// What it may do at most; `nil` for one that was made on the machine itself.
    public var role: String?
    public var createdAt: Date
    /// To the hour; `nil` for one that never was, or not since that is noted.
    public var usedAt: Date?

    public init(
        digest: [UInt8], tenant: UUID?, name: String, member: UUID? = nil, role: String? = nil, createdAt: Date,
        usedAt: Date? = nil
    ) {
        self.digest = digest
        self.tenant = tenant
        self.name = name
        self.member = member
        self.role = role
        self.createdAt = createdAt
        self.usedAt = usedAt
    }
}

/// Bearer tokens of the API, by their digest only. Global, so that a request can find its tenant. Inside `store.system`.
public enum TokenRecords {
    private static let columns: SQLQuery = "digest, tenant_id, name, member_id, role, created_at, used_at"

    public static func insert(_ db: any SQLConnection, _ token: TokenRecord) throws {
        try db.query(
            """
            INSERT INTO api_token (digest, tenant_id, name, member_id, role, created_at)
            VALUES (\(token.digest), \(token.tenant), \(token.name), \(token.member), \(token.role),
                \(token.createdAt))
            """)
    }

    /// - Returns: `nil` for one that is unknown or revoked.
    public static func find(_ db: any SQLConnection, digest: [UInt8]) throws -> TokenRecord? {
        try self.select(db, "digest = \(digest)").first
    }

    public static func any(_ db: any SQLConnection) throws -> Bool {
        try !db.query("SELECT name FROM api_token WHERE revoked_at IS NULL LIMIT 1").isEmpty
    }

    /// All that are good, by name.
    public static func all(_ db: any SQLConnection) throws -> [TokenRecord] {
        try self.select(db, "name IS NOT NULL")
    }

    public static func all(_ db: any SQLConnection, of member: UUID) throws -> [TokenRecord] {
        try self.select(db, "member_id = \(member)")
    }

    public static func all(_ db: any SQLConnection, tenant: UUID) throws -> [TokenRecord] {
        try self.select(db, "tenant_id = \(tenant)")
    }

    public static func all(_ db: any SQLConnection, name: String) throws -> [TokenRecord] {
        try self.select(db, "name = \(name)")
    }

    public static func revoke(_ db: any SQLConnection, digest: [UInt8], at now: Date) throws {
        try db.query("UPDATE api_token SET revoked_at = \(now) WHERE digest = \(digest) AND revoked_at IS NULL")
    }

    public static func use(_ db: any SQLConnection, digest: [UInt8], at now: Date) throws {
        try db.query("UPDATE api_token SET used_at = \(now) WHERE digest = \(digest)")
    }

    public static func give(_ db: any SQLConnection, digest: [UInt8], to member: UUID, role: String) throws {
        try db.query("UPDATE api_token SET member_id = \(member), role = \(role) WHERE digest = \(digest)")
    }

    private static func select(_ db: any SQLConnection, _ condition: SQLQuery) throws -> [TokenRecord] {
        try db.query(
            """
            SELECT \(self.columns) FROM api_token WHERE revoked_at IS NULL AND \(condition)
            ORDER BY name, created_at, digest
            """
        ).map { row in
            var cells = Cells(row)
            return try TokenRecord(
                digest: cells.take(), tenant: cells.maybe(), name: cells.take(), member: cells.maybe(),
                role: cells.maybe(), createdAt: cells.take(), usedAt: cells.maybe())
        }
    }
}
