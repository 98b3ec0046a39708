public import Foundation
import Records
import Store
public import Vault

/// A token that was just made. Its text is shown once; only its digest is kept.
public struct CreatedToken: Sendable {
    public var name: String
    public var token: Secret
}

/// What a token opens, as it is at this moment.
public struct TokenGrant: Sendable, Hashable {
    /// The one workspace it is for; `nil` for all of this installation.
    public var tenant: UUID?
    /// What the audit log calls it.
    public var name = ""
    /// Whose it is; `nil` for one that was made on the machine itself, which may do everything.
    public var member: UUID?
    /// What it may do; of no meaning where it is nobody's.
    public var permissions: Set<Permission> = []

    public func may(_ permission: Permission) -> Bool {
        self.member == nil || self.permissions.contains(permission)
    }
}

/// Makes a bearer token of the API.
///
/// A member's token is for one workspace, may do at most what its owner may do there at the moment of each call, and falls with the
/// owner's place. One without an owner is made on the machine itself and is the program's own.
public struct CreateToken: Sendable {
    /// Whose it shall be.
    public struct Owner: Sendable, Hashable {
        public var member: UUID
        /// A role's name; `nil` for the owner's own role.
        public var role: String?

        public init(_ member: UUID, role: String? = nil) {
            self.member = member
            self.role = role
        }
    }

    public var name: String
    /// `nil` for all workspaces.
    public var tenant: UUID?

    let owner: Owner?
    let doer: Doer

    public init(name: String, tenant: UUID? = nil, owner: Owner? = nil, by doer: Doer = .machine) {
        self.name = name
        self.tenant = tenant
        self.owner = owner
        self.doer = doer
    }

    /// - Throws: `OperationError.invalid` for a name or an owner without a workspace, `MemberError.memberUnknown`, `.roleUnknown`,
    ///   `.roleAbove`.
    public func run(_ hub: Installation) async throws -> CreatedToken {
        let name = try Name.checked(self.name, field: "name")
        let token = APIToken.generate()
        let (tenant, owner, doer, now) = (self.tenant, self.owner, self.doer, hub.now())
        guard owner == nil || tenant != nil else {
            throw OperationError.invalid(
                field: "owner", reason: "A member's token is for one workspace: name it with --workspace.")
        }
        try await hub.store.system { db in
            var record = TokenRecord(digest: token.digest, tenant: tenant, name: name, createdAt: now)
            if let owner, let tenant {
                record.member = owner.member
                record.role = try TokenOwning.role(db, owner.role, of: owner.member, in: tenant).name
            }
            try TokenRecords.insert(db, record)
            // A token for all workspaces is told of in each.
            for id in try tenant.map({ [$0] }) ?? TenantRecords.all(db).map(\.id) {
                try AuditBook(hub: hub).add(
                    db, .tokenMade, by: doer, in: id, on: DeedObject("token", token.shortName),
                    ["scope": tenant == nil ? "installation" : "workspace", "role": record.role ?? "all"])
            }
        }
        return CreatedToken(name: name, token: token.secret)
    }
}

/// What a member's token may be.
enum TokenOwning {
    /// - Parameter role: `nil` for the owner's own.
    static func role(_ db: any SQLConnection, _ role: String?, of member: UUID, in tenant: UUID) throws -> Role {
        guard let place = try MembershipRecords.find(db, member: member, tenant: tenant),
            let own = Role.named(place.role)
        else { throw MemberError.memberUnknown }
        guard let role else { return own }
        guard let wanted = Role.named(role) else { throw MemberError.roleUnknown(role) }
        guard wanted.permissions.isSubset(of: own.permissions) else { throw MemberError.roleAbove(role) }
        return wanted
    }
}

/// Makes the first token of an installation, to be printed at its first start.
public struct EnsureToken: Sendable {
    public var name: String

    public init(name: String = "first start") { self.name = name }

    /// - Returns: `nil` when there is a valid token already.
    public func run(_ hub: Installation) async throws -> CreatedToken? {
        if try await hub.store.system({ try TokenRecords.any($0) }) { return nil }
        return try await CreateToken(name: self.name).run(hub)
    }
}

/// Whose a presented token is.
public struct FindToken: Sendable {
    let text: String

    public init(_ text: String) { self.text = text }

    /// - Returns: `nil` for what is no token, unknown, or revoked, and for one whose owner does not belong to its workspace any more.
    public func run(_ hub: Installation) async throws -> TokenGrant? {
        guard let token = APIToken(self.text) else { return nil }
        let now = hub.now()
        return try await hub.store.system { db in
            guard let record = try TokenRecords.find(db, digest: token.digest) else { return nil }
            if UseNote.isDue(record.usedAt, now: now) { try TokenRecords.use(db, digest: record.digest, at: now) }
            var grant = TokenGrant(tenant: record.tenant, name: token.shortName, member: record.member)
            guard let member = record.member else { return grant }
            guard let tenant = record.tenant,
                let place = try MembershipRecords.find(db, member: member, tenant: tenant)
            else { return nil }
            // At most what the owner may do now, whatever the token was made for.
            grant.permissions = (record.role.flatMap(Role.named)?.permissions ?? [])
                .intersection(Role.named(place.role)?.permissions ?? [])
            return grant
        }
    }
}

/// How exactly it is known when a token was last used, or a member last in a workspace.
enum UseNote {
    /// Seconds: what is used all day costs a row's change an hour.
    static let every: TimeInterval = 3_600

    static func isDue(_ last: Date?, now: Date) -> Bool { last.map { now.timeIntervalSince($0) >= self.every } ?? true }
}
