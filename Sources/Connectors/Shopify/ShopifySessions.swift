import ConnectorKit
import Foundation
import Wire

/// Token exchange: a session token of App Bridge for an offline token of the app that expires (shopify.dev, "Exchange a session
/// token for an access token", "About session tokens").
///
/// A session token is a JSON web token of a minute, signed with the app's secret (HS256). The Shopify admin also sends it along
/// as `id_token` in the address of an embedded app's page.
public struct ShopifySessions: SessionGranting {
    /// Seconds that clocks may differ by: what Shopify's own library allows (`@shopify/shopify-api`, `decodeSessionToken`).
    static let tolerance: TimeInterval = 10
    /// Bytes. Some hundred in truth.
    static let limit = 8 << 10

    public init() {}

    public var field: String { "id_token" }

    public func open(_ token: String, of app: ChannelApp, now: Date) throws(ConnectorError) -> ChannelSession {
        let claims = try Self.claims(token, secret: app.clientSecret)
        guard claims.aud == app.clientID else {
            throw Self.refused("other-app", "aud", "It is of another app than ours.")
        }
        guard now < Date(timeIntervalSince1970: claims.exp).addingTimeInterval(Self.tolerance) else {
            throw Self.refused("expired", "exp", "It is over: such a token lasts for a minute.")
        }
        guard Date(timeIntervalSince1970: claims.nbf) <= now.addingTimeInterval(Self.tolerance) else {
            throw Self.refused("not-yet", "nbf", "It is not good yet. Check this machine's clock.")
        }
        // The admin of the shop that it is for issues it, and nobody else.
        guard claims.iss == claims.dest + "/admin", let place = try? ShopifyPlace(claims.dest) else {
            throw Self.refused("bad-shop", "dest", "It names no shop at Shopify, or was issued by another one.")
        }
        return ChannelSession(
            address: place.domain ?? place.base.absoluteString,
            signed: String(token.prefix(upTo: token.lastIndex(of: ".") ?? token.endIndex)),
            expiresAt: Date(timeIntervalSince1970: claims.exp),
            // "the authenticated shop's domain and https://admin.shopify.com" (shopify.dev, "Set up iframe protection").
            frames: place.domain.map { ["https://\($0)", "https://admin.shopify.com"] } ?? [place.origin])
    }

    public func exchange(_ place: OAuthPlace, session token: String) async throws(ConnectorError) -> OAuthTokens {
        let session = try self.open(token, of: place.app, now: place.now())
        let (asked, own) = (try ShopifyPlace(place.address), try ShopifyPlace(session.address))
        guard asked == own else {
            throw Self.refused("other-shop", "dest", "It is from another shop than the one asked.")
        }
        return try await ShopifyOAuth().tokens(
            place, secrets: [token], scopes: [],
            form: [
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"), ("subject_token", token),
                ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
                ("requested_token_type", "urn:shopify:params:oauth:token-type:offline-access-token"),
                ("expiring", "1"),
            ])
    }

    private struct Head: Decodable { var alg: String }

    private struct Claims: Decodable {
        var iss: String
        /// The shop, `https://….myshopify.com`.
        var dest: String
        /// The app's client id.
        var aud: String
        /// Seconds since 1970.
        var exp: Double
        var nbf: Double
    }

    /// The signature comes first: nothing of what is not Shopify's is read.
    private static func claims(_ token: String, secret: String) throws(ConnectorError) -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard token.utf8.count <= Self.limit, parts.count == 3, let head = Self.bytes(parts[0]),
            let body = Self.bytes(parts[1]), let given = Self.bytes(parts[2]),
            (try? JSONAnswer.decode(Head.self, from: head))?.alg == "HS256"
        else { throw Self.refused("bad-session", nil, "It is no session token of Shopify's.") }
        let expected = Signing.hmac(.sha256, "\(parts[0]).\(parts[1])".utf8, key: secret.utf8)
        guard !secret.isEmpty, Signing.equal(expected, given) else {
            throw Self.refused(
                "bad-signature", nil, "It is not signed with our app's secret. Check the app's client secret.")
        }
        guard let claims = try? JSONAnswer.decode(Claims.self, from: body) else {
            throw Self.refused("bad-session", nil, "It is no session token of Shopify's.")
        }
        return claims
    }

    /// Base64url without padding (RFC 7515, 2).
    private static func bytes(_ text: Substring) -> [UInt8]? {
        var plain = text.replacing("-", with: "+").replacing("_", with: "/")
        while plain.utf8.count % 4 != 0 { plain += "=" }
        return Signing.base64(String(plain))
    }

    private static func refused(_ code: String, _ field: String?, _ message: String) -> ConnectorError {
        .refused(code: code, field: field, message: message)
    }
}
