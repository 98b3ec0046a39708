public import Foundation
import Records
import Store
public import Vault

/// Who is signed in, as one request sees it: read anew each time, so that what was taken away is gone at once.
public struct Visitor: Sendable, Hashable {
    /// One workspace that the member belongs to.
    public struct Place: Sendable, Hashable {
        public var tenant: UUID
        public var name: String
        /// `nil` for a role that this program does not know: it may do nothing.
        public var role: Role?
        public var buyerData: Bool
        /// Whoever runs the installation has stopped it: there is nothing to do but to see why, to object and to export.
        public var isSuspended = false

        public func may(_ permission: Permission) -> Bool {
            permission == .buyerData ? self.buyerData : self.role?.permissions.contains(permission) ?? false
        }
    }

    public var session: UUID
    /// The password was right, and the second factor is still owed: nothing is open.
    public var isHalf: Bool
    public var member: UUID
    public var address: String
    public var name: String
    public var look: Look
    public var isVerified: Bool
    public var hasSecondFactor: Bool
    /// By name.
    public var places: [Place]
    /// The workspace that is looked at.
    public var current: Place?
    /// Whether some place asks for a second factor.
    public var mustHaveSecondFactor: Bool
    /// The version of the terms that is to be accepted before anything else; `nil` where none is owed.
    public var owesTerms: String?
    /// Days after which the password must be another, where it is older than that.
    public var owesPassword: Int?
    /// Whether one is asked for that the member does not have.
    public var owesSecondFactor: Bool { self.mustHaveSecondFactor && !self.hasSecondFactor }

    /// - Returns: `nil` where the member does not belong.
    public func place(_ tenant: UUID) -> Place? { self.places.first { $0.tenant == tenant } }
}

/// Finds out who shows a session's token.
public struct FindVisitor: Sendable {
    let token: BearerToken
    let isSeen: Bool

    /// - Parameter isSeen: Whether this counts as something that was done. A page that only listens does nothing.
    public init(_ token: BearerToken, isSeen: Bool = true) {
        self.token = token
        self.isSeen = isSeen
    }

    /// How long the second factor is waited for, seconds.
    static let halfLife: TimeInterval = 600

    /// - Returns: `nil` for no session, one that was ended, or one that ended by itself.
    public func run(_ hub: Installation) async throws -> Visitor? {
        let (digest, now, rules, isSeen) = (self.token.digest, hub.now(), hub.people, self.isSeen)
        return try await hub.store.system { db in
            guard let session = try SessionRecords.find(db, digest: digest),
                let member = try MemberRecords.find(db, id: session.member)
            else { return nil }
            let limits =
                session.stage == .half ? SessionLimits(idle: Self.halfLife, absolute: Self.halfLife) : rules.sessions
            guard
                limits.verdict(signedIn: session.signedInAt, lastSeen: session.lastSeenAt, now: now) == .alive
            else {
                _ = try SessionRecords.end(db, session.id, member: member.id)
                return nil
            }
            if isSeen, limits.isNoteworthy(lastSeen: session.lastSeenAt, now: now) {
                try SessionRecords.see(db, session.id, at: now)
            }
            let suspended = try TenantRecords.suspended(db)
            let own = try MembershipRecords.all(db, member: member.id)
            let looked = (own.first { $0.place.tenant == session.tenant } ?? own.first)?.place
            if isSeen, session.stage == .whole, let looked, UseNote.isDue(looked.seenAt, now: now) {
                try MembershipRecords.see(db, member: member.id, tenant: looked.tenant, at: now)
            }
            let places = own.map {
                Visitor.Place(
                    tenant: $0.place.tenant, name: $0.name, role: Role.named($0.place.role),
                    buyerData: $0.place.buyerData, isSuspended: suspended.contains($0.place.tenant))
            }
            let must =
                rules.needsSecondFactor && places.contains { $0.buyerData || $0.role?.needsSecondFactor ?? false }
            let owesTerms = try rules.terms.flatMap { terms in
                try TermsRecords.has(db, member: member.id, version: terms.version) ? nil : terms.version
            }
            let days = try rules.passwords(of: member.id, db).longestDays
            let age = member.passwordAt.map { now.timeIntervalSince($0) / 86_400 }
            return Visitor(
                session: session.id, isHalf: session.stage == .half, member: member.id, address: member.address,
                name: member.name, look: member.look, isVerified: member.verifiedAt != nil,
                hasSecondFactor: member.totpSecret != nil,
                places: places, current: places.first { $0.tenant == session.tenant } ?? places.first,
                mustHaveSecondFactor: must, owesTerms: owesTerms,
                owesPassword: days.flatMap { days in age.map { $0 > Double(days) } ?? false ? days : nil })
        }
    }
}
