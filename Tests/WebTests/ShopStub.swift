import Commerce
import ConnectorKit
import Connectors
import Foundation
import Wire

/// WooCommerce as the hub knows it, with a shop behind it that only says who it is: routes are tested, not shops.
enum ShopStub {
    static let channel = ChannelDescriptor(
        manifest: WooCommerce.manifest, verifier: WooCommerceWebhookVerifier(), make: { _ in StubConnector() })
}

private struct StubConnector: Connector {
    static let manifest = WooCommerce.manifest

    func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        Answer(
            ShopIdentity(name: "Stub", version: "10.0.2", currency: .eur), channelTime: Date(), latency: .zero)
    }
    var listings: (any ListingReading)? { nil }
    var offers: (any OfferWriting)? { nil }
    var orders: (any OrderReading)? { nil }
    var shipments: (any ShipmentWriting)? { nil }
    var webhooks: (any WebhookRegistering)? { nil }
}

/// No test leaves the machine.
struct NoTransport: Transport {
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        throw .forbidden("A test tried to call \(call.url.host() ?? "somebody").")
    }
}
