public import Commerce
import Foundation
import Records
import Store
public import Vault

/// Makes the link that creates the first member, to be printed where the program was started.
public struct PrepareSetup: Sendable {
    public init() {}

    /// - Returns: `nil` where there is a member already. An earlier link is good for nothing any more.
    public func run(_ hub: Installation) async throws -> Secret? {
        let now = hub.now()
        let token = try await hub.store.system { db in
            try MemberRecords.any(db) ? nil : try Links.make(db, .setup, member: nil, at: now)
        }
        return token.map { hub.people.link("setup", $0) }
    }
}

/// Whether anybody can sign in yet.
public struct HasMembers: Sendable {
    public init() {}

    public func run(_ hub: Installation) async throws -> Bool {
        try await hub.store.system { try MemberRecords.any($0) }
    }
}

/// Creates the first member, who owns every workspace there is, and a first one where there is none.
public struct SetUp: Sendable {
    let token: String
    let address: String
    let name: String
    let password: String
    let workspace: String
    let currency: Currency
    let terms: String

    /// - Parameters:
    ///   - workspace: The name of the first workspace; of no use where there is one.
    ///   - terms: The version of the terms that was accepted.
    public init(
        token: String, address: String, name: String, password: String, workspace: String = "My shop",
        currency: Currency = .eur, terms: String = ""
    ) {
        self.token = token
        self.address = address
        self.name = name
        self.password = password
        self.workspace = workspace
        self.currency = currency
        self.terms = terms
    }

    /// Whether the link is good, before anybody fills a form in.
    ///
    /// - Throws: `MemberError.linkUnknown`, `.linkSpent`, `.linkExpired`.
    public static func check(_ token: String, _ hub: Installation) async throws {
        let now = hub.now()
        try await hub.store.system { _ = try Links.open($0, token, .setup, at: now) }
    }

    /// - Throws: `MemberError` where the link or what was typed is not good, `OperationError.invalid` for a name.
    public func run(_ hub: Installation, marks: BrowserMarks) async throws -> SignedIn {
        try await Self.check(self.token, hub)
        try Terms.check(self.terms, hub)
        guard let address = MailAddress(self.address) else { throw MemberError.badAddress }
        let name = try Name.checked(self.name, field: "Your name")
        let hash = try await ChoosePassword(typed: self.password, address: address.text, name: name).run(hub)
        if try await ListWorkspaces().run(hub).isEmpty {
            _ = try await CreateWorkspace(name: self.workspace, currency: self.currency).run(hub)
        }
        var member = MemberRecord(
            id: hub.id(), address: address.text, name: name, wrappedKey: [], createdAt: hub.now())
        member.password = hash.text.reveal()
        member.passwordAt = hub.now()
        let (draft, token, now, terms) = (member, self.token, hub.now(), self.terms)
        let made = try await hub.store.system { db in
            var made = draft
            made.wrappedKey = try MemberVault.makeKey(db, for: made.id, hub)
            let (digest, _) = try Links.open(db, token, .setup, at: now)
            try Links.spend(db, digest, at: now)
            guard try !MemberRecords.any(db) else { throw MemberError.alreadySetUp }
            try MemberRecords.insert(db, made)
            for tenant in try TenantRecords.all(db) {
                try MembershipRecords.insert(
                    db, MembershipRecord(member: made.id, tenant: tenant.id, role: Role.owner.name, joinedAt: now))
                try AuditBook(hub: hub).add(
                    db, .memberJoined, by: .member(made.id), in: tenant.id, on: nil, ["role": Role.owner.name])
            }
            try Terms.take(db, terms, by: made.id, hub)
            try AskToVerify.post(db, made, hub)
            return made
        }
        return try await OpenSession(member: made, marks: marks, isKnown: false, stage: .whole).run(hub)
    }
}
