public import Foundation
import Records
import Store
public import Vault
import Wire

/// A person who was asked in, as the list shows it.
public struct InvitationLine: Sendable, Hashable {
    public var id: UUID
    public var address: String
    public var role: String
    public var buyerData: Bool
    public var createdAt: Date
    public var isMailed: Bool
    /// Why the mail has not gone out; `nil` where nothing is known against it.
    public var trouble: String?
    public var isExpired: Bool
}

/// Who asks, and so how far it reaches.
public enum Inviter: Sendable {
    /// The machine's own operator, at the command line.
    case machine
    case member(Visitor)

    /// - Throws: `MemberError.forbidden`, `.roleAbove`.
    func check(_ role: Role, buyerData: Bool, in tenant: UUID) throws {
        guard case .member(let visitor) = self else { return }
        guard let place = visitor.place(tenant), let own = place.role, place.may(.manageMembers) else {
            throw MemberError.forbidden(.manageMembers)
        }
        guard own.reaches(role), !buyerData || place.buyerData || place.may(.own) else {
            throw MemberError.roleAbove(buyerData && own.reaches(role) ? Permission.buyerData.rawValue : role.name)
        }
    }
}

/// Asks a person into a workspace. An earlier invitation of the same person ends with it.
public struct InviteMember: Sendable {
    let address: String
    let role: String
    let buyerData: Bool
    let tenant: UUID
    let inviter: Inviter
    let byMail: Bool

    /// - Parameter byMail: Whether the link goes out by mail, where mail is sent; else it is handed over.
    public init(
        address: String, role: String, buyerData: Bool = false, tenant: UUID, by inviter: Inviter, byMail: Bool = true
    ) {
        self.address = address
        self.role = role
        self.buyerData = buyerData
        self.tenant = tenant
        self.inviter = inviter
        self.byMail = byMail
    }

    /// - Returns: The link, to be handed over; `nil` where it goes by mail, and nobody else sees it.
    public func run(_ hub: Installation) async throws -> Secret? {
        guard let address = MailAddress(self.address) else { throw MemberError.badAddress }
        guard let role = Role.named(self.role) else { throw MemberError.roleUnknown(self.role) }
        try self.inviter.check(role, buyerData: self.buyerData, in: self.tenant)
        let letters = Letters(hub: hub)
        let token = BearerToken.generate(.invitation)
        let link = hub.people.link("join", token)
        let by: UUID? = if case .member(let visitor) = self.inviter { visitor.member } else { nil }
        let record = InvitationRecord(
            id: hub.id(), tenant: self.tenant, address: address.text, role: role.name, buyerData: self.buyerData,
            invitedBy: by, isMailed: self.byMail && letters.isOn, createdAt: hub.now())
        try await hub.store.system { db in
            guard let tenant = try TenantRecords.find(db, id: record.tenant) else {
                throw OperationError.unknownWorkspace(record.tenant.text)
            }
            if let known = try MemberRecords.find(db, address: record.address),
                try MembershipRecords.find(db, member: known.id, tenant: record.tenant) != nil
            {
                throw MemberError.memberExists
            }
            try InvitationRecords.replace(
                db, tenant: record.tenant, address: record.address, at: record.createdAt)
            try InvitationRecords.insert(db, record, digest: token.digest)
            try AuditBook(hub: hub).add(
                db, .memberInvited, by: by.map { .member($0) } ?? .machine, in: record.tenant,
                on: DeedObject("invitation", record.id),
                ["role": record.role, "buyer-data": record.buyerData ? "yes" : "no"])
            if record.isMailed {
                try letters.post(
                    db, .invitation, about: record.id,
                    .link(
                        to: record.address, subject: "You are invited to \(tenant.name)",
                        "You are invited to the workspace “\(tenant.name)” as \(record.role). Join here:", link: link,
                        life: "a week", else: "If you expected nothing of the kind, leave it."))
            }
        }
        return record.isMailed ? nil : link
    }
}

/// What an invitation's link opens, for its page.
public struct InvitationView: Sendable, Hashable {
    public var workspace: String
    public var address: String
    public var role: String
    /// Whether the address has an account: then one signs in, and chooses no password.
    public var hasAccount: Bool
}

/// Looks at an invitation without using it.
public struct ShowInvitation: Sendable {
    let token: String

    public init(token: String) { self.token = token }

    /// - Throws: `MemberError.linkUnknown`, `.linkSpent`, `.linkExpired`.
    public func run(_ hub: Installation) async throws -> InvitationView {
        let (token, now) = (self.token, hub.now())
        return try await hub.store.system { db in
            let record = try Self.open(db, token, at: now)
            let member = try MemberRecords.find(db, address: record.address)
            let tenant = try TenantRecords.find(db, id: record.tenant)
            return InvitationView(
                workspace: tenant?.name ?? "", address: record.address, role: record.role,
                hasAccount: member != nil && (member?.password != nil || !record.isMailed))
        }
    }

    static func open(_ db: any SQLConnection, _ text: String, at now: Date) throws -> InvitationRecord {
        guard let token = BearerToken(text, kind: .invitation),
            let record = try InvitationRecords.find(db, digest: token.digest)
        else { throw MemberError.linkUnknown }
        switch OneTimeToken(kind: .invitation, made: record.createdAt, spent: record.spentAt).verdict(now: now) {
        case .good: return record
        case .spent: throw MemberError.linkSpent
        case .expired: throw MemberError.linkExpired
        }
    }
}

