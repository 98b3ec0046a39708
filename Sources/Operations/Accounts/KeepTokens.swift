public import Foundation
import Records
import Store
import Vault

/// A token as lists show it: never its text.
public struct TokenLine: Sendable, Hashable, Encodable {
    /// As the audit log calls it: `tok_1a2b3c4d`.
    public var id: String
    public var name: String
    /// `nil` for all workspaces.
    public var workspace: String?
    /// The owner's address; `nil` for one that was made on the machine itself.
    public var owner: String?
    public var role: String?
    public var createdAt: Date
    /// To the hour; `nil` for one that never was, or not since that is noted.
    public var usedAt: Date?
}

/// The tokens that are good.
public struct ListTokens: Sendable {
    public enum Which: Sendable, Hashable {
        case all
        case ofMember(UUID)
        case ofWorkspace(UUID)
    }

    let which: Which

    public init(_ which: Which = .all) { self.which = which }

    public func run(_ hub: Installation) async throws -> [TokenLine] {
        let which = self.which
        return try await hub.store.system { db in
            let records =
                switch which {
                case .all: try TokenRecords.all(db)
                case .ofMember(let member): try TokenRecords.all(db, of: member)
                case .ofWorkspace(let tenant): try TokenRecords.all(db, tenant: tenant)
                }
            let names = Dictionary(
                try TenantRecords.all(db).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
            return try records.map { record in
                TokenLine(
                    id: APIToken.shortName(of: record.digest), name: record.name,
                    workspace: record.tenant.flatMap { names[$0] },
                    owner: try record.member.flatMap { try MemberRecords.find(db, id: $0)?.address },
                    role: record.role, createdAt: record.createdAt, usedAt: record.usedAt)
            }
        }
    }
}

/// Takes tokens back, from now on.
public struct RevokeToken: Sendable {
    private enum Which: Sendable {
        case named(String)
        case own(String, member: UUID)
    }

    private let which: Which
    private let doer: Doer

    /// Every token of that name, or the one whose short name it is.
    public init(name: String, by doer: Doer = .machine) {
        self.which = .named(name)
        self.doer = doer
    }

    /// One of a member's own.
    ///
    /// - Parameter id: Its short name.
    public init(own id: String, of member: UUID) {
        self.which = .own(id, member: member)
        self.doer = .member(member)
    }

    /// - Returns: How many there were.
    @discardableResult
    public func run(_ hub: Installation) async throws -> Int {
        let (which, doer, now) = (self.which, self.doer, hub.now())
        return try await hub.store.system { db in
            let tokens =
                switch which {
                case .named(let name):
                    try TokenRecords.all(db).filter { $0.name == name || APIToken.shortName(of: $0.digest) == name }
                case .own(let id, let member):
                    try TokenRecords.all(db, of: member).filter { APIToken.shortName(of: $0.digest) == id }
                }
            try Self.revoke(db, tokens, by: doer, hub, at: now)
            return tokens.count
        }
    }

    /// In `store.system`.
    static func revoke(
        _ db: any SQLConnection, _ tokens: [TokenRecord], by doer: Doer, _ hub: Installation, at now: Date
    ) throws {
        for token in tokens {
            try TokenRecords.revoke(db, digest: token.digest, at: now)
            for id in try token.tenant.map({ [$0] }) ?? TenantRecords.all(db).map(\.id) {
                try AuditBook(hub: hub).add(
                    db, .tokenRevoked, by: doer, in: id,
                    on: DeedObject("token", APIToken.shortName(of: token.digest)))
            }
        }
    }
}

/// Gives a workspace's token to another of its members: whoever leaves does not take down what runs with it.
public struct HandOverToken: Sendable {
    let name: String
    let member: UUID
    let tenant: UUID

    /// - Parameter name: The token's name or short name.
    public init(_ name: String, to member: UUID, tenant: UUID) {
        self.name = name
        self.member = member
        self.tenant = tenant
    }

    /// The token's role stays where the new owner reaches as far, and else becomes theirs.
    ///
    /// - Returns: How many there were.
    /// - Throws: `MemberError.memberUnknown`.
    public func run(_ hub: Installation) async throws -> Int {
        let (name, member, tenant) = (self.name, self.member, self.tenant)
        return try await hub.store.system { db in
            let own = try TokenOwning.role(db, nil, of: member, in: tenant)
            let tokens = try TokenRecords.all(db, tenant: tenant).filter {
                $0.name == name || APIToken.shortName(of: $0.digest) == name
            }
            for token in tokens {
                let before = token.role.flatMap(Role.named)
                let role = before.map { $0.permissions.isSubset(of: own.permissions) ? $0 : own } ?? own
                try TokenRecords.give(db, digest: token.digest, to: member, role: role.name)
                try AuditBook(hub: hub).add(
                    db, .tokenHandedOver, by: .machine, in: tenant,
                    on: DeedObject("token", APIToken.shortName(of: token.digest)),
                    ["to": member.text, "role": role.name])
            }
            return tokens.count
        }
    }
}
