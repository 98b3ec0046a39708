import Foundation
import Records
import Store
import Vault

/// A token that was just made. Its text is shown once; only its digest is kept.
public struct CreatedToken: Sendable {
    public var name: String
    public var token: Secret
}

/// What a token opens.
public struct TokenGrant: Sendable, Hashable {
    /// The one workspace it is for; `nil` for all of this installation.
    public var tenant: UUID?
    /// What the audit log calls it.
    public var name = ""
}

/// Makes a bearer token of the API.
public struct CreateToken: Sendable {
    public var name: String
    /// `nil` for all workspaces.
    public var tenant: UUID?

    let doer: Doer

    public init(name: String, tenant: UUID? = nil, by doer: Doer = .machine) {
        self.name = name
        self.tenant = tenant
        self.doer = doer
    }

    public func run(_ hub: Installation) async throws -> CreatedToken {
        let name = try Name.checked(self.name, field: "name")
        let token = APIToken.generate()
        let (tenant, doer, now) = (self.tenant, self.doer, hub.now())
        try await hub.store.system { db in
            try TokenRecords.insert(db, digest: token.digest, tenant: tenant, name: name, at: now)
            // A token for all workspaces is told of in each.
            for id in try tenant.map({ [$0] }) ?? TenantRecords.all(db).map(\.id) {
                try AuditBook(hub: hub).add(
                    db, .tokenMade, by: doer, in: id, on: DeedObject("token", token.shortName),
                    ["scope": tenant == nil ? "installation" : "workspace"])
            }
        }
        return CreatedToken(name: name, token: token.secret)
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

    /// - Returns: `nil` for what is no token, unknown, or revoked.
    public func run(_ hub: Installation) async throws -> TokenGrant? {
        guard let token = APIToken(self.text) else { return nil }
        let (found, tenant) = try await hub.store.system { try TokenRecords.find($0, digest: token.digest) }
        return found ? TokenGrant(tenant: tenant, name: token.shortName) : nil
    }
}

/// Takes every token of a name back, from now on.
public struct RevokeToken: Sendable {
    public var name: String

    public init(name: String) { self.name = name }

    /// - Returns: How many there were.
    public func run(_ hub: Installation) async throws -> Int {
        let (name, now) = (self.name, hub.now())
        return try await hub.store.system { db in
            let revoked = try TokenRecords.revoke(db, name: name, at: now)
            for token in revoked {
                for id in try token.tenant.map({ [$0] }) ?? TenantRecords.all(db).map(\.id) {
                    try AuditBook(hub: hub).add(
                        db, .tokenRevoked, by: .machine, in: id,
                        on: DeedObject("token", APIToken.shortName(of: token.digest)))
                }
            }
            return revoked.count
        }
    }
}
