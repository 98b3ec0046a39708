import Commerce
import Foundation
import Records
import Store
import Vault

/// A workspace as lists show it.
public struct WorkspaceSummary: Sendable, Hashable, Encodable {
    public var id: String
    public var name: String
    public var currency: String
    public var policy: String
    /// Units that `buffered` keeps back from each offer.
    public var buffer: Int
    /// Double sales per order that `adaptive` accepts.
    public var tolerance: Double
    /// The connection whose count is the truth; missing when the hub's is.
    public var authority: String?
    public var createdAt: Date
    /// Since when nothing may be done in it, and why; missing where all is well.
    public var suspended: SuspensionView?

    init(_ tenant: TenantRecord, _ workspace: WorkspaceRecord, authority: String?) {
        self.id = tenant.id.text
        self.name = tenant.name
        self.currency = workspace.currency.code
        self.policy = workspace.policy.rawValue
        self.buffer = workspace.policyBuffer
        self.tolerance = workspace.tolerance
        self.authority = authority
        self.createdAt = tenant.createdAt
        self.suspended = tenant.suspension.map { SuspensionView($0) }
    }
}

/// Makes a workspace: a tenant with a key of its own, its decisions, and a first location.
public struct CreateWorkspace: Sendable {
    public var name: String
    /// Of its catalogue's prices.
    public var currency: Currency
    public var policy: SellingPolicy

    let doer: Doer

    public init(name: String, currency: Currency, policy: SellingPolicy = .adaptive, by doer: Doer = .machine) {
        self.name = name
        self.currency = currency
        self.policy = policy
        self.doer = doer
    }

    /// - Throws: `OperationError.workspaceExists`, `.invalid`.
    public func run(_ hub: Installation) async throws -> WorkspaceSummary {
        let name = try Name.checked(self.name, field: "name")
        // An id is how an unnamed workspace is told; a name that looks like one would be found twice.
        guard UUID(uuidString: name) == nil else {
            throw OperationError.invalid(field: "name", reason: "A name cannot look like an id.")
        }
        let id = hub.id()
        let (key, now, doer) = (TenantKey.generate(), hub.now(), self.doer)
        let tenant: TenantRecord
        do {
            tenant = try await hub.store.system { db in
                let wrapped = try key.wrapped(for: id, under: try hub.masters.wrapping(db))
                let made = TenantRecord(id: id, name: name, wrappedKey: wrapped, createdAt: now)
                try TenantRecords.insert(db, made)
                try AuditBook(hub: hub).add(db, .workspaceMade, by: doer, in: made.id)
                return made
            }
        } catch let error as StoreError where error.kind == .duplicate {
            return try await self.finished(name, hub) ?? { throw OperationError.workspaceExists(name) }()
        }
        return try await self.furnish(tenant, hub)
    }

    /// A tenant of that name whose furnishing a crash had cut short is finished; a whole one is somebody's.
    private func finished(_ name: String, _ hub: Installation) async throws -> WorkspaceSummary? {
        let all = try await hub.store.system { try TenantRecords.all($0) }
        guard let tenant = all.first(where: { $0.name == name }) else { return nil }
        let exists = try await hub.store.read(as: tenant.id) { try WorkspaceRecords.load($0) != nil }
        return exists ? nil : try await self.furnish(tenant, hub)
    }

    private func furnish(_ tenant: TenantRecord, _ hub: Installation) async throws -> WorkspaceSummary {
        let workspace = WorkspaceRecord(policy: self.policy, currency: self.currency)
        try await hub.store.write(as: tenant.id) { db in
            try WorkspaceRecords.save(db, workspace)
            try LocationRecords.insert(db, LocationRecord(id: hub.id(), name: "Main", position: 0))
        }
        return WorkspaceSummary(tenant, workspace, authority: nil)
    }
}

/// All workspaces of this installation, oldest first.
public struct ListWorkspaces: Sendable {
    public init() {}

    public func run(_ hub: Installation) async throws -> [WorkspaceSummary] {
        var result: [WorkspaceSummary] = []
        for tenant in try await hub.store.system({ try TenantRecords.all($0) }) {
            result.append(try await Self.summary(tenant, hub))
        }
        return result
    }

    static func summary(_ tenant: TenantRecord, _ hub: Installation) async throws -> WorkspaceSummary {
        try await hub.store.read(as: tenant.id) { db in
            guard let workspace = try WorkspaceRecords.load(db) else {
                throw OperationError.unknownWorkspace(tenant.name)
            }
            let authority = try workspace.authority.flatMap { try ConnectionRecords.load(db, $0)?.name }
            return WorkspaceSummary(tenant, workspace, authority: authority)
        }
    }
}

/// The workspace of a desk.
public struct ShowWorkspace: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> WorkspaceSummary {
        let id = desk.tenant
        guard let tenant = try await desk.hub.store.system({ try TenantRecords.find($0, id: id) }) else {
            throw OperationError.unknownWorkspace(id.text)
        }
        return try await ListWorkspaces.summary(tenant, desk.hub)
    }
}

/// Whose rows to work on: the workspace of that name or id, or the only one there is.
public struct FindWorkspace: Sendable {
    public var text: String?

    public init(_ text: String?) { self.text = text }

    /// - Throws: `OperationError.noWorkspace`, `.unknownWorkspace`, `.ambiguousWorkspace`.
    public func run(_ hub: Installation) async throws -> UUID {
        let all = try await hub.store.system { try TenantRecords.all($0) }
        guard let text = self.text else {
            guard let only = all.first else { throw OperationError.noWorkspace }
            guard all.count == 1 else { throw OperationError.ambiguousWorkspace(all.map(\.name)) }
            return only.id
        }
        guard let found = all.first(where: { $0.name == text || $0.id == UUID(uuidString: text) }) else {
            throw all.isEmpty ? OperationError.noWorkspace : .unknownWorkspace(text)
        }
        return found.id
    }
}

/// Names that people give to things.
enum Name {
    /// Trimmed, 1 to 100 characters, none of them invisible.
    static func checked(_ text: String, field: String) throws -> String {
        let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...100).contains(name.count) else {
            throw OperationError.invalid(field: field, reason: "Give 1 to 100 characters.")
        }
        let hidden = name.unicodeScalars.contains {
            [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        }
        guard !hidden else { throw OperationError.invalid(field: field, reason: "It holds an invisible character.") }
        return name
    }
}
