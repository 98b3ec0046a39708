public import Commerce
public import Foundation
public import Store

/// A tenant as the whole installation knows it: a name, and its key under the master key.
public struct TenantRecord: Sendable, Hashable {
    public var id: UUID
    public var name: String
    public var wrappedKey: [UInt8]
    /// The key before it, as long as something may still be sealed under it.
    public var formerKey: [UInt8]?
    /// When the key was made; `nil` for one that is as old as the tenant.
    public var keyMadeAt: Date?
    public var createdAt: Date
    /// Since when and why nothing may be done in it; `nil` where all is well.
    public var suspension: SuspensionRecord?

    public init(id: UUID, name: String, wrappedKey: [UInt8], createdAt: Date) {
        self.id = id
        self.name = name
        self.wrappedKey = wrappedKey
        self.createdAt = createdAt
    }
}

/// Why a workspace stands still, and what its people say to that.
public struct SuspensionRecord: Sendable, Hashable {
    public var since: Date
    public var reason: String
    public var appeal: String?
    public var appealedAt: Date?

    public init(since: Date, reason: String) {
        self.since = since
        self.reason = reason
    }
}

/// What a tenant has decided for all of its stock.
public struct WorkspaceRecord: Sendable, Hashable {
    public var policy: SellingPolicy
    /// Units that `buffered` keeps back from each offer.
    public var policyBuffer: Int
    /// Double sales per order that `adaptive` accepts.
    public var tolerance: Double
    public var currency: Currency
    /// The connection whose count is the truth; `nil` when the hub's is.
    public var authority: UUID?

    public init(
        policy: SellingPolicy = .adaptive, policyBuffer: Int = 1, tolerance: Double = 0.00001, currency: Currency,
        authority: UUID? = nil
    ) {
        self.policy = policy
        self.policyBuffer = policyBuffer
        self.tolerance = tolerance
        self.currency = currency
        self.authority = authority
    }
}

public enum TenantRecords {
    private static let columns: SQLQuery =
        "id, name, wrapped_key, former_key, key_made_at, created_at, suspended_at, suspended_for, appeal, appealed_at"

    /// Inside `store.system`.
    ///
    /// - Throws: `StoreError` of kind `.duplicate` when the name is taken.
    public static func insert(_ db: any SQLConnection, _ tenant: TenantRecord) throws {
        try db.query(
            """
            INSERT INTO tenant (id, name, wrapped_key, former_key, key_made_at, created_at)
            VALUES (\(tenant.id), \(tenant.name), \(tenant.wrappedKey), \(tenant.formerKey), \(tenant.keyMadeAt),
                \(tenant.createdAt))
            """)
    }

    /// Every tenant, oldest first. Inside `store.system`.
    public static func all(_ db: any SQLConnection) throws -> [TenantRecord] {
        try db.query("SELECT \(self.columns) FROM tenant ORDER BY created_at, id").map(self.decode)
    }

    public static func find(_ db: any SQLConnection, id: UUID) throws -> TenantRecord? {
        try db.query("SELECT \(self.columns) FROM tenant WHERE id = \(id)").first.map(self.decode)
    }

    /// The tenant as it stays until this transaction ends: its keys are not changed meanwhile. Others may hold it so too.
    public static func hold(_ db: any SQLConnection, id: UUID) throws -> TenantRecord? {
        try db.query(
            sqlite: "SELECT \(self.columns) FROM tenant WHERE id = \(id)",
            postgres: "SELECT \(self.columns) FROM tenant WHERE id = \(id) FOR SHARE"
        ).first.map(self.decode)
    }

    /// The tenant, held by this transaction alone until it ends. Inside `store.system`.
    public static func lock(_ db: any SQLConnection, id: UUID) throws -> TenantRecord? {
        try db.query(
            sqlite: "SELECT \(self.columns) FROM tenant WHERE id = \(id)",
            postgres: "SELECT \(self.columns) FROM tenant WHERE id = \(id) FOR UPDATE"
        ).first.map(self.decode)
    }

