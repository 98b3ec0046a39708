import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Login with Amazon")
struct AmazonOAuthTests {
    static let start = Date(timeIntervalSince1970: 1_763_788_000)
    static let granted = ScriptedTransport.Step.json(
        #"{"access_token":"Atza|a1","token_type":"bearer","expires_in":3600,"refresh_token":"Atzr|r1"}"#)
    static let back = URL(string: "https://hub.example/oauth/callback/amazon")

    private func place(_ transport: ScriptedTransport, _ address: String = "DE") -> OAuthPlace {
        OAuthPlace(app: .amazon, address: address, transport: transport, now: { Self.start })
    }

    @Test(
        "the consent page is the home store's, or stands below the base address",
        arguments: [
            ("DE, FR", "https://sellercentral-europe.amazon.com/apps/authorize/consent?"),
            ("US", "https://sellercentral.amazon.com/apps/authorize/consent?"),
            ("jp", "https://sellercentral.amazon.co.jp/apps/authorize/consent?"),
            ("http://127.0.0.1:9/amazon?marketplaces=GB", "http://127.0.0.1:9/amazon/apps/authorize/consent?"),
        ])
    func page(address: String, start: String) throws {
        let page = try AmazonOAuth().consentPage(
            self.place(ScriptedTransport(), address), redirect: try #require(Self.back), state: "s1", challenge: "c",
            scopes: []
        ).absoluteString
        #expect(page.hasPrefix(start) && page.contains("application_id=amzn1.sp.solution.1&state=s1"))
        #expect(!page.contains("oa2"))
    }

    @Test("the answer brings the code and says whose account it is")
    func exchange() async throws {
        let transport = ScriptedTransport(Self.granted)
        let tokens = try await AmazonOAuth().exchange(
            self.place(transport),
            answer: ["spapi_oauth_code": "RH1", "selling_partner_id": "A1EXAMPLE00001", "state": "s1"], verifier: "v",
            redirect: try #require(Self.back))
        #expect(tokens.account == "A1EXAMPLE00001" && tokens.access == "Atza|a1" && tokens.refresh == "Atzr|r1")
        #expect(tokens.expiresAt == Self.start.addingTimeInterval(3600))
        let form = try #require(transport.calls.first?.form)
        #expect(transport.calls.first?.url.absoluteString == "https://api.amazon.com/auth/o2/token")
        #expect(form["grant_type"] == "authorization_code" && form["code"] == "RH1")
        #expect(form["client_secret"] == "amzn1.oa2-cs.v1.secret1")
    }

    @Test(
        "an answer that does not say whose account it is is none",
        arguments: [
            ["code": "1"], ["spapi_oauth_code": "RH1"], ["spapi_oauth_code": "R", "selling_partner_id": "a/b"],
        ])
    func nobody(answer: [String: String]) async throws {
        let redirect = try #require(Self.back)
        await #expect(throws: ConnectorError.self) {
            try await AmazonOAuth().exchange(
                self.place(ScriptedTransport(Self.granted)), answer: answer, verifier: "v", redirect: redirect)
        }
    }

    @Test("a refresh keeps the account and the refresh token")
    func refresh() async throws {
        let transport = ScriptedTransport(.json(#"{"access_token":"Atza|a2","token_type":"bearer","expires_in":3600}"#))
        let old = OAuthTokens(access: "Atza|a1", refresh: "Atzr|r1", expiresAt: Self.start, account: "A1EXAMPLE00001")
        let fresh = try await AmazonOAuth().refresh(self.place(transport), old)
        #expect(fresh.access == "Atza|a2" && fresh.refresh == "Atzr|r1" && fresh.account == "A1EXAMPLE00001")
    }

    @Test("a merchant who authorised an app of their own types seller id and refresh token")
    func typed() async throws {
        let transport = ScriptedTransport(Self.granted)
        let tokens = try await AmazonOAuth().tokens(
            self.place(transport), typed: ["seller": " A1EXAMPLE00001 ", "refresh-token": "Atzr|r1"])
        #expect(tokens?.account == "A1EXAMPLE00001" && transport.calls.first?.form["refresh_token"] == "Atzr|r1")
    }

    @Test("a consent that has ended is refused for good; our own ids being wrong is not the merchant's affair")
    func refused() async throws {
        let old = OAuthTokens(access: "Atza|a1", refresh: "Atzr|r1", expiresAt: Self.start)
        let ended = ScriptedTransport(
            .json(#"{"error":"invalid_grant","error_description":"for Atzr|r1"}"#, status: 400))
        await #expect(throws: ConnectorError.unauthorized(code: "invalid_grant")) {
            try await AmazonOAuth().refresh(self.place(ended), old)
        }
        let wrong = ScriptedTransport(
            .json(#"{"error":"invalid_client","error_description":"Client authentication failed"}"#, status: 401))
        let error = await #expect(throws: ConnectorError.self) {
            try await AmazonOAuth().refresh(self.place(wrong), old)
        }
        guard case .refused("app-key", _, let message) = error else { return #expect(Bool(false)) }
        #expect(!message.contains("secret1"))
    }
}
