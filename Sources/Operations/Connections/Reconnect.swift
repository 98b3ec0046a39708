import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// Gives a connection new credentials or a new address, once the shop lets us in with them.
public struct Reconnect: Sendable {
    public var connection: String
    /// `nil` to keep the stored one.
    public var address: String?
    /// A field that is missing keeps the stored value.
    public var credentials: [String: Secret]

    public init(_ connection: String, address: String? = nil, credentials: [String: Secret] = [:]) {
        self.connection = connection
        self.address = address
        self.credentials = credentials
    }

    /// - Throws: `OperationError.connectionRefused` when the shop does not let us in, `ConsentError.otherShop` where it is another than before,
    ///   `.shopTaken` where another connection keeps it; then nothing has changed.
    public func run(_ desk: Desk) async throws -> ConnectionHealth {
        let name = self.connection
        let stored = try await desk.read { try Find.connection($0, name) }
        let channel = try desk.hub.channel(stored.channel)
        let kept = try await SealedCredentials.opening(desk) {
            try $0.openCredentials(stored.credentials, connection: stored.id)
        }
        guard !channel.asksConsent(kept) else { return try await self.typed(stored, channel, desk) }
        let credentials = kept.merging(self.credentials) { $1 }
        let address = self.address ?? stored.address
        let answer = try await IdentifyShop(
            channel: channel, address: address, credentials: credentials,
            timeout: stored.settings.timeout, location: stored.settings.location
        ).run(desk)
        if let before = stored.currency, let now = answer.value.currency, before != now {
            throw OperationError.connectionRefused(
                "This shop sells in \(now), and the one connected here in \(before). Connect it as a connection of its own."
            )
        }
        let claimed = ClaimedShop(channel, address: address, remoteID: answer.value.remoteID, connection: stored.id)
        try await claimed?.checkSame(stored, shop: answer.value.name, desk)
        try await claimed?.check(desk)
        return try await Steering.change(desk, stored.id.text) { db, record in
            try claimed?.claim(db)
            let bytes = try SealedCredentials(db, desk).seal(credentials: credentials, connection: record.id)
            try ConnectionRecords.setCredentials(
                db, record.id, address: address, credentials: bytes, settings: record.settings)
            try Steering.letIn(db, record)
            try ConnectionRecords.dueNow(db, record.id, at: desk.now)
            try Steering.wake(db, desk, record.id)
            try Steering.tell(db, desk, "connection.reconnected", record, "\(record.name) was connected anew.")
        }
    }
    /// The same at a channel that lets in by consent, where its tokens can be typed too.
    private func typed(
        _ stored: ConnectionRecord, _ channel: ChannelDescriptor, _ desk: Desk
    ) async throws -> ConnectionHealth {
        let access = TypedAccess(channel: channel, address: stored.address, credentials: self.credentials)
        guard let tokens = try await access.tokens(desk) else {
            throw ConsentError.neededAgain(channel: channel.manifest.displayName, connection: stored.name)
        }
        let answer = try await IdentifyShop(
            channel: channel, address: stored.address, credentials: [:], app: try desk.hub.app(of: channel),
            tokens: tokens, timeout: stored.settings.timeout
        ).run(desk)
        return try await RenewedAccess(connection: stored.id, tokens: tokens).take(answer.value, desk)
    }
}
