public import Foundation
public import Store

/// One link of a workspace's chain.
public struct LinkRecord: Sendable, Hashable {
    /// From 1, without a gap.
    public var position: Int
    public var deed: UUID
    /// SHA-256 over the hash before, the position and the row's digest.
    public var hash: [UInt8]

    public init(position: Int, deed: UUID, hash: [UInt8]) {
        self.position = position
        self.deed = deed
        self.hash = hash
    }
}

/// The chain's end at one moment, signed.
public struct SealRecord: Sendable, Hashable {
    /// From 1, without a gap.
    public var number: Int
    /// How far it reaches.
    public var position: Int
    /// The hash of the link at that position.
    public var head: [UInt8]
    public var sealedAt: Date
    /// Ed25519, 32 bytes.
    public var publicKey: [UInt8]
    /// 64 bytes.
    public var signature: [UInt8]

    public init(number: Int, position: Int, head: [UInt8], sealedAt: Date, publicKey: [UInt8], signature: [UInt8]) {
        self.number = number
        self.position = position
        self.head = head
        self.sealedAt = sealedAt
        self.publicKey = publicKey
        self.signature = signature
    }
}

/// What makes the rows a chain: added behind them, and never changed.
public enum SealRecords {
    /// Workspaces with rows that are not sealed yet. Inside `store.system`.
    public static func waiting(_ db: any SQLConnection) throws -> [UUID] {
        try db.query("SELECT DISTINCT tenant_id FROM audit_pending ORDER BY tenant_id").map { try $0.get(0) }
    }

    /// Rows that are not sealed yet, in the order of their ids.
    public static func pending(_ db: any SQLConnection, limit: Int) throws -> [DeedRecord] {
        try db.query(
            """
            SELECT \(AuditRecords.deedColumns) FROM audit_pending p
            JOIN audit_deed d ON d.tenant_id = p.tenant_id AND d.id = p.deed_id
            WHERE p.tenant_id = \(db.tenant) AND d.tenant_id = \(db.tenant)
            ORDER BY p.deed_id LIMIT \(limit)
            """
        ).map { try AuditRecords.deed($0).0 }
    }

    public static func settle(_ db: any SQLConnection, _ deeds: [UUID]) throws {
        try db.query("DELETE FROM audit_pending WHERE tenant_id = \(db.tenant) AND deed_id \(any: deeds)")
    }

    public static func lastLink(_ db: any SQLConnection) throws -> LinkRecord? {
        try db.query(
            """
            SELECT position, deed_id, hash FROM audit_link WHERE tenant_id = \(db.tenant)
            ORDER BY position DESC LIMIT 1
            """
        ).first.map { try LinkRecord(position: $0.get(0), deed: $0.get(1), hash: $0.get(2)) }
    }

    public static func add(_ db: any SQLConnection, _ links: [LinkRecord]) throws {
        try db.pipeline(
            links.map {
                """
                INSERT INTO audit_link (tenant_id, position, deed_id, hash)
                VALUES (\(db.tenant), \($0.position), \($0.deed), \($0.hash))
                """
            })
    }

    public static func add(_ db: any SQLConnection, _ seal: SealRecord) throws {
        try db.query(
            """
            INSERT INTO audit_seal (tenant_id, number, position, head, sealed_at, public_key, signature)
            VALUES (\(db.tenant), \(seal.number), \(seal.position), \(seal.head), \(seal.sealedAt),
                \(seal.publicKey), \(seal.signature))
            """)
    }

    public static func lastSeal(_ db: any SQLConnection) throws -> SealRecord? {
        try db.query(
            """
            SELECT number, position, head, sealed_at, public_key, signature FROM audit_seal
            WHERE tenant_id = \(db.tenant) ORDER BY number DESC LIMIT 1
            """
        ).first.map(self.seal)
    }

    /// Seals in their order, from the one behind `number`.
    public static func seals(_ db: any SQLConnection, after number: Int, limit: Int) throws -> [SealRecord] {
        try db.query(
            """
            SELECT number, position, head, sealed_at, public_key, signature FROM audit_seal
            WHERE tenant_id = \(db.tenant) AND number > \(number) ORDER BY number LIMIT \(limit)
            """
        ).map(self.seal)
    }

    /// Links in their order with the rows they bind, from the one behind `position`; `nil` for a row that is not there.
    public static func chain(
        _ db: any SQLConnection, after position: Int, limit: Int
    ) throws -> [(link: LinkRecord, deed: DeedRecord?)] {
        try db.query(
            """
            SELECT l.position, l.deed_id, l.hash, \(AuditRecords.deedColumns)
            FROM audit_link l LEFT JOIN audit_deed d ON d.tenant_id = l.tenant_id AND d.id = l.deed_id
                AND d.tenant_id = \(db.tenant)
            WHERE l.tenant_id = \(db.tenant) AND l.position > \(position) ORDER BY l.position LIMIT \(limit)
            """
        ).map { row in
            let link = try LinkRecord(position: row.get(0), deed: row.get(1), hash: row.get(2))
            guard try row.optional(3, as: UUID.self) != nil else { return (link, nil) }
            return (link, try AuditRecords.deed(SQLRow(cells: Array(row.cells.dropFirst(3)))).0)
        }
    }

    /// Rows in the order of their ids, from the one behind `row`: whether a link binds each, and whether it waits for one.
    public static func whereabouts(
        _ db: any SQLConnection, after row: UUID?, limit: Int
    ) throws -> [(id: UUID, isBound: Bool, isWaiting: Bool)] {
        let from: SQLQuery = row.map { "AND d.id > \($0)" } ?? ""
        return try db.query(
            """
            SELECT d.id, l.deed_id, p.deed_id FROM audit_deed d
            LEFT JOIN audit_link l ON l.tenant_id = d.tenant_id AND l.deed_id = d.id AND l.tenant_id = \(db.tenant)
            LEFT JOIN audit_pending p ON p.tenant_id = d.tenant_id AND p.deed_id = d.id
            WHERE d.tenant_id = \(db.tenant) \(from) ORDER BY d.id LIMIT \(limit)
            """
        ).map {
            (
                try $0.get(0), try $0.optional(1, as: UUID.self) != nil, try $0.optional(2, as: UUID.self) != nil
            )
        }
    }

    /// What waits to be sealed and is not there, the first few.
    public static func lost(_ db: any SQLConnection, limit: Int) throws -> [UUID] {
        try db.query(
            """
            SELECT p.deed_id FROM audit_pending p
            LEFT JOIN audit_deed d ON d.tenant_id = p.tenant_id AND d.id = p.deed_id AND d.tenant_id = \(db.tenant)
            WHERE p.tenant_id = \(db.tenant) AND d.id IS NULL ORDER BY p.deed_id LIMIT \(limit)
            """
        ).map { try $0.get(0) }
    }

    public static func waitingCount(_ db: any SQLConnection) throws -> Int {
        try db.query("SELECT count(*) FROM audit_pending WHERE tenant_id = \(db.tenant)").first?.get(0) ?? 0
    }

    private static func seal(_ row: SQLRow) throws -> SealRecord {
        var cells = Cells(row)
        return try SealRecord(
            number: cells.take(), position: cells.take(), head: cells.take(), sealedAt: cells.take(),
            publicKey: cells.take(), signature: cells.take())
    }
}
