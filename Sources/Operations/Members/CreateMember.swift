public import Foundation
import Records
import Store
public import Vault

/// Creates a member at the command line: for the machine's own operator, who needs no invitation.
public struct CreateMember: Sendable {
    let address: String
    let name: String
    let role: String
    let tenant: UUID
    let buyerData: Bool

    public init(address: String, name: String, role: String, tenant: UUID, buyerData: Bool = false) {
        self.address = address
        self.name = name
        self.role = role
        self.tenant = tenant
        self.buyerData = buyerData
    }

    /// Adds the member to the workspace; who has no account yet gets one.
    ///
    /// - Returns: The link at which a new member chooses the password; `nil` for one who has one.
    /// - Throws: `MemberError.badAddress`, `.roleUnknown`, `.memberExists`.
    public func run(_ hub: Installation) async throws -> Secret? {
        guard let address = MailAddress(self.address) else { throw MemberError.badAddress }
        guard let role = Role.named(self.role) else { throw MemberError.roleUnknown(self.role) }
        let name = try Name.checked(self.name.isEmpty ? address.text : self.name, field: "name")
        let now = hub.now()
        let fresh = MemberRecord(id: hub.id(), address: address.text, name: name, wrappedKey: [], createdAt: now)
        let (tenant, buyerData) = (self.tenant, self.buyerData)
        let token = try await hub.store.system { db -> BearerToken? in
            let known = try MemberRecords.find(db, address: address.text)
            var made = fresh
            made.wrappedKey = try MemberVault.makeKey(db, for: made.id, hub)
            if known == nil { try MemberRecords.insert(db, made) }
            let member = known ?? made
            guard try MembershipRecords.find(db, member: member.id, tenant: tenant) == nil else {
                throw MemberError.memberExists
            }
            try MembershipRecords.insert(
                db,
                MembershipRecord(
                    member: member.id, tenant: tenant, role: role.name, buyerData: buyerData, joinedAt: now))
            try SessionRecords.endAll(db, member: member.id)
            try AuditBook(hub: hub).add(
                db, .memberMade, by: .machine, in: tenant, on: .member(member.id),
                ["role": role.name, "buyer-data": buyerData ? "yes" : "no"])
            return member.password == nil ? try Links.make(db, .reset, member: member.id, at: now) : nil
        }
        return token.map { hub.people.link("reset", $0) }
    }
}

/// The only member of an installation becomes the owner of a workspace made at the command line or by the API.
public struct AdoptWorkspace: Sendable {
    let workspace: WorkspaceSummary

    public init(_ workspace: WorkspaceSummary) { self.workspace = workspace }

    /// - Returns: The owner's address; `nil` where there is nobody, or several of whom one must be named.
    @discardableResult
    public func run(_ hub: Installation) async throws -> String? {
        guard let tenant = UUID(uuidString: self.workspace.id) else { return nil }
        let now = hub.now()
        return try await hub.store.system { db in
            let all = try MemberRecords.all(db)
            guard all.count == 1, let only = all.first,
                try MembershipRecords.find(db, member: only.id, tenant: tenant) == nil
            else { return nil }
            try MembershipRecords.insert(
                db, MembershipRecord(member: only.id, tenant: tenant, role: Role.owner.name, joinedAt: now))
            try AuditBook(hub: hub).add(
                db, .memberMade, by: .machine, in: tenant, on: .member(only.id), ["role": Role.owner.name])
            return only.address
        }
    }
}

/// A link that signs a member in once, for whoever runs the program on this machine.
public struct MakeEntry: Sendable {
    let address: String

    public init(address: String) { self.address = address }

    /// - Throws: `MemberError.memberUnknown`.
    public func run(_ hub: Installation) async throws -> Secret {
        let (address, now) = (MailAddress(self.address)?.text ?? self.address, hub.now())
        let token = try await hub.store.system { db in
            guard let member = try MemberRecords.find(db, address: address) else { throw MemberError.memberUnknown }
            try AuditBook(hub: hub).add(db, .entryMade, by: .machine, ofMember: member.id)
            return try Links.make(db, .entry, member: member.id, at: now)
        }
        return hub.people.link("enter", token)
    }
}

/// Uses such a link.
public struct Enter: Sendable {
    let token: String

    public init(token: String) { self.token = token }

    /// A second factor is asked for where there is one: the link stands for the password only.
    public func run(_ hub: Installation, marks: BrowserMarks) async throws -> SignedIn {
        let (token, now) = (self.token, hub.now())
        let member = try await hub.store.system { db in
            let (digest, id) = try Links.open(db, token, .entry, at: now)
            guard let id, let member = try MemberRecords.find(db, id: id) else { throw MemberError.linkUnknown }
            try Links.spend(db, digest, at: now)
            return member
        }
        return try await OpenSession(
            member: member, marks: marks, isKnown: false, stage: member.totpSecret == nil ? .whole : .half
        ).run(hub)
    }
}