/// Joins. The invitation is for one address: who is signed in with another is refused, and who has an account there signs in
/// first.
public struct AcceptInvitation: Sendable {
    public enum Who: Sendable {
        case visitor(Visitor)
        /// Nobody yet: an account is made.
        case stranger(name: String, password: String)
    }

    let token: String
    let who: Who
    let terms: String

    /// - Parameter terms: The version of the terms that was accepted.
    public init(token: String, as who: Who, terms: String = "") {
        self.token = token
        self.who = who
        self.terms = terms
    }

    /// - Returns: A new session: for a new member the first, for a visitor their own under another token.
    public func run(_ hub: Installation, marks: BrowserMarks) async throws -> SignedIn {
        switch self.who {
        case .visitor(let visitor): try await self.join(visitor, hub)
        case .stranger(let name, let password): try await self.join(name, password, hub, marks)
        }
    }

    private func join(_ visitor: Visitor, _ hub: Installation) async throws -> SignedIn {
        let (token, now, terms) = (self.token, hub.now(), self.terms)
        let session = try await hub.store.system { db -> BearerToken in
            let record = try ShowInvitation.open(db, token, at: now)
            guard record.address == visitor.address, !visitor.isHalf else { throw MemberError.invitationForAnother }
            try Self.enter(db, record, member: visitor.member, hub)
            try Terms.take(db, terms, by: visitor.member, hub)
            try SessionRecords.look(db, visitor.session, at: record.tenant)
            return try RenewSession(visitor: visitor).run(db)
        }
        return SignedIn(token: session, isHalf: false)
    }

    private func join(
        _ name: String, _ password: String, _ hub: Installation, _ marks: BrowserMarks
    ) async throws -> SignedIn {
        let (token, now, terms) = (self.token, hub.now(), self.terms)
        let address = try await hub.store.system { db in
            let record = try ShowInvitation.open(db, token, at: now)
            _ = try Self.vacant(db, record)
            return record.address
        }
        try Terms.check(terms, hub)
        let name = try Name.checked(name, field: "Your name")
        let hash = try await ChoosePassword(typed: password, address: address, name: name).run(hub)
        var fresh = MemberRecord(id: hub.id(), address: address, name: name, wrappedKey: [], createdAt: now)
        fresh.password = hash.text.reveal()
        fresh.passwordAt = now
        let made = fresh
        let member = try await hub.store.system { db -> MemberRecord in
            let record = try ShowInvitation.open(db, token, at: now)
            var member = made
            if record.isMailed { member.verifiedAt = now }
            if let known = try Self.vacant(db, record) {
                member = known
                try MemberRecords.setPassword(db, known.id, to: made.password ?? "", former: [], at: now)
                try MemberRecords.verify(db, known.id, at: now)
            } else {
                member.wrappedKey = try MemberVault.makeKey(db, for: member.id, hub)
                try MemberRecords.insert(db, member)
            }
            try Self.enter(db, record, member: member.id, hub)
            try Terms.take(db, terms, by: member.id, hub)
            try AskToVerify.post(db, member, hub)
            return member
        }
        return try await OpenSession(member: member, marks: marks, isKnown: false, stage: .whole).run(hub)
    }

    /// An account that was made at the command line and has no password yet. Who got the invitation in its mailbox may take
    /// it; who was handed a link may not: the account may belong to other workspaces.
    ///
    /// - Returns: `nil` where there is no account.
    /// - Throws: `MemberError.invitationNeedsSignIn`.
    private static func vacant(_ db: any SQLConnection, _ record: InvitationRecord) throws -> MemberRecord? {
        guard let known = try MemberRecords.find(db, address: record.address) else { return nil }
        guard known.password == nil, record.isMailed else { throw MemberError.invitationNeedsSignIn }
        return known
    }

    private static func enter(
        _ db: any SQLConnection, _ record: InvitationRecord, member: UUID, _ hub: Installation
    ) throws {
        let now = hub.now()
        guard try InvitationRecords.spend(db, record.id, tenant: record.tenant, at: now) else {
            throw MemberError.linkSpent
        }
        guard try MembershipRecords.find(db, member: member, tenant: record.tenant) == nil else {
            throw MemberError.memberExists
        }
        try MembershipRecords.insert(
            db,
            MembershipRecord(
                member: member, tenant: record.tenant, role: record.role, buyerData: record.buyerData, joinedAt: now))
        try AuditBook(hub: hub).add(
            db, .memberJoined, by: .member(member), in: record.tenant, on: DeedObject("invitation", record.id),
            ["role": record.role])
    }
}

/// Takes an invitation back.
public struct WithdrawInvitation: Sendable {
    let id: UUID
    let tenant: UUID
    let inviter: Inviter

    public init(_ id: UUID, tenant: UUID, by inviter: Inviter) {
        self.id = id
        self.tenant = tenant
        self.inviter = inviter
    }

    /// - Throws: `MemberError.forbidden`, `.linkSpent` where it is not open.
    public func run(_ hub: Installation) async throws {
        if case .member(let visitor) = self.inviter {
            guard visitor.place(self.tenant)?.may(.manageMembers) ?? false else {
                throw MemberError.forbidden(.manageMembers)
            }
        }
        let (id, tenant, now) = (self.id, self.tenant, hub.now())
        let doer = self.inviter.doer
        let isOpen = try await hub.store.system { db in
            guard try InvitationRecords.spend(db, id, tenant: tenant, at: now) else { return false }
            try AuditBook(hub: hub).add(
                db, .invitationWithdrawn, by: doer, in: tenant, on: DeedObject("invitation", id))
            return true
        }
        guard isOpen else { throw MemberError.linkSpent }
    }
}
