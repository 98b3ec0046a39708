import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// A shop whose merchant has opened our app inside of the channel's own pages.
public struct OpenedShop: Sendable, Hashable {
    public var connection: ConnectionHealth
    /// Whether the connection was let in again by this.
    public var isLetInAgain: Bool
}

/// Opens the app within the channel's pages: the token of the session says which shop it is. Its connection is given new
/// tokens, so that one that had been shut out works again by the app being opened.
public struct OpenEmbedded: Sendable {
    public var channel: String
    public var session: Secret

    public init(channel: String, session: Secret) {
        self.channel = channel
        self.session = session
    }

    /// The origins whose pages may show what comes of it.
    ///
    /// - Throws: As `run`, where the token is not the channel's.
    public func frames(_ hub: Installation) throws -> [String] {
        try SessionTrade(self.channel, self.session, hub).open(hub).frames
    }

    /// - Throws: `ConsentError`, `OperationError.connectionRefused`, `.unknownChannel`.
    public func run(_ hub: Installation, trace: String? = nil) async throws -> OpenedShop {
        let trade = try SessionTrade(self.channel, self.session, hub)
        let session = try trade.open(hub)
        if let used = try await trade.used(session, hub) {
            // The page was loaded again: nothing is traded for the same token twice.
            guard let connection = used.connection else { throw ConsentError.sessionUsed }
            let desk = Desk(hub, tenant: used.tenant, trace: trace, doer: .nobody)
            return OpenedShop(connection: try await ShowConnection(connection.text).run(desk), isLetInAgain: false)
        }
        let tokens = try await trade.tokens(at: session.address, hub)
        // Whose limits it counts for is not known before the shop has said who it is.
        let shop = try await IdentifyShop(
            channel: trade.channel, address: session.address, credentials: [:], app: trade.app, tokens: tokens,
            timeout: nil
        ).run(hub, by: hub.transport).value
        guard let claimed = try await self.claimed(shop, hub) else {
            throw ConsentError.shopUnknown(shop: shop.name, channel: self.channel, address: session.address)
        }
        let desk = Desk(hub, tenant: claimed.tenant, trace: trace, doer: .nobody)
        let before = try await ShowConnection(claimed.connection.text).run(desk)
        guard before.isByConsent else {
            // Keys of the merchant's own were typed: another app's, which has nothing to do with this one.
            return OpenedShop(connection: before, isLetInAgain: false)
        }
        var consent = trade.record(session, tenant: claimed.tenant, hub)
        (consent.connection, consent.name) = (claimed.connection, before.name)
        let taken = consent
        try await trade.keep(taken, session, hub)
        let done = try await taken.settle(hub) {
            let health = try await RenewedAccess(
                connection: claimed.connection, tokens: tokens, isAlwaysTold: false
            ).take(shop, desk)
            return FinishedConsent(connection: health, shopName: shop.name, isRenewal: true)
        }
        return OpenedShop(
            connection: done.connection, isLetInAgain: before.state != done.connection.state)
    }

    private func claimed(
        _ shop: ShopIdentity, _ hub: Installation
    ) async throws -> (tenant: UUID, connection: UUID)? {
        guard let remoteID = shop.remoteID else { return nil }
        let channel = self.channel
        let found = try await hub.store.system {
            try ClaimedShopRecords.all($0, channel: channel, remoteID: remoteID)
        }
        return found.count == 1 ? found.first : nil
    }
}
