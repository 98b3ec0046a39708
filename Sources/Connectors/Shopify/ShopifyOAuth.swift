import ConnectorKit
import Foundation
import Wire

/// The authorization code grant as Shopify speaks it: no PKCE, but an answer signed with the app's secret, and tokens that
/// expire where they are asked for (notes, "Auth").
public struct ShopifyOAuth: OAuthFlow {
    static let timeout: Duration = .seconds(30)
    static let answerLimit = 64 << 10
    /// For a token that does not expire.
    static let ever: TimeInterval = 50 * 365 * 86_400

    public init() {}

    public func consentPage(
        _ place: OAuthPlace, redirect: URL, state: String, challenge: String, scopes: [String]
    ) throws(ConnectorError) -> URL {
        try ShopifyPlace(place.address).url(
            "/admin/oauth/authorize",
            query: [
                ("client_id", place.app.clientID), ("scope", scopes.joined(separator: ",")),
                ("redirect_uri", redirect.absoluteString), ("state", state),
            ])
    }

    public func exchange(
        _ place: OAuthPlace, answer: [String: String], verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        try Self.check(place, answer: answer)
        return try await self.exchange(place, code: answer["code"] ?? "", verifier: verifier, redirect: redirect)
    }

    /// The signature is over all that came but itself, in the order of the names; and the shop must be the one that was asked.
    private static func check(_ place: OAuthPlace, answer: [String: String]) throws(ConnectorError) {
        let text = answer.filter { $0.key != "hmac" }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value)" }.joined(separator: "&")
        let expected = Signing.hmac(.sha256, text.utf8, key: place.app.clientSecret.utf8)
        let digits = expected.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        guard let given = answer["hmac"], Signing.equal(Array(digits.utf8), Array(given.lowercased().utf8)) else {
            throw .refused(
                code: "bad-signature", field: "hmac",
                message: "It is not signed with our app's secret. Check the app's client secret, and begin again.")
        }
        guard let shop = answer["shop"], ShopifyPlace.isShop(shop) else {
            throw .refused(code: "bad-shop", field: "shop", message: "It names no shop at Shopify.")
        }
        if let asked = try ShopifyPlace(place.address).domain, asked != shop {
            throw .refused(code: "other-shop", field: "shop", message: "It is from another shop than the one asked.")
        }
    }

    public func exchange(
        _ place: OAuthPlace, code: String, verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        try await self.tokens(place, secrets: [code], scopes: [], form: [("code", code), ("expiring", "1")])
    }

    public func refresh(_ place: OAuthPlace, _ tokens: OAuthTokens) async throws(ConnectorError) -> OAuthTokens {
        guard let refresh = tokens.refresh else { throw .unauthorized(code: "no-refresh-token") }
        var fresh = try await self.tokens(
            place, secrets: [refresh, tokens.access], scopes: tokens.scopes,
            form: [("grant_type", "refresh_token"), ("refresh_token", refresh)])
        // Where none came along, the old one stays good until it is used again (notes, "Auth").
        fresh.refresh = fresh.refresh ?? refresh
        return fresh
    }

    /// Asks the one place that all grants are at.
    func tokens(
        _ place: OAuthPlace, secrets: [String], scopes: [String], form: [(name: String, value: String)]
    ) async throws(ConnectorError) -> OAuthTokens {
        let asked = place.now()
        // A code works once, so a lost answer leaves the outcome open.
        let errors = ShopifyErrors(
            effect: .write, isGrant: true, secrets: secrets + [place.app.clientSecret], now: asked)
        let app = [("client_id", place.app.clientID), ("client_secret", place.app.clientSecret)]
        let granted = try await place.grant(
            try ShopifyPlace(place.address).url("/admin/oauth/access_token"), form: app + form, timeout: Self.timeout,
            answerLimit: Self.answerLimit, expires: false, sorting: errors)
        return granted.tokens(asked: asked, separator: ",", else: scopes, ever: Self.ever)
    }
}
