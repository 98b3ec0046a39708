import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Connecting a Shopify shop")
struct ShopifyConnectingTests {
    static let app = ChannelApp(clientID: "client1", clientSecret: "hush")
    static let back = URL(string: "https://hub.example/oauth/callback/shopify")

    private static func place(_ transport: any Transport = ScriptedTransport()) -> OAuthPlace {
        OAuthPlace(
            app: Self.app, address: "quiet-shop.myshopify.com", transport: transport,
            now: { Date(timeIntervalSince1970: 1_000) })
    }

    @Test(
        "a shop is found by its name, its address, or its back office’s",
        arguments: [
            "quiet-shop", "quiet-shop.myshopify.com", "https://quiet-shop.myshopify.com/admin/products",
            "https://admin.shopify.com/store/quiet-shop/settings", "QUIET-shop.myshopify.com ",
        ])
    func addresses(typed: String) async throws {
        let transport = ScriptedTransport(always: .json("[]"))
        _ = try? await shopify(transport, address: typed).orders?.page(nil, modifiedAfter: nil)
        #expect(
            transport.calls.first?.url.absoluteString
                == "https://quiet-shop.myshopify.com/admin/api/2026-01/graphql.json")
    }

    @Test(
        "a token goes to no host that is not Shopify’s",
        arguments: [
            "quiet-shop.myshopify.com.evil.example", "https://evil.example/.myshopify.com", "-x.myshopify.com",
            "http://quiet-shop.myshopify.com", "", "https://evil.example?.myshopify.com", "a b.myshopify.com",
        ])
    func strangers(typed: String) {
        #expect(throws: ConnectorError.self) { try shopify(ScriptedTransport(), address: typed) }
    }

    @Test("the shop says who it is, and that it gave what is needed")
    func identify() async throws {
        let scopes = Shopify.manifest.scopes.map { #"{"handle":"\#($0)"}"# }.joined(separator: ",")
        let transport = ScriptedTransport(
            .graph(
                #"{"shop":{"id":"gid://shopify/Shop/55","name":"Quiet","currencyCode":"USD"},"currentAppInstallation":{"accessScopes":[\#(scopes)]},"location":{"id":"gid://shopify/Location/601","isActive":true},"locations":{"nodes":[{"id":"gid://shopify/Location/601","name":"Shop","isActive":true}]}}"#
            ))
        let identity = try await shopify(transport).identify().value
        var quiet = ShopIdentity(name: "Quiet", version: nil, currency: .usd, remoteID: "55")
        quiet.scopes = Shopify.manifest.scopes.sorted()
        #expect(identity == quiet)
        let headers = transport.calls.first?.headers.first { $0.name == "x-shopify-access-token" }
        #expect(headers?.value == "shpat_token1")
    }

    /// What a shop with two locations, and one that is switched off, says of itself.
    private static let several = ScriptedTransport.Step.graph(
        #"{"shop":{"id":"gid://shopify/Shop/55","name":"Quiet","currencyCode":"USD"},"currentAppInstallation":{"accessScopes":[\#(Shopify.manifest.scopes.map { #"{"handle":"\#($0)"}"# }.joined(separator: ","))]},"location":{"id":"gid://shopify/Location/601","isActive":true},"locations":{"nodes":[{"id":"gid://shopify/Location/602","name":"Attic","isActive":true},{"id":"gid://shopify/Location/601","name":"Shop","isActive":true},{"id":"gid://shopify/Location/603","name":"Old","isActive":false}]}}"#
    )

    private static func at(_ location: String?) throws -> ShopifyConnector {
        var settings = ShopifySettings()
        settings.location = location
        return try ShopifyConnector(
            address: "quiet-shop.myshopify.com", token: "shpat_token1", transport: ScriptedTransport(Self.several),
            settings: settings, now: { Date(timeIntervalSince1970: 1_000) })
    }

    @Test("a shop with several locations names those in use, and which one is kept in step", arguments: [nil, "602"])
    func locations(chosen: String?) async throws {
        let found = try await Self.at(chosen).identify().value.locations
        #expect(found.map(\.name) == ["Attic", "Shop"] && found.map(\.id) == ["602", "601"])
        #expect(found.map(\.isOurs) == [chosen != nil, chosen == nil])
    }

    @Test("a chosen location that is gone or switched off is said", arguments: ["603", "699"])
    func lostLocation(chosen: String) async throws {
        let error = await #expect(throws: ConnectorError.self) { try await Self.at(chosen).identify() }
        guard case .refused("no-location", "location", _)? = error else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
    }

    @Test("every right that was not given is named")
    func missingRight() async throws {
        let transport = ScriptedTransport(
            .graph(
                #"{"shop":{"id":"gid://shopify/Shop/55","name":"Quiet","currencyCode":"USD"},"currentAppInstallation":{"accessScopes":[{"handle":"read_orders"}]},"location":{"id":"gid://shopify/Location/601","isActive":true},"locations":{"nodes":[{"id":"gid://shopify/Location/601","name":"Shop","isActive":true}]}}"#
            ))
        let error = await #expect(throws: ConnectorError.self) { try await shopify(transport).identify() }
        guard case .refused("missing-right", _, let message)? = error else { return #expect(Bool(false)) }
        // What only cancelling and refunding need, or choosing sales channels, is no reason to refuse a shop.
        let dispensable = ["read_orders", "write_orders", "write_publications", "read_returns"]
        for scope in Shopify.manifest.scopes { #expect(message.contains(scope) == !dispensable.contains(scope)) }
    }

    @Test("the consent page is the shop’s own and bears state and rights")
    func consentPage() throws {
        let back = try #require(Self.back)
        let page = try ShopifyOAuth().consentPage(
            Self.place(), redirect: back, state: "s1", challenge: "c", scopes: ["read_orders", "write_products"])
        let query = Dictionary(
            PercentEncoding.parseForm(page.query(percentEncoded: true) ?? "").map { ($0.name, $0.value) },
            uniquingKeysWith: { $1 })
        #expect(page.host() == "quiet-shop.myshopify.com" && page.path() == "/admin/oauth/authorize")
        #expect(
            query["state"] == "s1" && query["scope"] == "read_orders,write_products" && query["client_id"] == "client1")
    }

    private static func signed(
        _ pairs: [(name: String, value: String)], key: String = "hush"
    ) -> [(name: String, value: String)] {
        let text = pairs.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let digits = Signing.hmac(.sha256, text.utf8, key: key.utf8).map {
            String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        return pairs + [("hmac", digits.joined())]
    }

    static let answer: [(name: String, value: String)] = [
        ("code", "c1"), ("shop", "quiet-shop.myshopify.com"), ("state", "s1"), ("timestamp", "1000"), ("host", "YQ=="),
    ]

    private static let granted = ScriptedTransport.Step.json(#"{"access_token":"a1","scope":"read_orders"}"#)

    private func exchange(_ answer: [(name: String, value: String)]) async throws -> OAuthTokens {
        let back = try #require(Self.back)
        let fields = Dictionary(answer.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        return try await ShopifyOAuth().exchange(
            Self.place(ScriptedTransport(Self.granted)), answer: fields, verifier: "", redirect: back)
    }

    @Test("an answer that is signed with the app’s secret and names the shop that was asked is taken")
    func goodAnswer() async throws {
        #expect(try await self.exchange(Self.signed(Self.answer)).access == "a1")
    }

    @Test("an answer of another shop, unsigned, or signed by somebody else is not", arguments: 0..<4)
    func badAnswer(which: Int) async {
        let other = Self.answer.map { $0.name == "shop" ? ($0.name, "other.myshopify.com") : $0 }
        let stranger = Self.answer.map { $0.name == "shop" ? ($0.name, "evil.example") : $0 }
        let answers = [Self.answer, Self.signed(Self.answer, key: "guess"), Self.signed(other), Self.signed(stranger)]
        await #expect(throws: ConnectorError.self) { try await self.exchange(answers[which]) }
    }

    @Test("a code is traded for tokens that expire, and those for newer ones")
    func tokens() async throws {
        let granted = ScriptedTransport.Step.json(
            #"{"access_token":"a1","scope":"read_orders,write_products","expires_in":3600,"refresh_token":"r1","refresh_token_expires_in":7776000}"#
        )
        let transport = ScriptedTransport(granted, granted)
        let back = try #require(Self.back)
        let tokens = try await ShopifyOAuth().exchange(Self.place(transport), code: "c1", verifier: "v", redirect: back)
        #expect(
            tokens.access == "a1" && tokens.refresh == "r1" && tokens.expiresAt == Date(timeIntervalSince1970: 4_600))
        _ = try await ShopifyOAuth().refresh(Self.place(transport), tokens)
        let forms = transport.calls.map {
            Dictionary(PercentEncoding.parseForm($0.text).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        }
        #expect(forms[0]["code"] == "c1" && forms[0]["expiring"] == "1" && forms[0]["client_secret"] == "hush")
        #expect(forms[1]["grant_type"] == "refresh_token" && forms[1]["refresh_token"] == "r1")
    }

    @Test("a token that never ends stays")
    func forever() async throws {
        let transport = ScriptedTransport(.json(#"{"access_token":"a1","scope":"read_orders"}"#))
        let back = try #require(Self.back)
        let tokens = try await ShopifyOAuth().exchange(Self.place(transport), code: "c1", verifier: "v", redirect: back)
        #expect(tokens.refresh == nil && tokens.expiresAt > Date(timeIntervalSince1970: 1_000_000_000))
    }

    @Test("a spent refresh token asks for a new consent")
    func spent() async throws {
        let transport = ScriptedTransport(.json(#"{"error":"invalid_grant"}"#, status: 400))
        let tokens = OAuthTokens(access: "a", refresh: "r", expiresAt: .distantPast)
        let error = await #expect(throws: ConnectorError.self) {
            try await ShopifyOAuth().refresh(Self.place(transport), tokens)
        }
        guard case .unauthorized? = error else { return #expect(Bool(false)) }
    }
}
