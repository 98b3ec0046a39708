import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// A shop that has just let us in, made a connection: a draft that reads and writes nothing.
struct NewConnection {
    let channel: ChannelDescriptor
    let name: String
    let address: String
    let credentials: [String: Secret]
    let settings: ConnectionRecord.Settings
    /// What the merchant's consent gave; `nil` where they typed keys.
    var tokens: OAuthTokens?

    /// - Parameter begun: Our clock before the shop was asked.
    /// - Throws: `OperationError.connectionExists`, `ConsentError.shopTaken`.
    func make(_ answer: Answer<ShopIdentity>, begun: Date, _ desk: Desk) async throws -> ConnectedShop {
        let record = self.record(answer, begun: begun, desk: desk)
        let route = try await self.save(record, remoteID: answer.value.remoteID, desk)
        return ConnectedShop(
            connection: try await ShowConnection(record.id.text).run(desk), shopName: answer.value.name,
            shopVersion: answer.value.version,
            webhookAddress: desk.hub.publicAddress.map { WebhookAddress.address($0, route: route).absoluteString })
    }

    /// Without what is sealed: that comes in the transaction that stores it.
    private func record(_ answer: Answer<ShopIdentity>, begun: Date, desk: Desk) -> ConnectionRecord {
        var record = ConnectionRecord(
            id: desk.hub.id(), channel: self.channel.manifest.id, name: self.name, address: self.address,
            credentials: [], webhookSecret: [], settings: self.settings, createdAt: desk.now)
        // The shop's clock: orders placed before may have left already. Without one, ours from before we asked.
        record.cutoverAt = answer.channelTime ?? begun
        record.currency = answer.value.currency
        if answer.value.locations.count > 1, record.settings.location == nil { record.settings.awaitsLocation = true }
        record.parallel = self.channel.manifest.concurrency.lowerBound
        return record
    }

    /// The route comes first: a route without a connection leads nowhere, a connection without one would never hear.
    private func save(_ record: ConnectionRecord, remoteID: String?, _ desk: Desk) async throws -> UUID {
        // 122 random bits; a time inside it would be a hint.
        let route = UUID()
        let (tenant, now, secret) = (desk.tenant, desk.now, Self.newWebhookSecret())
        let claimed = ClaimedShop(
            self.channel, address: self.address, remoteID: remoteID, connection: record.id)
        try await claimed?.check(desk)
        do {
            try await desk.hub.store.system {
                try WebhookRouteRecords.insert($0, route: route, tenant: tenant, connection: record.id)
            }
            try await desk.write { db in
                let sealed = try SealedCredentials(db, desk)
                var record = record
                record.credentials = try sealed.seal(credentials: self.credentials, connection: record.id)
                record.webhookSecret = try sealed.seal(webhookSecret: secret, connection: record.id)
                try ConnectionRecords.insert(db, record)
                if let tokens = self.tokens {
                    let token = try ConnectionTokenRecord(
                        tokens, of: remoteID, connection: record.id, sealed: sealed, at: now)
                    try ConnectionTokenRecords.put(db, record.id, token)
                }
                try claimed?.claim(db)
                try desk.audit(db, .connectionMade, on: .connection(record.id), ["channel": record.channel])
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
        } catch ConsentError.shopTaken {
            // Somebody was faster: it is asked once more who, for a connection of this workspace's has a name.
            try await claimed?.check(desk)
            throw ConsentError.shopTaken(connection: nil)
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
