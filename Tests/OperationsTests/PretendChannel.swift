import Commerce
import ConnectorKit
import Foundation
import Synchronization
import Wire

/// A channel of these tests: it answers who it is as a test says, and nothing else.
final class PretendShop: Sendable {
    struct State {
        var failure: ConnectorError?
        var currency = Currency.eur
        var channelTime: Date?
        /// Names of the places where its units may lie; each is its own id.
        var locations: [String] = []
        /// What the last caller presented.
        var presented: [String: String] = [:]
    }
    let state = Mutex(State())

    func refuse(with error: ConnectorError?) { self.state.withLock { $0.failure = error } }
    func sells(in currency: Currency) { self.state.withLock { $0.currency = currency } }
    func lies(at locations: [String]) { self.state.withLock { $0.locations = locations } }
    func clock(_ time: Date?) { self.state.withLock { $0.channelTime = time } }
    var presented: [String: String] { self.state.withLock { $0.presented } }

    /// - Parameter comparesAndSets: Whether it could be an authority.
    func channel(_ id: String = "pretend", comparesAndSets: Bool = false) -> ChannelDescriptor {
        let manifest = Manifest(
            id: id, displayName: "Pretend Market",
            fields: [
                CredentialField(name: "key", label: "Key", help: "From the shop's settings.", isSecret: true),
                CredentialField(name: "secret", label: "Secret", help: "Shown once.", isSecret: true),
            ],
            webhookTopics: [], writeBatch: 10, readBatch: 10, concurrency: 1...2, patience: .seconds(120),
            orderLag: .seconds(5), readStaleness: .seconds(2), orderPollInterval: .seconds(60),
            readBackInterval: .seconds(86_400), zeroIsReversible: true, comparesAndSets: comparesAndSets,
            writesDeltas: false)
        return ChannelDescriptor(manifest: manifest, verifier: nil) { account throws(ConnectorError) in
            if account.address.hasPrefix("http://") {
                throw .forbidden("Use https://, or plain HTTP on this machine only.")
            }
            return PretendConnector(shop: self, credentials: account.credentials, location: account.location)
        }
    }
}

struct PretendConnector: Connector {
    static var manifest: Manifest { PretendShop().channel().manifest }
    let shop: PretendShop
    let credentials: [String: String]
    var location: String?

    func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        let state = self.shop.state.withLock { state in
            state.presented = self.credentials
            return (
                failure: state.failure, currency: state.currency, time: state.channelTime, locations: state.locations
            )
        }
        if let failure = state.failure { throw failure }
        var identity = ShopIdentity(name: "The Pretend", version: "1.0", currency: state.currency)
        identity.locations = state.locations.map {
            RemoteLocation(id: $0, name: $0, isOurs: $0 == self.location ?? state.locations.first)
        }
        return Answer(identity, channelTime: state.time, latency: .milliseconds(1))
    }

    var listings: (any ListingReading)? { nil }
    var offers: (any OfferWriting)? { nil }
    var orders: (any OrderReading)? { nil }
    var shipments: (any ShipmentWriting)? { nil }
    var webhooks: (any WebhookRegistering)? { nil }
}

/// Nothing in these tests speaks to a network.
struct NoNetwork: Transport {
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply { throw .unreachable("no network here") }
}
