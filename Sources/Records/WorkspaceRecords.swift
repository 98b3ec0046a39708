public import Commerce
public import Foundation
public import Store

/// A tenant as the whole installation knows it: a name, and its key under the master key.
public struct TenantRecord: Sendable, Hashable {
    public var id: UUID
    public var name: String
    public var wrappedKey: [UInt8]
    public var createdAt: Date

    public init(id: UUID, name: String, wrappedKey: [UInt8], createdAt: Date) {
        self.id = id
        self.name = name
        self.wrappedKey = wrappedKey
        self.createdAt = createdAt
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
    /// Inside `store.system`.
    ///
    /// - Throws: `StoreError` of kind `.duplicate` when the name is taken.
    public static func insert(_ db: any SQLConnection, _ tenant: TenantRecord) throws {
        try db.query(
            """
            INSERT INTO tenant (id, name, wrapped_key, created_at)
            VALUES (\(tenant.id), \(tenant.name), \(tenant.wrappedKey), \(tenant.createdAt))
            """)
    }

    /// Every tenant, oldest first. Inside `store.system`.
    public static func all(_ db: any SQLConnection) throws -> [TenantRecord] {
        try db.query("SELECT id, name, wrapped_key, created_at FROM tenant ORDER BY created_at, id").map { row in
            let (id, name, key, at) = try row.decode(UUID.self, String.self, [UInt8].self, Date.self)
            return TenantRecord(id: id, name: name, wrappedKey: key, createdAt: at)
        }
    }

    /// Inside `store.system`.
    public static func find(_ db: any SQLConnection, id: UUID) throws -> TenantRecord? {
        try db.query("SELECT id, name, wrapped_key, created_at FROM tenant WHERE id = \(id)").first.map { row in
            let (id, name, key, at) = try row.decode(UUID.self, String.self, [UInt8].self, Date.self)
            return TenantRecord(id: id, name: name, wrappedKey: key, createdAt: at)
        }
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
