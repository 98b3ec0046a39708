import Commerce
import ConnectorKit
import Foundation
import Jobs
import Records
import Store
import Vault

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
    ///   `.unknownChannel`, `.invalid`.
    public func run(_ desk: Desk) async throws -> ConnectedShop {
        let channel = try desk.hub.channel(self.channel)
        let name = try Name.checked(self.name, field: "name")
        if try await desk.read({ try ConnectionRecords.find($0, name: name) }) != nil {
            throw OperationError.connectionExists(name)
        }
        let begun = desk.now
        let answer = try await IdentifyShop(
            channel: channel, address: self.address, credentials: self.credentials, timeout: self.settings.timeout
        ).run(desk)
        let record = try await self.record(name: name, channel: channel, answer, begun: begun, desk: desk)
        let route = try await self.save(record, desk)
        return ConnectedShop(
            connection: try await ShowConnection(record.id.text).run(desk), shopName: answer.value.name,
            shopVersion: answer.value.version,
            webhookAddress: desk.hub.publicAddress.map { WebhookAddress.address($0, route: route).absoluteString })
    }

    private func record(
        name: String, channel: ChannelDescriptor, _ answer: Answer<ShopIdentity>, begun: Date, desk: Desk
    ) async throws -> ConnectionRecord {
        let id = desk.hub.id()
        let sealed = try await SealedCredentials(desk)
        var record = ConnectionRecord(
            id: id, channel: channel.manifest.id, name: name, address: self.address,
            credentials: try sealed.seal(credentials: self.credentials, connection: id),
            webhookSecret: try sealed.seal(webhookSecret: Self.newWebhookSecret(), connection: id),
            settings: self.settings, createdAt: desk.now)
        // The shop's clock: orders placed before may have left already. Without one, ours from before we asked.
        record.cutoverAt = answer.channelTime ?? begun
        record.currency = answer.value.currency
        record.parallel = channel.manifest.concurrency.lowerBound
        return record
    }

    /// The route comes first: a route without a connection leads nowhere, a connection without one would never hear.
    private func save(_ record: ConnectionRecord, _ desk: Desk) async throws -> UUID {
        // 122 random bits; a time inside it would be a hint.
        let route = UUID()
        let tenant = desk.tenant
        do {
            try await desk.hub.store.system {
                try WebhookRouteRecords.insert($0, route: route, tenant: tenant, connection: record.id)
            }
            try await desk.write { db in
                try ConnectionRecords.insert(db, record)
                try EventRecords.insert(
                    db,
                    [
                        EventRecord(
                            id: desk.hub.id(), at: desk.now, kind: "connection.made", level: .success,
                            connection: record.id,
                            summary: "\(record.name) was connected; its listings are being read.",
                            trace: desk.trace)
                    ])
                try SyncQueue.wake(db, [record.id], desk: desk, at: desk.now)
            }
        } catch let error as StoreError where error.kind == .duplicate {
            throw OperationError.connectionExists(record.name)
        }
        return route
    }

    /// 256 bits, as hexadecimal digits: shops keep it in a text field.
    private static func newWebhookSecret() -> Secret {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<4).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return Secret(words.joined())
    }
}

/// Asks a shop who it is, outside of any transaction, and says in words why it does not answer.
struct IdentifyShop {
    let channel: ChannelDescriptor
    let address: String
    let credentials: [String: Secret]
    /// Seconds; `nil` for the connector's own.
    let timeout: Double?

    /// - Throws: `OperationError.connectionRefused`, `.invalid`.
    func run(_ desk: Desk) async throws -> Answer<ShopIdentity> {
        let known = Set(self.channel.manifest.fields.map(\.name))
        if let stranger = self.credentials.keys.sorted().first(where: { !known.contains($0) }) {
            throw OperationError.invalid(
                field: stranger, reason: "\(self.channel.manifest.displayName) has no such field.")
        }
        for field in self.channel.manifest.fields where self.credentials[field.name]?.isEmpty ?? true {
            throw OperationError.invalid(field: field.name, reason: "It is missing. \(field.help)")
        }
        do throws(ConnectorError) {
            let connector = try self.channel.make(
                ChannelAccount(
                    address: self.address, credentials: self.credentials.mapValues { $0.reveal() },
                    transport: desk.hub.transport, timeout: self.timeout.map { .seconds($0) }))
            return try await connector.identify()
        } catch {
            let secrets = self.channel.manifest.fields.filter(\.isSecret)
                .compactMap { self.credentials[$0.name]?.reveal() }
            throw OperationError.connectionRefused(
                Redaction.clean(error.refusal(of: self.channel.manifest.displayName), secrets: secrets))
        }
    }
}

extension ConnectorError {
    /// Why a shop could not be connected, and what to do about it.
    func refusal(of channel: String) -> String {
        switch self {
        case .throttled: "The shop asks us to wait. Try again in a minute."
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
