import ConnectorKit
import Foundation
import Wire

/// OAuth 2 with PKCE as Etsy speaks it: the keystring alone is the client, the shared secret is not part of it, and each
/// refresh gives a new refresh token (notes, "Auth").
public struct EtsyOAuth: OAuthFlow {
    /// Of one token call. A lost answer may have spent the refresh token, so it is given time.
    static let timeout: Duration = .seconds(30)
    static let answerLimit = 64 << 10

    public init() {}

    public func consentPage(
        _ place: OAuthPlace, redirect: URL, state: String, challenge: String, scopes: [String]
    ) throws(ConnectorError) -> URL {
        let page = try EtsyPlace(place.address).consent
        var parts = URLComponents(url: page, resolvingAgainstBaseURL: false)
        parts?.percentEncodedQuery = PercentEncoding.form([
            ("response_type", "code"), ("client_id", place.app.clientID), ("redirect_uri", redirect.absoluteString),
            ("scope", scopes.joined(separator: " ")), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ])
        guard let url = parts?.url else { throw .forbidden("Etsy's address is not a web address.") }
        return url
    }

    public func exchange(
        _ place: OAuthPlace, code: String, verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        try await self.tokens(
            place, secrets: [code, verifier], scopes: [],
            form: [
                ("grant_type", "authorization_code"), ("client_id", place.app.clientID),
                ("redirect_uri", redirect.absoluteString), ("code", code), ("code_verifier", verifier),
            ])
    }

    public func refresh(_ place: OAuthPlace, _ tokens: OAuthTokens) async throws(ConnectorError) -> OAuthTokens {
        guard let refresh = tokens.refresh else { throw .unauthorized(code: "no-refresh-token") }
        var fresh = try await self.tokens(
            place, secrets: [refresh, tokens.access], scopes: tokens.scopes,
            form: [
                ("grant_type", "refresh_token"), ("client_id", place.app.clientID), ("refresh_token", refresh),
            ])
        // A channel that did not rotate this time keeps the old one good.
        fresh.refresh = fresh.refresh ?? refresh
        return fresh
    }

    private func tokens(
        _ place: OAuthPlace, secrets: [String], scopes: [String], form: [(name: String, value: String)]
    ) async throws(ConnectorError) -> OAuthTokens {
        let asked = place.now()
        // A code or refresh token works once, so a lost answer leaves the outcome open.
        let errors = EtsyErrors(
            effect: .write, secrets: secrets + [place.app.clientSecret, place.app.clientID], now: asked)
        let granted = try await place.grant(
            try EtsyPlace(place.address).token, form: form, timeout: Self.timeout, answerLimit: Self.answerLimit,
            sorting: errors)
        return granted.tokens(asked: asked, else: scopes)
    }
}
