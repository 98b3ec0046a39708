public import Foundation
public import Store

/// A person asked into a workspace, from the question to the answer.
public struct InvitationRecord: Sendable, Hashable {
    public var id: UUID
    public var tenant: UUID
    /// Whom it is for; nobody else can accept it.
    public var address: String
    public var role: String
    public var buyerData: Bool
    /// `nil` for one made at the command line.
    public var invitedBy: UUID?
    /// Whether the link went to the address by mail, and to nobody else: who has it then owns the address.
    public var isMailed: Bool
    public var createdAt: Date
    /// When it was accepted, withdrawn, or replaced by a newer one.
    public var spentAt: Date?

    public init(
        id: UUID, tenant: UUID, address: String, role: String, buyerData: Bool, invitedBy: UUID?, isMailed: Bool,
        createdAt: Date
    ) {
        self.id = id
        self.tenant = tenant
        self.address = address
        self.role = role
        self.buyerData = buyerData
        self.invitedBy = invitedBy
        self.isMailed = isMailed
        self.createdAt = createdAt
    }
}

/// Inside `store.system`.
public enum InvitationRecords {
    private static let columns: SQLQuery =
        "id, tenant_id, address, role, buyer_data, invited_by, is_mailed, created_at, spent_at"

    public static func insert(_ db: any SQLConnection, _ record: InvitationRecord, digest: [UInt8]) throws {
        try db.query(
            """
            INSERT INTO invitation (digest, \(self.columns))
            VALUES (\(digest), \(record.id), \(record.tenant), \(record.address), \(record.role), \(record.buyerData),
                \(record.invitedBy), \(record.isMailed), \(record.createdAt), \(record.spentAt))
            """)
    }

    public static func find(_ db: any SQLConnection, digest: [UInt8]) throws -> InvitationRecord? {
        try db.query("SELECT \(self.columns) FROM invitation WHERE digest = \(digest)").first.map(self.decode)
    }

    /// Those of a workspace that still wait for their answer, oldest first.
    public static func open(_ db: any SQLConnection, tenant: UUID) throws -> [InvitationRecord] {
        try db.query(
            """
            SELECT \(self.columns) FROM invitation WHERE tenant_id = \(tenant) AND spent_at IS NULL
            ORDER BY created_at, id
            """
        ).map(self.decode)
    }

    /// - Returns: Whether it was still open.
    public static func spend(_ db: any SQLConnection, _ id: UUID, tenant: UUID, at now: Date) throws -> Bool {
        try db.execute(
            "UPDATE invitation SET spent_at = \(now) WHERE id = \(id) AND tenant_id = \(tenant) AND spent_at IS NULL"
        ) == 1
    }

    /// What an earlier invitation of the same person was good for ends with a newer one.
    public static func replace(_ db: any SQLConnection, tenant: UUID, address: String, at now: Date) throws {
        try db.query(
            """
            UPDATE invitation SET spent_at = \(now)
            WHERE tenant_id = \(tenant) AND address = \(address) AND spent_at IS NULL
            """)
    }

    public static func forget(_ db: any SQLConnection, before: Date) throws {
        try db.query("DELETE FROM invitation WHERE created_at < \(before)")
    }

    private static func decode(_ row: SQLRow) throws -> InvitationRecord {
        var cells = Cells(row)
        var record = try InvitationRecord(
            id: cells.take(), tenant: cells.take(), address: cells.take(), role: cells.take(), buyerData: cells.take(),
            invitedBy: cells.maybe(), isMailed: cells.take(), createdAt: cells.take())
        record.spentAt = try cells.maybe()
        return record
    }
}
