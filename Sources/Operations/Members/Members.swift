public import Foundation
import Records
import Store
import Vault
import Wire

/// A member of a workspace as the list shows them.
public struct MemberLine: Sendable, Hashable, Encodable {
    public var id: String
    public var address: String
    public var name: String
    public var role: String
    public var buyerData: Bool
    public var hasSecondFactor: Bool
    public var isVerified: Bool
    public var joinedAt: Date
    /// When they last looked at the workspace, to the hour; `nil` where they never did, or not since that is noted.
    public var seenAt: Date?
    /// Tokens of the API that are theirs in this workspace.
    public var tokens: Int
}

/// Everyone who belongs to a workspace, and everyone who was asked in.
public struct ListMembers: Sendable {
    let tenant: UUID

    public init(tenant: UUID) { self.tenant = tenant }

    public func run(_ hub: Installation) async throws -> (members: [MemberLine], invitations: [InvitationLine]) {
        let (tenant, now) = (self.tenant, hub.now())
        return try await hub.store.system { db in
            let tokens = try TokenRecords.all(db, tenant: tenant)
            let members = try MembershipRecords.all(db, tenant: tenant).compactMap { place -> MemberLine? in
                guard let member = try MemberRecords.find(db, id: place.member) else { return nil }
                return MemberLine(
                    id: member.id.text, address: member.address, name: member.name, role: place.role,
                    buyerData: place.buyerData, hasSecondFactor: member.totpSecret != nil,
                    isVerified: member.verifiedAt != nil, joinedAt: place.joinedAt, seenAt: place.seenAt,
                    tokens: tokens.count { $0.member == member.id })
            }
            let open = try InvitationRecords.open(db, tenant: tenant)
            let troubles = try LetterRecords.troubles(db, about: open.map(\.id))
            let invitations = open.map { record in
                let verdict = OneTimeToken(kind: .invitation, made: record.createdAt, spent: nil).verdict(now: now)
                return InvitationLine(
                    id: record.id, address: record.address, role: record.role, buyerData: record.buyerData,
                    createdAt: record.createdAt, isMailed: record.isMailed, trouble: troubles[record.id],
                    isExpired: verdict != .good)
            }
            return (members, invitations)
        }
    }
}

/// Gives a member another role in a workspace. The member's sessions end: what they may do has changed.
public struct ChangeRole: Sendable {
    let member: UUID
    let role: String
    let buyerData: Bool
    let tenant: UUID
    let inviter: Inviter

    public init(_ member: UUID, to role: String, buyerData: Bool, tenant: UUID, by inviter: Inviter) {
        self.member = member
        self.role = role
        self.buyerData = buyerData
        self.tenant = tenant
        self.inviter = inviter
    }

    /// - Throws: `MemberError.lastOwner`, `.forbidden`, `.roleAbove`, `.memberUnknown`, `.roleUnknown`.
    public func run(_ hub: Installation) async throws {
        guard let role = Role.named(self.role) else { throw MemberError.roleUnknown(self.role) }
        try self.inviter.check(role, buyerData: self.buyerData, in: self.tenant)
        let change = self
        try await hub.store.system { db in
            let before = try Standing.lock(db, member: change.member, tenant: change.tenant)
            try change.inviter.check(before.role, buyerData: before.place.buyerData, in: change.tenant)
            guard before.place.role != role.name || before.place.buyerData != change.buyerData else { return }
            try before.leaves(Role.owner, unless: role == .owner)
            try MembershipRecords.change(
                db, member: change.member, tenant: change.tenant, role: role.name, buyerData: change.buyerData)
            try SessionRecords.endAll(db, member: change.member)
            try AuditBook(hub: hub).add(
                db, .roleChanged, by: change.inviter.doer, in: change.tenant, on: .member(change.member),
                [
                    "from": before.place.role, "to": role.name,
                    "buyer-data": change.buyerData ? "yes" : "no",
                ])
            try before.tell(
                db, hub, "Your role in the workspace “\(before.name)” is now \(role.name).")
        }
    }
}

/// Takes a member out of a workspace, at once; one may also leave by oneself. The account stays.
public struct RemoveMember: Sendable {
    let member: UUID
    let tenant: UUID
    let inviter: Inviter

    public init(_ member: UUID, tenant: UUID, by inviter: Inviter) {
        self.member = member
        self.tenant = tenant
        self.inviter = inviter
    }

    /// - Throws: `MemberError.lastOwner`, `.forbidden`, `.roleAbove`, `.memberUnknown`.
    public func run(_ hub: Installation) async throws {
        let removal = self
        try await hub.store.system { db in
            let before = try Standing.lock(db, member: removal.member, tenant: removal.tenant)
            if case .member(let visitor) = removal.inviter, visitor.member != removal.member {
                try removal.inviter.check(before.role, buyerData: false, in: removal.tenant)
            }
            try before.leaves(Role.owner, unless: false)
            try MembershipRecords.remove(db, member: removal.member, tenant: removal.tenant)
            // Tokens that were handed over before are another's now.
            try RevokeToken.revoke(
                db, try TokenRecords.all(db, of: removal.member).filter { $0.tenant == removal.tenant },
                by: removal.inviter.doer, hub, at: hub.now())
            try SessionRecords.endAll(db, member: removal.member)
            try AuditBook(hub: hub).add(
                db, .memberRemoved, by: removal.inviter.doer, in: removal.tenant, on: .member(removal.member),
                ["role": before.place.role])
            try before.tell(db, hub, "You do not belong to the workspace “\(before.name)” any more.")
        }
    }
}

/// What a member is in a workspace, with the owners' rows locked: nobody else leaves meanwhile.
private struct Standing {
    let place: MembershipRecord
    let role: Role
    let address: String
    /// The workspace's.
    let name: String
    let owners: Int

    static func lock(_ db: any SQLConnection, member: UUID, tenant: UUID) throws -> Standing {
        let owners = try MembershipRecords.lockedCount(db, tenant: tenant, role: Role.owner.name)
        guard let place = try MembershipRecords.find(db, member: member, tenant: tenant),
            let record = try MemberRecords.find(db, id: member)
        else { throw MemberError.memberUnknown }
        // A role that is not known any more is guarded like the highest.
        return Standing(
            place: place, role: Role.named(place.role) ?? .owner, address: record.address,
            name: try TenantRecords.find(db, id: tenant)?.name ?? "", owners: owners)
    }

    func leaves(_ role: Role, unless stays: Bool) throws {
        if self.place.role == role.name, !stays, self.owners <= 1 { throw MemberError.lastOwner }
    }

    func tell(_ db: any SQLConnection, _ hub: Installation, _ sentence: String) throws {
        try Letters(hub: hub).post(db, .notice, .notice(to: self.address, sentence))
    }
}
