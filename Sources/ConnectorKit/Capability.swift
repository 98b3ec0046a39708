import Foundation
import Vault
import Wire

/// One thing that a channel may let us do. Which ones a channel has is told by its connector and never written down a second
/// time; why it lacks one stands in its manifest (`Manifest.lacking`).
public enum Capability: String, Sendable, Hashable, Codable, CaseIterable {
    case importListings = "import-listings"
    /// Making, changing, publishing listings, and taking them down.
    case editListings = "edit-listings"
    /// Finding products in a catalogue that all sellers share, and selling them as they stand there.
    case findProducts = "find-products"
    case quantities, prices, orders, ship, cancel, refund, webhooks

    /// As tables name it.
    public var title: String {
        switch self {
        case .importListings: "import listings"
        case .editListings: "make, edit, publish, take down listings"
        case .findProducts: "sell what its catalogue has"
        case .quantities: "quantities"
        case .prices: "prices"
        case .orders: "orders"
        case .ship: "tell that it was shipped"
        case .cancel: "cancel"
        case .refund: "refund"
        case .webhooks: "webhooks"
        }
    }
}

extension ChannelDescriptor {
    /// What this build can do there.
    ///
    /// - Throws: `ConnectorError` where the manifest's own example opens nothing, which a test excludes.
    public func capabilities() throws(ConnectorError) -> Set<Capability> {
        let connector = try self.specimen()
        return Set(
            Capability.allCases.filter { capability in
                switch capability {
                case .importListings: connector.listings != nil
                case .editListings: connector.catalogue != nil
                case .findProducts: connector.products != nil
                case .quantities, .prices: connector.offers != nil
                case .orders: connector.orders != nil
                case .ship: connector.shipments != nil
                case .webhooks: self.verifier != nil || self.queue != nil
                case .cancel: connector.reversals?.terms.cancels ?? false
                case .refund: connector.reversals != nil
                }
            })
    }

    /// Whether the hub subscribes to webhooks by itself; where it does not, a person does it once in the channel's portal.
    public func registersWebhooks() throws(ConnectorError) -> Bool { try self.specimen().webhooks != nil }

    /// An account of the manifest's own example. It calls nobody: its transport refuses.
    private func specimen() throws(ConnectorError) -> any Connector {
        let word = "example"
        return try self.make(
            ChannelAccount(
                address: self.manifest.addressExample ?? "",
                credentials: Dictionary(self.manifest.fields.map { ($0.name, word) }, uniquingKeysWith: { $1 }),
                app: ChannelApp(clientID: word, clientSecret: word),
                tokens: self.oauth == nil ? nil : OAuthTokens(access: word, refresh: nil, expiresAt: .distantFuture),
                remoteID: "1", transport: NoWay(), now: { .distantPast }))
    }
}

/// A way to nowhere.
private struct NoWay: Transport {
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        throw .forbidden("An example calls nobody.")
    }
}
