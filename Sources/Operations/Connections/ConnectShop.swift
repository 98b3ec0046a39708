import Commerce
import ConnectorKit
import Foundation
import Jobs
import Records
import Store
import Vault
import Wire

/// A shop that was just connected.
public struct ConnectedShop: Sendable, Hashable, Encodable {
    public var connection: ConnectionHealth
    /// As the shop names itself.
    public var shopName: String
    public var shopVersion: String?
    /// Where it will deliver its webhooks; missing where the hub has no public address.
    public var webhookAddress: String?
}

/// Connects a shop: asks it who it is, seals the credentials, and has its listings and orders read.
///
/// Nothing is written to the shop until a plan to go live is applied.
public struct ConnectShop: Sendable {
    public var channel: String
    public var name: String
    public var address: String
    /// By the names of the manifest's fields.
    public var credentials: [String: Secret]
    public var settings: ConnectionRecord.Settings

    public init(
        channel: String, name: String, address: String, credentials: [String: Secret],
        settings: ConnectionRecord.Settings = ConnectionRecord.Settings()
    ) {
        self.channel = channel
        self.name = name
        self.address = address
        self.credentials = credentials
        self.settings = settings
    }

    /// - Throws: `OperationError.connectionRefused` with the reason when the shop does not let us in, `.connectionExists`,
    ///   `.unknownChannel`, `.invalid`; `ConsentError.shopTaken` where a connection keeps this shop already.
    public func run(_ desk: Desk) async throws -> ConnectedShop {
        let channel = try desk.hub.channel(self.channel)
        let name = try Name.checked(self.name, field: "name")
        if try await desk.read({ try ConnectionRecords.find($0, name: name) }) != nil {
            throw OperationError.connectionExists(name)
        }
        let begun = desk.now
        let asksConsent = channel.asksConsent(self.credentials)
        let access = TypedAccess(channel: channel, address: self.address, credentials: self.credentials)
        let tokens = asksConsent ? try await access.tokens(desk) : nil
        guard !asksConsent || tokens != nil else {
            throw ConsentError.neededFirst(channel: channel.manifest.displayName, id: channel.manifest.id)
        }
        // What was typed has become tokens; it is kept as such.
        let credentials = tokens == nil ? self.credentials : [:]
        let answer = try await IdentifyShop(
            channel: channel, address: self.address, credentials: credentials,
            app: tokens == nil ? nil : try desk.hub.app(of: channel), tokens: tokens, timeout: self.settings.timeout
        ).run(desk)
        return try await NewConnection(
            channel: channel, name: name, address: self.address, credentials: credentials, settings: self.settings,
            tokens: tokens
        ).make(answer, begun: begun, desk)
    }
}

/// Asks a shop who it is, outside of any transaction, and says in words why it does not answer.
struct IdentifyShop {
    let channel: ChannelDescriptor
    let address: String
    let credentials: [String: Secret]
    /// Our registration and what the merchant's consent gave, where they consent rather than type keys.
    var app: ChannelApp?
    var tokens: OAuthTokens?
    /// Seconds; `nil` for the connector's own.
    let timeout: Double?
    /// The channel's id of the place whose units are kept in step, where one was chosen.
    var location: String?

    /// - Throws: `OperationError.connectionRefused`, `.invalid`.
    func run(_ desk: Desk) async throws -> Answer<ShopIdentity> {
        try await self.run(desk.hub, by: ChargedTransport.around(desk, self.channel.manifest, connection: nil))
    }

    /// - Parameter transport: The hub's own where it is not known yet whose shop it is.
    func run(_ hub: Installation, by transport: any Transport) async throws -> Answer<ShopIdentity> {
        let known = Set(self.channel.manifest.fields.map(\.name))
        if let stranger = self.credentials.keys.sorted().first(where: { !known.contains($0) }) {
            throw OperationError.invalid(
                field: stranger, reason: "\(self.channel.manifest.displayName) has no such field.")
        }
        for field in self.channel.manifest.fields
        where self.tokens == nil && self.credentials[field.name]?.isEmpty ?? true {
            throw OperationError.invalid(field: field.name, reason: "It is missing. \(field.help)")
        }
        do throws(ConnectorError) {
            let connector = try self.channel.make(
                ChannelAccount(
                    address: self.address, credentials: self.credentials.mapValues { $0.reveal() },
                    app: self.app, tokens: self.tokens, location: self.location,
                    transport: transport, timeout: self.timeout.map { .seconds($0) }, now: hub.now))
            return try await connector.identify()
        } catch {
            let typed = self.channel.manifest.fields.filter(\.isSecret)
                .compactMap { self.credentials[$0.name]?.reveal() }
            let secrets =
                typed + [self.app?.clientSecret, self.tokens?.access, self.tokens?.refresh].compactMap(\.self)
            throw OperationError.connectionRefused(
                Redaction.clean(error.refusal(of: self.channel.manifest.displayName), secrets: secrets))
        }
    }
}

extension ConnectorError {
    /// Why a shop could not be connected, and what to do about it.
    func refusal(of channel: String) -> String {
        switch self {
        case .throttled, .limited: "The shop asks us to wait. Try again in a minute."
        case .transient(let reason), .unknownOutcome(let reason):
            "The shop could not be reached: \(reason) Check the address and that the shop is up."
        case .unauthorized(let code):
            "The shop refuses the key (\(code)). Check that key and secret are whole, not revoked, and may read and write."
        case .refused(_, _, let message): message
        case .unreadable(let reason):
            "What answers there does not speak \(channel): \(reason) Check the address; a login page, a firewall or a maintenance page may be in the way."
        case .forbidden(let reason): reason
        }
    }
}
