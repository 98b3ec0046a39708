import ConnectorKit
import Foundation
import Wire

/// OAuth 2 without PKCE: the app says who it is with HTTP Basic, and names the way back by its RuName, whose accept address in the
/// developer portal is our callback (notes, "Auth"). A refresh token is not rotated; one that comes all the same is taken.
public struct EbayOAuth: OAuthFlow {
    /// Of one token call.
    static let timeout: Duration = .seconds(30)
    static let answerLimit = 64 << 10
    /// Before each right that is asked for.
    static let scopePrefix = "https://api.ebay.com/oauth/api_scope/"

    public init() {}

    public func consentPage(
        _ place: OAuthPlace, redirect: URL, state: String, challenge: String, scopes: [String]
    ) throws(ConnectorError) -> URL {
        var parts = URLComponents(url: try EbayPlace(place.address).consent, resolvingAgainstBaseURL: false)
        parts?.percentEncodedQuery = PercentEncoding.form([
            ("client_id", place.app.clientID), ("response_type", "code"), ("redirect_uri", try Self.ruName(place.app)),
            ("scope", Self.wire(scopes)), ("state", state),
        ])
        guard let url = parts?.url else { throw .forbidden("eBay's address is not a web address.") }
        return url
    }

    public func exchange(
        _ place: OAuthPlace, code: String, verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        try await Self.tokens(
            place, secrets: [code], scopes: [],
            form: [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", try Self.ruName(place.app)),
            ])
    }

    /// The rights are not said again: those of the consent stay.
    public func refresh(_ place: OAuthPlace, _ tokens: OAuthTokens) async throws(ConnectorError) -> OAuthTokens {
        guard let refresh = tokens.refresh else { throw .unauthorized(code: "no-refresh-token") }
        var fresh = try await Self.tokens(
            place, secrets: [refresh, tokens.access], scopes: tokens.scopes,
            form: [("grant_type", "refresh_token"), ("refresh_token", refresh)])
        // Its end is told with the consent, and seldom again.
        if fresh.refresh == nil || fresh.refresh == refresh {
            fresh.refreshExpiresAt = fresh.refreshExpiresAt ?? tokens.refreshExpiresAt
        }
        fresh.refresh = fresh.refresh ?? refresh
        return fresh
    }

    /// Access as the app itself, for what is no seller's: categories, and keys of notifications.
    static func application(_ place: OAuthPlace, at token: URL) async throws(ConnectorError) -> OAuthTokens {
        try await Self.tokens(
            place, at: token, secrets: [], scopes: [],
            form: [("grant_type", "client_credentials"), ("scope", "https://api.ebay.com/oauth/api_scope")])
    }

    static func wire(_ scopes: [String]) -> String {
        scopes.map { Self.scopePrefix + $0 }.joined(separator: " ")
    }

    private static func ruName(_ app: ChannelApp) throws(ConnectorError) -> String {
        guard let name = app.applicationID, !name.isEmpty else {
            throw .refused(
                code: "app-missing", field: "app",
                message: "Give the RuName of this installation's eBay app (developer.ebay.com → User Tokens).")
        }
        return name
    }

    private static func tokens(
        _ place: OAuthPlace, secrets: [String], scopes: [String], form: [(name: String, value: String)]
    ) async throws(ConnectorError) -> OAuthTokens {
        try await Self.tokens(
            place, at: try EbayPlace(place.address).token, secrets: secrets, scopes: scopes, form: form)
    }

    private static func tokens(
        _ place: OAuthPlace, at token: URL, secrets: [String], scopes: [String], form: [(name: String, value: String)]
    ) async throws(ConnectorError) -> OAuthTokens {
        let asked = place.now()
        let pair = Signing.base64(Array("\(place.app.clientID):\(place.app.clientSecret)".utf8))
        let errors = EbayErrors(
            effect: .write, interface: nil, secrets: secrets + [place.app.clientSecret, place.app.clientID, pair],
            now: asked)
        let granted = try await place.grant(
            token, form: form, headers: [("authorization", "Basic \(pair)")],
            timeout: Self.timeout, answerLimit: Self.answerLimit, sorting: errors)
        var tokens = granted.tokens(asked: asked, else: scopes)
        tokens.scopes = tokens.scopes.map {
            $0.hasPrefix(Self.scopePrefix) ? String($0.dropFirst(Self.scopePrefix.count)) : $0
        }
        return tokens
    }
}
