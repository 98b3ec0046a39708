public import Foundation
import Store

/// Which connection keeps which shop, where. Global: two workspaces that keep one shop in step would undo each other's work for ever.
public enum ClaimedShopRecords {
    /// One place where a connection keeps a shop.
    public struct Claim: Sendable, Hashable {
        public var address: String
        public var tenant: UUID
        public var connection: UUID
    }

    /// - Parameters:
    ///   - address: Of the place, in the channel's one spelling.
    ///   - remoteID: The shop's there; empty where the place is the shop.
    /// - Throws: `StoreError` of kind `.duplicate` where the shop is a connection's already.
    public static func insert(
        _ db: any SQLConnection, channel: String, address: String, remoteID: String, tenant: UUID, connection: UUID
    ) throws {
        try db.query(
            """
            INSERT INTO claimed_shop (channel, address, remote_id, tenant_id, connection_id)
            VALUES (\(channel), \(address), \(remoteID), \(tenant), \(connection))
            """)
    }

    /// Gives up what a connection keeps.
    public static func release(_ db: any SQLConnection, tenant: UUID, connection: UUID) throws {
        try db.query("DELETE FROM claimed_shop WHERE tenant_id = \(tenant) AND connection_id = \(connection)")
    }

    /// Whether a workspace has a shop at this channel.
    public static func any(_ db: any SQLConnection, channel: String, tenant: UUID) throws -> Bool {
        try !db.query(
            "SELECT 1 FROM claimed_shop WHERE channel = \(channel) AND tenant_id = \(tenant) LIMIT 1"
        ).isEmpty
    }

    /// Who keeps a shop, at whatever place.
    public static func claims(_ db: any SQLConnection, channel: String, remoteID: String) throws -> [Claim] {
        try db.query(
            """
            SELECT address, tenant_id, connection_id FROM claimed_shop
            WHERE channel = \(channel) AND remote_id = \(remoteID) ORDER BY address
            """
        ).map(Self.claim)
    }

    /// Who keeps the shops that are these places.
    public static func claims(_ db: any SQLConnection, channel: String, places: [String]) throws -> [Claim] {
        try db.query(
            """
            SELECT address, tenant_id, connection_id FROM claimed_shop
            WHERE channel = \(channel) AND address \(any: places) AND remote_id = '' ORDER BY address
            """
        ).map(Self.claim)
    }

    private static func claim(_ row: SQLRow) throws -> Claim {
        let (address, tenant, connection) = try row.decode(String.self, UUID.self, UUID.self)
        return Claim(address: address, tenant: tenant, connection: connection)
    }

    /// The ids of the shops that a connection keeps: one, however many places it keeps it at; none where the place is the shop.
    public static func shops(_ db: any SQLConnection, tenant: UUID, connection: UUID) throws -> [String] {
        try db.query(
            """
            SELECT DISTINCT remote_id FROM claimed_shop
            WHERE tenant_id = \(tenant) AND connection_id = \(connection) AND remote_id <> ''
            """
        ).map { try $0.get(0) }
    }

    /// Which connections keep a shop, at whatever place: what a webhook of a whole app names.
    public static func all(
        _ db: any SQLConnection, channel: String, remoteID: String
    ) throws -> [(tenant: UUID, connection: UUID)] {
        try db.query(
            """
            SELECT DISTINCT tenant_id, connection_id FROM claimed_shop
            WHERE channel = \(channel) AND remote_id = \(remoteID) ORDER BY tenant_id, connection_id
            """
        ).map {
            let (tenant, connection) = try $0.decode(UUID.self, UUID.self)
            return (tenant, connection)
        }
    }
}
