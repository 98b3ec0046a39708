import Commerce
import ConnectorKit
import Foundation
import Synchronization
import Wire
import Workbench

@testable import Operations

/// A channel of these tests that lets us in by consent, and rotates its refresh tokens.
///
/// Everything secret that it gives begins with `canary`, so that a test can look for it where it must not be.
final class ConsentMarket: Sendable {
    struct State {
        /// What the merchant of the next consent owns.
        var shop = "7001"
        /// By code: the challenge it was asked for with.
        var codes: [String: String] = [:]
        /// The newest pair of each shop, by its refresh token.
        var refreshTokens: [String: String] = [:]
        /// By access token: its shop.
        var accessTokens: [String: String] = [:]
        var refreshes = 0
        var pairs = 0
        var failure: ConnectorError?
        /// Seconds an access token lives.
        var life: TimeInterval = 3_600
        /// Seconds until a consent ends.
        var consentLife: TimeInterval = 90 * 86_400
        /// Refreshes wait for it after the old token was spent.
        var gate: Gate?
    }
    let state = Mutex(State())

    static let app = ChannelApp(clientID: "app-1", clientSecret: "canary-app-secret")

    func set(_ change: (inout State) -> Void) { self.state.withLock { change(&$0) } }
    var refreshes: Int { self.state.withLock { $0.refreshes } }

    func channel(_ id: String = "consent") -> ChannelDescriptor {
        var manifest = PretendShop().channel(id).manifest
        manifest.displayName = "Consent Market"
        manifest.fields = []
        manifest.scopes = ["listings_w"]
        return ChannelDescriptor(manifest: manifest, verifier: nil, oauth: ConsentFlow(market: self)) {
            account throws(ConnectorError) in
            guard let tokens = account.tokens, account.app == Self.app else { throw .unauthorized(code: "no tokens") }
            return ConsentConnector(market: self, access: tokens.access)
        }
    }

    /// The merchant says yes on the page: what it sends back.
    func consents(_ page: String) throws -> String {
        let query = PercentEncoding.parseForm(String(page.split(separator: "?").last ?? ""))
        func value(_ name: String) -> String { query.first { $0.name == name }?.value ?? "" }
        let code = "canary-code-\(value("state").suffix(6))"
        self.set { $0.codes[code] = value("code_challenge") }
        return "\(value("redirect_uri"))?code=\(code)&state=\(value("state"))"
    }

    /// The merchant takes all consents back.
    func revoke() {
        self.set {
            $0.refreshTokens = [:]
            $0.accessTokens = [:]
        }
    }

    fileprivate func pair(for shop: String, now: Date) -> OAuthTokens {
        self.state.withLock { state in
            state.pairs += 1
            let (access, refresh) = ("canary-access-\(state.pairs)", "canary-refresh-\(state.pairs)")
            state.refreshTokens = state.refreshTokens.filter { $0.value != shop }
            state.refreshTokens[refresh] = shop
            state.accessTokens[access] = shop
            return OAuthTokens(
                access: access, refresh: refresh, expiresAt: now.addingTimeInterval(state.life),
                refreshExpiresAt: now.addingTimeInterval(state.consentLife), scopes: ["listings_w"])
        }
    }
}

struct ConsentFlow: OAuthFlow {
    let market: ConsentMarket

    func consentPage(
        _ place: OAuthPlace, redirect: URL, state: String, challenge: String, scopes: [String]
    ) throws(ConnectorError) -> URL {
        let query = PercentEncoding.form([
            ("client_id", place.app.clientID), ("redirect_uri", redirect.absoluteString), ("state", state),
            ("code_challenge", challenge), ("scope", scopes.joined(separator: " ")),
        ])
        guard let page = URL(string: "https://market.example/consent?" + query) else { throw .forbidden("no page") }
        return page
    }

    func exchange(
        _ place: OAuthPlace, code: String, verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        let (challenge, shop, failure) = self.market.state.withLock {
            ($0.codes.removeValue(forKey: code), $0.shop, $0.failure)
        }
        if let failure { throw failure }
        guard let challenge, challenge.count == 43, verifier.count == 43, challenge != verifier else {
            throw .refused(code: "invalid_grant", field: nil, message: "no such code \(code), verifier \(verifier)")
        }
        return self.market.pair(for: shop, now: place.now())
    }

    func refresh(_ place: OAuthPlace, _ tokens: OAuthTokens) async throws(ConnectorError) -> OAuthTokens {
        let (shop, failure, gate) = self.market.state.withLock { state in
            state.refreshes += 1
            if let failure = state.failure { return (nil as String?, failure as ConnectorError?, state.gate) }
            return (state.refreshTokens.removeValue(forKey: tokens.refresh ?? ""), nil, state.gate)
        }
        if let failure { throw failure }
        guard let shop else { throw .unauthorized(code: "invalid_grant \(tokens.refresh ?? "")") }
        let fresh = self.market.pair(for: shop, now: place.now())
        await gate?.passed()
        return fresh
    }
}

struct ConsentConnector: Connector {
    static var manifest: Manifest { ConsentMarket().channel().manifest }
    let market: ConsentMarket
    let access: String

    func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        guard let shop = self.market.state.withLock({ $0.accessTokens[self.access] }) else {
            throw .unauthorized(code: "invalid_token \(self.access)")
        }
        return Answer(
            ShopIdentity(name: "Shop \(shop)", version: nil, currency: .eur, remoteID: shop), channelTime: nil,
            latency: .milliseconds(1))
    }

    var listings: (any ListingReading)? { nil }
    var offers: (any OfferWriting)? { nil }
    var orders: (any OrderReading)? { nil }
    var shipments: (any ShipmentWriting)? { nil }
    var webhooks: (any WebhookRegistering)? { nil }
}

extension Hall {
    /// Connects a shop by consent, to the end.
    @discardableResult
    func consent(_ desk: Desk, _ name: String, shop: String = "7001") async throws -> ConnectionHealth {
        self.market.set { $0.shop = shop }
        let asked = try await BeginConsent(.new(channel: "consent", name: name, address: "")).run(desk)
        return try await FinishConsent(ConsentAnswer(pasted: try self.market.consents(asked.page))).run(desk.hub)
            .connection
    }
}
