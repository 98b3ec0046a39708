import ConnectorKit
import Foundation
import Wire

/// Login with Amazon: OAuth 2 without PKCE, with the app's secret in each token call. The consent page names the app by its
/// application id, and its answer says whose account it is; a refresh token is not rotated (notes, "Auth").
public struct AmazonOAuth: OAuthFlow {
    /// Of one token call.
    static let timeout: Duration = .seconds(30)
    static let answerLimit = 64 << 10

    public init() {}

    public func consentPage(
        _ place: OAuthPlace, redirect: URL, state: String, challenge: String, scopes: [String]
    ) throws(ConnectorError) -> URL {
        guard let application = place.app.applicationID, !application.isEmpty else {
            throw .refused(
                code: "app-missing", field: "app",
                message: "Give the application id of this installation's Amazon app (amzn1.sp.solution.…).")
        }
        var parts = URLComponents(url: try AmazonPlace(place.address).consent, resolvingAgainstBaseURL: false)
        parts?.percentEncodedQuery = PercentEncoding.form([
            ("application_id", application), ("state", state), ("redirect_uri", redirect.absoluteString),
        ])
        guard let url = parts?.url else { throw .forbidden("Amazon's address is not a web address.") }
        return url
    }

    public func exchange(
        _ place: OAuthPlace, code: String, verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        try await self.tokens(
            place, secrets: [code],
            form: [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect.absoluteString),
            ])
    }

    public func exchange(
        _ place: OAuthPlace, answer: [String: String], verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        guard let code = answer["spapi_oauth_code"], let seller = answer["selling_partner_id"], Self.isSeller(seller)
        else {
            throw .unreadable("The answer of Amazon's consent page does not say whose account it is.")
        }
        var tokens = try await self.exchange(place, code: code, verifier: verifier, redirect: redirect)
        tokens.account = seller
        return tokens
    }

    /// A merchant who authorises an app of their own is shown a refresh token instead of being sent to the consent page.
    public func tokens(_ place: OAuthPlace, typed: [String: String]) async throws(ConnectorError) -> OAuthTokens? {
        guard let seller = typed["seller"]?.withoutOuterSpace, Self.isSeller(seller) else {
            throw .refused(
                code: "bad-seller", field: "seller",
                message: "A seller id is letters and digits, such as A3EXAMPLE1. See Seller Central → Account Info.")
        }
        let refresh = (typed["refresh-token"] ?? "").withoutOuterSpace
        return try await self.refresh(
            place, OAuthTokens(access: "", refresh: refresh, expiresAt: .distantPast, account: seller))
    }

    public func refresh(_ place: OAuthPlace, _ tokens: OAuthTokens) async throws(ConnectorError) -> OAuthTokens {
        guard let refresh = tokens.refresh else { throw .unauthorized(code: "no-refresh-token") }
        var fresh = try await self.tokens(
            place, secrets: [refresh, tokens.access],
            form: [("grant_type", "refresh_token"), ("refresh_token", refresh)])
        fresh.refresh = fresh.refresh ?? refresh
        fresh.account = tokens.account
        return fresh
    }

    /// Access as the app itself, for what is no seller's ("grantless operations"): the Notifications API's destinations.
    static func grantless(
        _ app: ChannelApp, at token: URL, by transport: any Transport, now: @escaping @Sendable () -> Date
    ) async throws(ConnectorError) -> OAuthTokens {
        let place = OAuthPlace(app: app, address: "", transport: transport, now: now)
        return try await Self.tokens(
            place, at: token, secrets: [],
            form: [("grant_type", "client_credentials"), ("scope", "sellingpartnerapi::notifications")])
    }

    /// It becomes part of addresses.
    private static func isSeller(_ text: String) -> Bool {
        (5...32).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    private func tokens(
        _ place: OAuthPlace, secrets: [String], form: [(name: String, value: String)]
    ) async throws(ConnectorError) -> OAuthTokens {
        try await Self.tokens(place, at: try AmazonPlace(place.address).token, secrets: secrets, form: form)
    }

    private static func tokens(
        _ place: OAuthPlace, at address: URL, secrets: [String], form: [(name: String, value: String)]
    ) async throws(ConnectorError) -> OAuthTokens {
        let asked = place.now()
        let errors = AmazonErrors(
            effect: .write, operation: nil, secrets: secrets + [place.app.clientSecret, place.app.clientID], now: asked)
        let app = [("client_id", place.app.clientID), ("client_secret", place.app.clientSecret)]
        let granted = try await place.grant(
            address, form: form + app,
            contentType: "application/x-www-form-urlencoded;charset=UTF-8", timeout: Self.timeout,
            answerLimit: Self.answerLimit, sorting: errors)
        return granted.tokens(asked: asked)
    }
}
