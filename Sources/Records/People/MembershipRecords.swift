public import Foundation
public import Store

/// A member's place in one workspace.
public struct MembershipRecord: Sendable, Hashable {
    public var member: UUID
    public var tenant: UUID
    /// A role's name. One that this program does not know may do nothing.
    public var role: String
    /// Apart from every role: whether buyers' personal data may be seen.
    public var buyerData: Bool
    public var joinedAt: Date
    /// When they last looked at it, to the hour; `nil` where they never did, or not since that is noted.
    public var seenAt: Date?

    public init(
        member: UUID, tenant: UUID, role: String, buyerData: Bool = false, joinedAt: Date, seenAt: Date? = nil
    ) {
        self.member = member
        self.tenant = tenant
        self.role = role
        self.buyerData = buyerData
        self.joinedAt = joinedAt
        self.seenAt = seenAt
    }
}

/// Who may enter which workspace. Global: a sign-in must find them before there is a tenant. Inside `store.system`.
public enum MembershipRecords {
    private static let columns: SQLQuery = "member_id, tenant_id, role, buyer_data, joined_at, seen_at"

    /// - Throws: `StoreError` of kind `.duplicate` for who belongs to it already.
    public static func insert(_ db: any SQLConnection, _ place: MembershipRecord) throws {
        try db.query(
            """
            INSERT INTO membership (member_id, tenant_id, role, buyer_data, joined_at)
            VALUES (\(place.member), \(place.tenant), \(place.role), \(place.buyerData), \(place.joinedAt))
            """)
    }

    public static func find(_ db: any SQLConnection, member: UUID, tenant: UUID) throws -> MembershipRecord? {
        try db.query(
            "SELECT \(self.columns) FROM membership WHERE member_id = \(member) AND tenant_id = \(tenant)"
        ).first.map(self.decode)
    }

    /// A member's places with the workspaces' names, by name.
    public static func all(_ db: any SQLConnection, member: UUID) throws -> [(place: MembershipRecord, name: String)] {
        try db.query(
            """
            SELECT m.member_id, m.tenant_id, m.role, m.buyer_data, m.joined_at, m.seen_at, t.name
            FROM membership m JOIN tenant t ON t.id = m.tenant_id
            WHERE m.member_id = \(member) ORDER BY t.name, t.id
            """
        ).map { (try self.decode($0), try $0.get(6)) }
    }

    /// Everyone in a workspace, oldest first.
    public static func all(_ db: any SQLConnection, tenant: UUID) throws -> [MembershipRecord] {
        try db.query(
            "SELECT \(self.columns) FROM membership WHERE tenant_id = \(tenant) ORDER BY joined_at, member_id"
        ).map(self.decode)
    }

    /// How many have this role, their rows locked until the transaction ends: two owners who leave at once do not both
    /// see the other.
    public static func lockedCount(_ db: any SQLConnection, tenant: UUID, role: String) throws -> Int {
        try db.query(
            sqlite: "SELECT member_id FROM membership WHERE tenant_id = \(tenant) AND role = \(role)",
            postgres: """
                SELECT member_id FROM membership WHERE tenant_id = \(tenant) AND role = \(role)
                ORDER BY member_id FOR UPDATE
                """
        ).count
    }

    public static func change(
        _ db: any SQLConnection, member: UUID, tenant: UUID, role: String, buyerData: Bool
    ) throws {
        try db.query(
            """
            UPDATE membership SET role = \(role), buyer_data = \(buyerData)
            WHERE member_id = \(member) AND tenant_id = \(tenant)
            """)
    }

    public static func see(_ db: any SQLConnection, member: UUID, tenant: UUID, at now: Date) throws {
        try db.query(
            "UPDATE membership SET seen_at = \(now) WHERE member_id = \(member) AND tenant_id = \(tenant)")
    }

    public static func remove(_ db: any SQLConnection, member: UUID, tenant: UUID) throws {
        try db.query("DELETE FROM membership WHERE member_id = \(member) AND tenant_id = \(tenant)")
    }

    private static func decode(_ row: SQLRow) throws -> MembershipRecord {
        var cells = Cells(row)
        return try MembershipRecord(
            member: cells.take(), tenant: cells.take(), role: cells.take(), buyerData: cells.take(),
            joinedAt: cells.take(), seenAt: cells.maybe())
    }
}
