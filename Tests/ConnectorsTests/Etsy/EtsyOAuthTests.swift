import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Consent and tokens at Etsy")
struct EtsyOAuthTests {
    private func place(_ transport: ScriptedTransport, _ address: String = "") -> OAuthPlace {
        OAuthPlace(
            app: ChannelApp(clientID: "keystring1", clientSecret: "shared1"), address: address, transport: transport,
            now: { Date(timeIntervalSince1970: 1_763_788_000) })
    }

    private func hub() throws -> URL { try #require(URL(string: "https://hub.example/connect/etsy?x=1")) }
    private let old = OAuthTokens(
        access: "900.old", refresh: "900.oldrefresh", expiresAt: .distantPast, scopes: ["shops_r"])
    private let granted =
        #"{"access_token":"900.new","token_type":"Bearer","expires_in":3600,"refresh_token":"900.newrefresh"}"#

    @Test(
        "the consent page names the app by its keystring alone, the rights and the challenge",
        arguments: [
            ("", "https://www.etsy.com/oauth/connect"), ("http://127.0.0.1:9/e", "http://127.0.0.1:9/e/oauth/connect"),
        ])
    func consent(address: String, page: String) throws {
        let url = try EtsyOAuth().consentPage(
            self.place(ScriptedTransport(), address), redirect: try self.hub(), state: "s 1", challenge: "c-1_",
            scopes: ["shops_r", "listings_r"])
        #expect(url.absoluteString.hasPrefix(page + "?"))
        let query = HTTPCall("GET", url).query
        #expect(
            query == [
                "response_type": "code", "client_id": "keystring1",
                "redirect_uri": "https://hub.example/connect/etsy?x=1",
                "scope": "shops_r listings_r", "state": "s 1", "code_challenge": "c-1_",
                "code_challenge_method": "S256",
            ])
        #expect(!url.absoluteString.contains("shared1"))
    }

    @Test("a code is traded for tokens with its verifier, as a form")
    func exchange() async throws {
        let transport = ScriptedTransport(.json(self.granted))
        let tokens = try await EtsyOAuth().exchange(
            self.place(transport), code: "code1", verifier: "verifier1", redirect: try self.hub())
        #expect(
            tokens
                == OAuthTokens(
                    access: "900.new", refresh: "900.newrefresh", expiresAt: Date(timeIntervalSince1970: 1_763_791_600))
        )
        let call = try #require(transport.calls.first)
        #expect(call.url.absoluteString == "https://openapi.etsy.com/v3/public/oauth/token" && call.method == "POST")
        #expect(
            call.form == [
                "grant_type": "authorization_code", "client_id": "keystring1", "code": "code1",
                "code_verifier": "verifier1", "redirect_uri": "https://hub.example/connect/etsy?x=1",
            ])
    }

    @Test("a refresh brings a new refresh token and keeps the rights")
    func refresh() async throws {
        let transport = ScriptedTransport(.json(self.granted))
        let tokens = try await EtsyOAuth().refresh(self.place(transport), self.old)
        #expect(tokens.access == "900.new" && tokens.refresh == "900.newrefresh" && tokens.scopes == ["shops_r"])
        #expect(
            transport.calls.first?.form == [
                "grant_type": "refresh_token", "client_id": "keystring1", "refresh_token": "900.oldrefresh",
            ])
    }

    @Test("a spent or revoked refresh token means consenting again")
    func revoked() async throws {
        let body = #"{"error":"invalid_grant","error_description":"refresh token 900.oldrefresh was used"}"#
        await #expect(throws: ConnectorError.unauthorized(code: "invalid_grant")) {
            try await EtsyOAuth().refresh(self.place(ScriptedTransport(.json(body, status: 400))), self.old)
        }
    }

    @Test(
        "a lost answer leaves open whether the refresh token was spent",
        arguments: [
            ScriptedTransport.Step.failure(.interrupted), .json("", status: 502), .json("<html></html>"),
            .json("{\"access_token\":\"900.new\"}"), .json("{\"access_token\":\"\",\"expires_in\":3600}"),
        ])
    func lost(step: ScriptedTransport.Step) async throws {
        let error = await #expect(throws: ConnectorError.self) {
            try await EtsyOAuth().refresh(self.place(ScriptedTransport(step)), self.old)
        }
        guard case .unknownOutcome = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("no token, code or secret shows in an error")
    func canary() async throws {
        let echo =
            #"{"error":"bad request","error_description":"code1 verifier1 900.old 900.oldrefresh shared1 client keystring1"}"#
        let transport = ScriptedTransport(always: .json(echo, status: 400))
        let exchange = await #expect(throws: ConnectorError.self) {
            try await EtsyOAuth().exchange(
                self.place(transport), code: "code1", verifier: "verifier1", redirect: try self.hub())
        }
        let refresh = await #expect(throws: ConnectorError.self) {
            try await EtsyOAuth().refresh(self.place(transport), self.old)
        }
        let exchanged = String(reflecting: exchange)
        let refreshed = String(reflecting: refresh)
        for word in ["code1", "verifier1", "shared1"] { #expect(!exchanged.contains(word)) }
        for word in ["900.old", "shared1", "keystring1"] { #expect(!refreshed.contains(word)) }
    }

    @Test("without a refresh token there is nothing to ask")
    func noRefreshToken() async throws {
        let transport = ScriptedTransport()
        let tokens = OAuthTokens(access: "900.old", refresh: nil, expiresAt: .distantPast)
        await #expect(throws: ConnectorError.unauthorized(code: "no-refresh-token")) {
            try await EtsyOAuth().refresh(self.place(transport), tokens)
        }
        #expect(transport.calls.isEmpty)
    }
}
