import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("eBay, consent and access")
struct EbayOAuthTests {
    private static let now = Date(timeIntervalSince1970: 1_763_788_000)

    private static func place(_ transport: ScriptedTransport, app: ChannelApp = .ebay) -> OAuthPlace {
        OAuthPlace(app: app, address: "DE", transport: transport, now: { Self.now })
    }

    @Test("names the way back by the RuName, and asks for the rights by their whole names")
    func page() throws {
        let page = try EbayOAuth().consentPage(
            Self.place(ScriptedTransport()),
            redirect: try #require(URL(string: "https://hub.example/oauth/callback/ebay")),
            state: "s1", challenge: "c1", scopes: ["sell.inventory", "sell.fulfillment"])
        let call = HTTPCall("GET", page)
        #expect(page.host() == "auth.ebay.com" && page.path() == "/oauth2/authorize")
        #expect(call.query["redirect_uri"] == "Mia-MiaHub-abcdefg")
        #expect(
            call.query["scope"]
                == "https://api.ebay.com/oauth/api_scope/sell.inventory https://api.ebay.com/oauth/api_scope/sell.fulfillment"
        )
        #expect(call.query["code_challenge"] == nil && call.query["state"] == "s1")
    }

    @Test("says who the app is with Basic, and nothing of its secret in the body")
    func exchange() async throws {
        let transport = ScriptedTransport(
            .json(
                #"{"access_token":"a1","expires_in":7200,"refresh_token":"r1","refresh_token_expires_in":47304000,"token_type":"User Access Token"}"#
            ))
        let tokens = try await EbayOAuth().exchange(
            Self.place(transport), code: "v^1.1#code", verifier: "v",
            redirect: try #require(URL(string: "https://hub.example/oauth/callback/ebay")))
        let call = try #require(transport.calls.first)
        #expect(call.url.absoluteString == "https://api.ebay.com/identity/v1/oauth2/token")
        #expect(
            call.headers.contains {
                $0.name == "authorization" && $0.value == "Basic TWlhLUh1Yi1QUkQtMDAwMTpQUkQtc2VjcmV0LTAwMDE="
            })
        #expect(call.form["grant_type"] == "authorization_code" && call.form["code"] == "v^1.1#code")
        #expect(call.form["redirect_uri"] == "Mia-MiaHub-abcdefg" && !call.text.contains("PRD-secret"))
        #expect(tokens.access == "a1" && tokens.refresh == "r1")
        #expect(tokens.expiresAt == Self.now.addingTimeInterval(7_200))
        #expect(tokens.refreshExpiresAt == Self.now.addingTimeInterval(47_304_000))
    }

    @Test("keeps the refresh token and its end, and takes another one where it comes")
    func refresh() async throws {
        let end = Self.now.addingTimeInterval(1_000_000)
        let old = OAuthTokens(access: "a", refresh: "r1", expiresAt: Self.now, refreshExpiresAt: end, scopes: ["x"])
        let kept = try await EbayOAuth().refresh(
            Self.place(ScriptedTransport(.json(#"{"access_token":"a2","expires_in":7200}"#))), old)
        #expect(kept.refresh == "r1" && kept.refreshExpiresAt == end && kept.scopes == ["x"])
        let other = try await EbayOAuth().refresh(
            Self.place(ScriptedTransport(.json(#"{"access_token":"a2","expires_in":7200,"refresh_token":"r2"}"#))), old)
        #expect(other.refresh == "r2" && other.refreshExpiresAt == nil)
    }

    @Test("has no page without a RuName, and no access with another app's keys")
    func app() async throws {
        let bare = ChannelApp(clientID: "c", clientSecret: "s")
        #expect(throws: ConnectorError.self) {
            try EbayOAuth().consentPage(
                Self.place(ScriptedTransport(), app: bare), redirect: URL(filePath: "/"), state: "s", challenge: "c",
                scopes: [])
        }
        let transport = ScriptedTransport(.json(#"{"error":"invalid_client"}"#, status: 401))
        let error = await #expect(throws: ConnectorError.self) {
            try await EbayOAuth().refresh(Self.place(transport), .ebay)
        }
        guard case .refused("app-key", "app", _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "reads an address: one site, the sandbox, or a base of one's own",
        arguments: [
            ("de", "EBAY_DE", "api.ebay.com"), (" ebay.co.uk ", "EBAY_GB", "api.ebay.com"),
            ("sandbox EBAY_US", "EBAY_US", "api.sandbox.ebay.com"),
            ("https://twin.example/ebay?marketplace=EBAY_FR", "EBAY_FR", "twin.example"),
        ])
    func address(address: String, site: String, host: String) async throws {
        let transport = ScriptedTransport(always: .offers())
        _ = try await ebay(transport, address: address).listings?.read([OfferRef(listing: "MUG")])
        let call = try #require(transport.calls.first)
        #expect(call.url.host() == host)
        #expect(call.headers.contains { $0.name == "x-ebay-c-marketplace-id" && $0.value == site })
    }

    @Test(
        "takes no address that names no site or several",
        arguments: ["", "DE, FR", "ebay.example", "EBAY_XX", "sandbox"])
    func noAddress(address: String) {
        #expect(throws: ConnectorError.self) { try ebay(ScriptedTransport(), address: address) }
    }

    @Test("one account at one site is one place, however it is written")
    func places() throws {
        #expect(try Ebay.channel.places("de") == Ebay.channel.places("EBAY_DE"))
        #expect(try Ebay.channel.places("DE") != Ebay.channel.places("FR"))
        #expect(try Ebay.channel.places("DE") != Ebay.channel.places("DE sandbox"))
    }

    @Test("says whose account it is by the number that stays, and warns where zero ends listings")
    func identity() async throws {
        let user = ScriptedTransport.Step.json(
            #"{"userId":"u-77","username":"mia-goods","accountType":"BUSINESS","registrationMarketplaceId":"EBAY_US"}"#)
        let kept = try await ebay(
            ScriptedTransport(user, .json(#"{"programs":[{"programType":"OUT_OF_STOCK_CONTROL"}]}"#))
        ).identify().value
        #expect(kept.remoteID == "u-77" && kept.name == "mia-goods" && kept.currency == .usd && kept.cautions == [])
        let ending = try await ebay(ScriptedTransport(user, .json(#"{"programs":[]}"#))).identify().value
        #expect(ending.cautions.count == 1)
        let silent = try await ebay(ScriptedTransport(user, .ebayError(20404, status: 400))).identify().value
        #expect(silent.remoteID == "u-77" && silent.cautions == [])
    }

    @Test("asks who is there at the host that tells it")
    func identityHost() async throws {
        let transport = ScriptedTransport(always: .json(#"{"userId":"u-77"}"#))
        _ = try await ebay(transport, address: "DE").identify()
        #expect(transport.calls.first?.url.absoluteString == "https://apiz.ebay.com/commerce/identity/v1/user/")
    }
}
