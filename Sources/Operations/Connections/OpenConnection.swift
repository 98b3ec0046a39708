import ConnectorKit
import Foundation
import Records
import Vault
import Wire

/// A connection whose credentials are unsealed: ready to be called.
public struct OpenedConnection: Sendable {
    public var record: ConnectionRecord
    public var connector: any Connector
    public var manifest: Manifest
    let sealed: SealedCredentials
    /// Which pair of tokens it calls with; `nil` where the merchant typed keys.
    var tokenVersion: Int64?

    /// What the shop signs its webhooks with.
    func webhookSecret() throws -> Secret {
        try self.sealed.openWebhookSecret(self.record.webhookSecret, connection: self.record.id)
    }
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
        let channel = try desk.hub.channel(record.channel)
        let sealed = try await SealedCredentials(desk)
        let credentials = try sealed.openCredentials(record.credentials, connection: record.id)
        var fresh: FreshTokens.Pair?
        var app: ChannelApp?
        if let flow = channel.oauth {
            let registered = try desk.hub.app(of: channel)
            app = registered
            fresh = try await FreshTokens(
                desk: desk, record: record, channel: channel, flow: flow, app: registered, sealed: sealed
            ).take()
        }
        let connector = try channel.make(
            ChannelAccount(
                address: record.address, credentials: credentials.mapValues { $0.reveal() }, app: app,
                tokens: fresh?.tokens, currency: record.currency, remoteID: fresh?.remoteID,
                transport: wire,
                timeout: record.settings.timeout.map { .seconds($0) }, now: desk.hub.now))
        return OpenedConnection(
            record: record, connector: connector, manifest: channel.manifest, sealed: sealed,
            tokenVersion: fresh?.version)
    }

    public static func connector(_ desk: Desk, _ record: ConnectionRecord) async throws -> any Connector {
        try await self.open(desk, record).connector
    }

    /// What one connection's webhooks are signed with.
    public static func webhookSecret(_ desk: Desk, _ record: ConnectionRecord) async throws -> Secret {
        try await SealedCredentials(desk).openWebhookSecret(record.webhookSecret, connection: record.id)
    }
}

/// Seals what a merchant gives for a connection, bound to tenant, connection and column.
struct SealedCredentials: Sendable {
    let tenant: UUID
    let key: TenantKey

    init(_ desk: Desk) async throws {
        self.tenant = desk.tenant
        self.key = try await TenantKeys(desk.hub).key(of: desk.tenant)
    }

    func seal(credentials: [String: Secret], connection: UUID) throws -> [UInt8] {
        let plain = try JSONEncoder().encode(credentials.mapValues { $0.reveal() })
        return try Vault.seal(
            Array(plain), tenant: self.tenant, context: Self.context(connection, "credentials"), key: self.key)
    }

    func seal(webhookSecret: Secret, connection: UUID) throws -> [UInt8] {
        try Vault.seal(
            Array(webhookSecret.reveal().utf8), tenant: self.tenant, context: Self.context(connection, "webhook"),
            key: self.key)
    }

    func openCredentials(_ sealed: [UInt8], connection: UUID) throws -> [String: Secret] {
        let plain = try Vault.open(
            sealed, tenant: self.tenant, context: Self.context(connection, "credentials"), key: self.key)
        return try JSONDecoder().decode([String: String].self, from: Data(plain)).mapValues { Secret($0) }
    }

    func seal(tokens: OAuthTokens, connection: UUID) throws -> [UInt8] {
        try Vault.seal(
            Array(try JSONEncoder().encode(tokens)), tenant: self.tenant, context: Self.context(connection, "tokens"),
            key: self.key)
    }

    func openTokens(_ sealed: [UInt8], connection: UUID) throws -> OAuthTokens {
        let plain = try Vault.open(
            sealed, tenant: self.tenant, context: Self.context(connection, "tokens"), key: self.key)
        return try JSONDecoder().decode(OAuthTokens.self, from: Data(plain))
    }

    func seal(verifier: Secret, consent: UUID) throws -> [UInt8] {
        try Vault.seal(
            Array(verifier.reveal().utf8), tenant: self.tenant, context: "consent/\(consent.text)/verifier",
            key: self.key)
    }

    func openVerifier(_ sealed: [UInt8], consent: UUID) throws -> Secret {
        let plain = try Vault.open(
            sealed, tenant: self.tenant, context: "consent/\(consent.text)/verifier", key: self.key)
        return Secret(String(decoding: plain, as: UTF8.self))
    }

    func openWebhookSecret(_ sealed: [UInt8], connection: UUID) throws -> Secret {
        let plain = try Vault.open(
            sealed, tenant: self.tenant, context: Self.context(connection, "webhook"), key: self.key)
        return Secret(String(decoding: plain, as: UTF8.self))
    }

    private static func context(_ connection: UUID, _ place: String) -> String {
        "connection/\(connection.text)/\(place)"
    }
}
