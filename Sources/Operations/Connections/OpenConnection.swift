import ConnectorKit
import Foundation
import Records
import Store
import Vault
import Wire

/// A connection whose credentials are unsealed: ready to be called.
public struct OpenedConnection: Sendable {
    public var record: ConnectionRecord
    public var connector: any Connector
    public var manifest: Manifest
    /// The keys that it was opened with.
    let sealed: SealedCredentials
    /// What the shop signs its webhooks with.
    let webhookSecret: Secret
    /// Which pair of tokens it calls with; `nil` where the merchant typed keys.
    var tokenVersion: Int64?
    /// Rights that came with those tokens; empty where the channel did not say.
    var scopes: [String] = []
}

/// Opens connections. The shop is not called; a wrong key shows with the first call.
public enum Connections {
    /// For a person's calls: each takes its unit from the channel's limits before it leaves.
    ///
    /// Where the merchant consented, its tokens are renewed first when they are about to end; that is the one call there
    /// may be. With typed keys there is no statement more.
    ///
    /// - Throws: `TokenTrouble` where there are no usable tokens now, `ConsentError`, `OperationError` where the channel is unknown to this build, `VaultError` where the credentials do not
    ///   open, `ConnectorError` where address or credentials cannot be used at all.
    public static func open(_ desk: Desk, _ record: ConnectionRecord) async throws -> OpenedConnection {
        let manifest = try desk.hub.channel(record.channel).manifest
        return try await self.open(
            desk, record, wire: ChargedTransport.around(desk, manifest, connection: record.id))
    }

    /// - Parameter wire: What the connector calls through. Whoever opens it sees to the channel's limits.
    static func open(
        _ desk: Desk, _ record: ConnectionRecord, wire: any Transport
    ) async throws -> OpenedConnection {
        do {
            return try await self.opened(desk, record, try await SealedCredentials(desk), wire: wire)
        } catch VaultError.wrongKey {
            // The keys were changed since they, or the row, were read: both anew, and as one.
            desk.hub.keyring.forget(desk.tenant)
            let (sealed, stored) = try await desk.write { db in
                (try SealedCredentials(db, desk), try ConnectionRecords.load(db, record.id))
            }
            var record = record
            record.credentials = stored?.credentials ?? record.credentials
            record.webhookSecret = stored?.webhookSecret ?? record.webhookSecret
            return try await self.opened(desk, record, sealed, wire: wire)
        }
    }

    private static func opened(
        _ desk: Desk, _ record: ConnectionRecord, _ sealed: SealedCredentials, wire: any Transport
    ) async throws -> OpenedConnection {
        let channel = try desk.hub.channel(record.channel)
        let credentials = try sealed.openCredentials(record.credentials, connection: record.id)
        let plain = credentials.mapValues { $0.reveal() }
        // A change of keys goes column by column: both are opened now, with the same keys.
        let webhookSecret =
            try channel.signingSecret?(desk.hub.apps[record.channel], plain).map { Secret($0) }
            ?? sealed.openWebhookSecret(record.webhookSecret, connection: record.id)
        var fresh: FreshTokens.Pair?
        var app: ChannelApp?
        if let flow = channel.oauth, channel.asksConsent(credentials) {
            let registered = try desk.hub.app(of: channel)
            app = registered
            fresh = try await FreshTokens(
                desk: desk, record: record, channel: channel, flow: flow, app: registered, sealed: sealed
            ).take()
        }
        let connector = try channel.make(
            ChannelAccount(
                address: record.address, credentials: plain, app: app,
                tokens: fresh?.tokens, currency: record.currency, remoteID: fresh?.remoteID,
                location: record.settings.location,
                notes: desk.hub.notebook.notes(of: record.id), transport: wire,
                timeout: record.settings.timeout.map { .seconds($0) }, now: desk.hub.now))
        return OpenedConnection(
            record: record, connector: connector, manifest: channel.manifest, sealed: sealed,
            webhookSecret: webhookSecret, tokenVersion: fresh?.version, scopes: fresh?.tokens.scopes ?? [])
    }

    public static func connector(_ desk: Desk, _ record: ConnectionRecord) async throws -> any Connector {
        try await self.open(desk, record).connector
    }

    /// What one connection's webhooks are signed with.
    public static func webhookSecret(_ desk: Desk, _ record: ConnectionRecord) async throws -> Secret {
        if let secret = try await self.channelsOwn(desk, record) { return secret }
        do {
            return try await SealedCredentials(desk).openWebhookSecret(record.webhookSecret, connection: record.id)
        } catch VaultError.wrongKey {
            desk.hub.keyring.forget(desk.tenant)
            let (sealed, stored) = try await desk.write { db in
                (try SealedCredentials(db, desk), try ConnectionRecords.load(db, record.id) ?? record)
            }
            return try sealed.openWebhookSecret(stored.webhookSecret, connection: record.id)
        }
    }
}