    /// Puts other keys into the tenant's row. Inside `store.system`, after `lock`.
    public static func setKeys(
        _ db: any SQLConnection, _ id: UUID, wrapped: [UInt8], former: [UInt8]?, madeAt: Date?
    ) throws {
        try db.query(
            """
            UPDATE tenant SET wrapped_key = \(wrapped), former_key = \(former), key_made_at = \(madeAt)
            WHERE id = \(id)
            """)
    }

    /// Stops the tenant, or (`nil`) lets it go on. Inside `store.system`.
    public static func setSuspension(_ db: any SQLConnection, _ id: UUID, _ suspension: SuspensionRecord?) throws {
        try db.query(
            """
            UPDATE tenant SET suspended_at = \(suspension?.since), suspended_for = \(suspension?.reason),
                appeal = \(suspension?.appeal), appealed_at = \(suspension?.appealedAt)
            WHERE id = \(id)
            """)
    }

    /// All that are stopped. Inside `store.system`.
    public static func suspended(_ db: any SQLConnection) throws -> Set<UUID> {
        Set(try db.query("SELECT id FROM tenant WHERE suspended_at IS NOT NULL").map { try $0.get(0) })
    }

    /// Whether the tenant whose rows are looked at is stopped.
    public static func askingSuspended(_ db: any SQLConnection) -> TypedQuery<Bool> {
        TypedQuery("SELECT suspended_at FROM tenant WHERE id = \(db.tenant)") {
            try $0.optional(0, as: Date.self) != nil
        }
    }

    private static func decode(_ row: SQLRow) throws -> TenantRecord {
        var cells = Cells(row)
        var record = try TenantRecord(
            id: cells.take(), name: cells.take(), wrappedKey: cells.take(), createdAt: .distantPast)
        record.formerKey = try cells.maybe()
        record.keyMadeAt = try cells.maybe()
        record.createdAt = try cells.take()
        let (since, reason) = (try cells.maybe(Date.self), try cells.maybe(String.self))
        let (appeal, appealedAt) = (try cells.maybe(String.self), try cells.maybe(Date.self))
        record.suspension = since.map { SuspensionRecord(since: $0, reason: reason ?? "") }
        record.suspension?.appeal = appeal
        record.suspension?.appealedAt = appealedAt
        return record
    }
}

public enum WorkspaceRecords {
    public static func load(_ db: any SQLConnection) throws -> WorkspaceRecord? {
        try db.ask(self.asking(db)).first
    }

    public static func asking(_ db: any SQLConnection) -> TypedQuery<WorkspaceRecord> {
        TypedQuery(
            """
            SELECT policy, policy_buffer, tolerance, currency, authority_id FROM workspace
            WHERE tenant_id = \(db.tenant)
            """
        ) { row in
            var cells = Cells(row)
            let policy = SellingPolicy(rawValue: try cells.take()) ?? .guaranteed
            return try WorkspaceRecord(
                policy: policy, policyBuffer: cells.take(), tolerance: cells.take(),
                currency: Currency(cells.take(String.self)) ?? .eur, authority: cells.maybe())
        }
    }

    public static func save(_ db: any SQLConnection, _ workspace: WorkspaceRecord) throws {
        try db.query(
            """
            INSERT INTO workspace (tenant_id, policy, policy_buffer, tolerance, currency, authority_id)
            VALUES (\(db.tenant), \(workspace.policy.rawValue), \(workspace.policyBuffer), \(workspace.tolerance),
                \(workspace.currency.code), \(workspace.authority))
            ON CONFLICT (tenant_id) DO UPDATE SET policy = excluded.policy, policy_buffer = excluded.policy_buffer,
                tolerance = excluded.tolerance, currency = excluded.currency, authority_id = excluded.authority_id
            """)
    }
}
