public import Foundation
public import Store

/// Bearer tokens of the API, by their digest only. Global, so that a request can find its tenant. Inside `store.system`.
public enum TokenRecords {
    public static func insert(
        _ db: any SQLConnection, digest: [UInt8], tenant: UUID?, name: String, at now: Date
    ) throws {
        try db.query(
            """
            INSERT INTO api_token (digest, tenant_id, name, created_at)
            VALUES (\(digest), \(tenant), \(name), \(now))
            """)
    }

    /// Whether the token is valid, and the one tenant it is for; `nil` inside means all of this installation.
    public static func find(_ db: any SQLConnection, digest: [UInt8]) throws -> (found: Bool, tenant: UUID?) {
        let rows = try db.query("SELECT tenant_id FROM api_token WHERE digest = \(digest) AND revoked_at IS NULL")
        guard let row = rows.first else { return (false, nil) }
        return (true, try row.optional(0))
    }

    public static func any(_ db: any SQLConnection) throws -> Bool {
        try !db.query("SELECT name FROM api_token WHERE revoked_at IS NULL LIMIT 1").isEmpty
    }

    /// - Returns: Which there were.
    public static func revoke(
        _ db: any SQLConnection, name: String, at now: Date
    ) throws -> [(digest: [UInt8], tenant: UUID?)] {
        try db.query(
            """
            UPDATE api_token SET revoked_at = \(now) WHERE name = \(name) AND revoked_at IS NULL
            RETURNING digest, tenant_id
            """
        ).map { (try $0.get(0), try $0.optional(1)) }
    }
}