extension Connections {
    /// What the channel itself made up to sign with; `nil` where the secret is one of ours.
    private static func channelsOwn(_ desk: Desk, _ record: ConnectionRecord) async throws -> Secret? {
        guard let signing = try desk.hub.channel(record.channel).signingSecret else { return nil }
        let credentials = try await SealedCredentials.opening(desk) { sealed in
            try sealed.openCredentials(record.credentials, connection: record.id)
        }
        return signing(desk.hub.apps[record.channel], credentials.mapValues { $0.reveal() }).map { Secret($0) }
    }
}

/// Seals what a merchant gives for a connection, bound to tenant, connection and column.
///
/// What is sealed to be stored is sealed inside the transaction that stores it, with `init(_:_:)` of that transaction: so it is
/// never under a key that was changed meanwhile.
struct SealedCredentials: Sendable {
    let tenant: UUID
    let keys: KeyRing<TenantKey>
    private let cipher: CredentialCipher
    private let now: Date

    /// For opening.
    init(_ desk: Desk) async throws {
        (self.tenant, self.cipher, self.now) = (desk.tenant, desk.hub.cipher, desk.now)
        self.keys = try await TenantKeys(desk.hub).keys(of: desk.tenant)
    }

    /// For sealing: the keys stay as they are until the transaction ends.
    init(_ db: any SQLConnection, _ desk: Desk) throws {
        (self.tenant, self.cipher, self.now) = (desk.tenant, desk.hub.cipher, desk.now)
        self.keys = try TenantKeys.held(db, of: desk.tenant, desk.hub)
    }

    /// Runs `body`; where it met a value under a key that is not known here, once more with the keys as they are now.
    static func opening<Result>(
        _ desk: Desk, _ body: (SealedCredentials) async throws -> Result
    ) async throws -> Result {
        do { return try await body(SealedCredentials(desk)) } catch VaultError.wrongKey {
            desk.hub.keyring.forget(desk.tenant)
            return try await body(SealedCredentials(desk))
        }
    }

    func seal(credentials: [String: Secret], connection: UUID) throws -> [UInt8] {
        let plain = try JSONEncoder().encode(credentials.mapValues { $0.reveal() })
        return try self.seal(Array(plain), .credentials, connection)
    }

    func seal(webhookSecret: Secret, connection: UUID) throws -> [UInt8] {
        try self.seal(Array(webhookSecret.reveal().utf8), .webhookSecret, connection)
    }

    func seal(tokens: OAuthTokens, connection: UUID) throws -> [UInt8] {
        try self.seal(Array(try JSONEncoder().encode(tokens)), .tokens, connection)
    }

    /// What the cache is given: bound to a place of its own, so that it can stand in no row.
    func seal(cached: CachedTokens, connection: UUID) throws -> [UInt8] {
        try self.cipher.seal(
            Array(try JSONEncoder().encode(cached)), tenant: self.tenant, context: Self.cache(connection),
            keys: self.keys, now: self.now)
    }

    func openCached(_ sealed: [UInt8], connection: UUID) throws -> CachedTokens {
        let plain = try self.keys.open(sealed, tenant: self.tenant, context: Self.cache(connection))
        return try JSONDecoder().decode(CachedTokens.self, from: Data(plain))
    }

    private static func cache(_ connection: UUID) -> String { "connection/\(connection.text)/token-cache" }

    func seal(verifier: Secret, consent: UUID) throws -> [UInt8] {
        try self.seal(Array(verifier.reveal().utf8), .verifier, consent)
    }

    func openCredentials(_ sealed: [UInt8], connection: UUID) throws -> [String: Secret] {
        let plain = try self.open(sealed, .credentials, connection)
        let texts =
            try PlainJSON.texts(String(decoding: plain, as: UTF8.self))
            ?? JSONDecoder().decode([String: String].self, from: Data(plain))
        return texts.mapValues { Secret($0) }
    }

    func openWebhookSecret(_ sealed: [UInt8], connection: UUID) throws -> Secret {
        Secret(String(decoding: try self.open(sealed, .webhookSecret, connection), as: UTF8.self))
    }

    func openTokens(_ sealed: [UInt8], connection: UUID) throws -> OAuthTokens {
        try JSONDecoder().decode(OAuthTokens.self, from: Data(try self.open(sealed, .tokens, connection)))
    }

    func openVerifier(_ sealed: [UInt8], consent: UUID) throws -> Secret {
        Secret(String(decoding: try self.open(sealed, .verifier, consent), as: UTF8.self))
    }

    private func seal(_ plain: [UInt8], _ column: SealedColumn, _ id: UUID) throws -> [UInt8] {
        try self.cipher.seal(
            plain, tenant: self.tenant, context: column.context(id), keys: self.keys, now: self.now)
    }

    private func open(_ sealed: [UInt8], _ column: SealedColumn, _ id: UUID) throws -> [UInt8] {
        try self.keys.open(sealed, tenant: self.tenant, context: column.context(id))
    }
}
