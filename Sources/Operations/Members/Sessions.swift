public import Foundation
import Records
import Store
import Vault

/// A signed-in browser as its member sees it.
public struct SessionLine: Sendable, Hashable {
    public var id: UUID
    public var browser: String
    public var signedInAt: Date
    public var lastSeenAt: Date
    /// Whether it is the one that asks.
    public var isThis: Bool
}

/// Where a member is signed in.
public struct ListSessions: Sendable {
    public init() {}

    public func run(_ visitor: Visitor, _ hub: Installation) async throws -> [SessionLine] {
        let (now, limits) = (hub.now(), hub.people.sessions)
        return try await hub.store.system { try SessionRecords.all($0, member: visitor.member) }
            .filter { limits.verdict(signedIn: $0.signedInAt, lastSeen: $0.lastSeenAt, now: now) == .alive }
            .map {
                SessionLine(
                    id: $0.id, browser: $0.browser, signedInAt: $0.signedInAt, lastSeenAt: $0.lastSeenAt,
                    isThis: $0.id == visitor.session)
            }
    }
}

/// Ends one of one's own sessions, or all others.
public struct EndSession: Sendable {
    public enum Which: Sendable, Hashable { case one(UUID), others, this }

    let which: Which

    public init(_ which: Which) { self.which = which }

    public func run(_ visitor: Visitor, _ hub: Installation) async throws {
        let which = self.which
        try await hub.store.system { db in
            switch which {
            case .one, .others: try AuditBook(hub: hub).add(db, .sessionEnded, ofMember: visitor.member)
            case .this: try AuditBook(hub: hub).add(db, .signedOut, ofMember: visitor.member)
            }
            switch which {
            case .one(let id): _ = try SessionRecords.end(db, id, member: visitor.member)
            case .this: _ = try SessionRecords.end(db, visitor.session, member: visitor.member)
            case .others: try SessionRecords.endAll(db, member: visitor.member, except: visitor.session)
            }
        }
    }
}

/// Looks at another of one's workspaces from now on.
public struct SwitchWorkspace: Sendable {
    let tenant: UUID

    public init(_ tenant: UUID) { self.tenant = tenant }

    /// - Throws: `OperationError.unknownWorkspace` where one does not belong.
    public func run(_ visitor: Visitor, _ hub: Installation) async throws {
        let tenant = self.tenant
        guard visitor.place(tenant) != nil else { throw OperationError.unknownWorkspace(tenant.text) }
        try await hub.store.system { try SessionRecords.look($0, visitor.session, at: tenant) }
    }
}

/// Another token for the same session, after what one may do has changed; every other session of the member ends.
struct RenewSession {
    let visitor: Visitor

    func run(_ db: any SQLConnection) throws -> BearerToken {
        let token = BearerToken.generate(.session)
        try SessionRecords.endAll(db, member: self.visitor.member, except: self.visitor.session)
        try SessionRecords.rotate(db, self.visitor.session, to: token.digest)
        return token
    }
}

/// Lets go of what has ended by itself: sessions, links, counts, browsers, mail. Safe to repeat and on several nodes.
public struct PurgePeople: Sendable {
    public init() {}

    public func run(_ hub: Installation) async throws {
        let (now, limits) = (hub.now(), hub.people.sessions)
        try await hub.store.system { db in
            try SessionRecords.forget(db, signedInBefore: now.addingTimeInterval(-limits.absolute))
            try OneTimeTokenRecords.forget(db, before: now.addingTimeInterval(-2 * 86_400))
            try PatienceRecords.forget(db, before: now.addingTimeInterval(-86_400))
            try DeviceRecords.forget(db, before: now.addingTimeInterval(-180 * 86_400))
            try InvitationRecords.forget(db, before: now.addingTimeInterval(-30 * 86_400))
            try LetterRecords.forget(db, before: now.addingTimeInterval(-2 * 86_400))
        }
    }
}
