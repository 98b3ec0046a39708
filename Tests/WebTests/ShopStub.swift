import Commerce
import ConnectorKit
import Connectors
import Foundation
import Wire

/// WooCommerce as the hub knows it, with a shop behind it that only says who it is: routes are tested, not shops.
enum ShopStub {
    static let channel = ChannelDescriptor(
        manifest: WooCommerce.manifest, verifier: WooCommerceWebhookVerifier(), make: { _ in StubConnector() })

    /// A channel with a consent page, and webhooks that one signature of the app covers.
    static let consented: ChannelDescriptor = {
        var manifest = WooCommerce.manifest
        manifest.id = "consent"
        manifest.displayName = "Consent Market"
        manifest.fields = []
        var channel = ChannelDescriptor(
            manifest: manifest, verifier: StubVerifier(), oauth: StubFlow(),
            make: { _ in StubConnector(remoteID: "77") })
        channel.sessions = StubSessions()
        return channel
    }()

    static let app = ChannelApp(
        clientID: "app-1", clientSecret: "canary-app-secret", webhookSecret: "canary-hook-secret")
}

/// Says yes to everything that is asked in order.
private struct StubFlow: OAuthFlow {
    func consentPage(
        _ place: OAuthPlace, redirect: URL, state: String, challenge: String, scopes: [String]
    ) throws(ConnectorError) -> URL {
        let query = PercentEncoding.form([("state", state), ("redirect_uri", redirect.absoluteString)])
        guard let page = URL(string: "https://market.example/consent?\(query)") else { throw .forbidden("no page") }
        return page
    }

    func exchange(
        _ place: OAuthPlace, code: String, verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        guard code == "canary-code" else { throw .refused(code: "invalid_grant", field: nil, message: "not \(code)") }
        return OAuthTokens(
            access: "canary-access", refresh: "canary-refresh", expiresAt: place.now().addingTimeInterval(3_600))
    }

    func refresh(_ place: OAuthPlace, _ tokens: OAuthTokens) async throws(ConnectorError) -> OAuthTokens { tokens }
}

/// Believes what begins with `canary-session`.
private struct StubSessions: SessionGranting {
    let field = "id_token"

    func open(_ token: String, of app: ChannelApp, now: Date) throws(ConnectorError) -> ChannelSession {
        guard token.hasPrefix("canary-session") else {
            throw .refused(code: "bad-session", field: nil, message: "It is none of ours: \(token).")
        }
        return ChannelSession(
            address: "", signed: token, expiresAt: now.addingTimeInterval(60), frames: ["https://shop.example"])
    }

    func exchange(_ place: OAuthPlace, session token: String) async throws(ConnectorError) -> OAuthTokens {
        OAuthTokens(
            access: "canary-access", refresh: "canary-refresh", expiresAt: place.now().addingTimeInterval(3_600))
    }
}

/// The body is the shop and the order, the signature the secret itself.
private struct StubVerifier: WebhookVerifying {
    func verify(
        headers: [(name: String, value: String)], body: [UInt8], secret: String, now: Date
    ) throws(WebhookError) -> WebhookNotice {
        guard headers.contains(where: { $0.name == "stub-signature" && $0.value == secret }) else {
            throw .badSignature
        }
        return .order(key: String(decoding: body, as: UTF8.self).split(separator: "/").last.map(String.init) ?? "")
    }

    func shop(of body: [UInt8]) -> String? {
        String(decoding: body, as: UTF8.self).split(separator: "/").first.map(String.init)
    }
}

private struct StubConnector: Connector {
    static let manifest = WooCommerce.manifest
    var remoteID: String?

    func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        Answer(
            ShopIdentity(name: "Stub", version: "10.0.2", currency: .eur, remoteID: self.remoteID), channelTime: Date(),
            latency: .zero)
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
