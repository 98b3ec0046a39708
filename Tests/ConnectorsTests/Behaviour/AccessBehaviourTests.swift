import Commerce
import ConnectorKit
import Foundation
import Testing
import Wire

@Suite("Every connector, being let in")
struct AccessBehaviourTests {
    private static let consenting = ChannelUnderTest.all.filter { $0.descriptor.oauth != nil }
    private static let hearing = ChannelUnderTest.all.filter { $0.descriptor.verifier != nil }
    private static let now = Date(timeIntervalSince1970: 1_763_788_000)
    private static let app = ChannelApp(
        clientID: "client-id-0001", clientSecret: "canary-client-secret", applicationID: "application-0001")
    private static let tokens = OAuthTokens(
        access: "canary-access-token", refresh: "canary-refresh-token", expiresAt: Self.now, account: "A1EXAMPLE00001")

    private static func place(_ channel: ChannelUnderTest, _ transport: ScriptedTransport) -> OAuthPlace {
        OAuthPlace(app: self.app, address: channel.address, transport: transport, now: { Self.now })
    }

    private static func account(
        _ channel: ChannelUnderTest, address: String? = nil, credentials: [String: String]? = nil,
        _ transport: ScriptedTransport
    ) -> ChannelAccount {
        ChannelAccount(
            address: address ?? channel.address, credentials: credentials ?? channel.credentials,
            app: channel.app, tokens: channel.tokens, currency: .usd, remoteID: channel.remoteID,
            transport: transport, now: { Self.now })
    }

    @Test("opens an account without a call", arguments: ChannelUnderTest.all)
    func opens(channel: ChannelUnderTest) throws {
        let transport = ScriptedTransport()
        _ = try channel.descriptor.make(Self.account(channel, transport))
        #expect(transport.calls.isEmpty)
    }

    @Test(
        "sends no key over a line that others read", arguments: ChannelUnderTest.all,
        ["http://shop.example", "http://shop.example?marketplaces=US", "ftp://shop.example", "javascript:alert(1)"])
    func plain(channel: ChannelUnderTest, address: String) async throws {
        let transport = ScriptedTransport(always: .json("{}"))
        if let connector = try? channel.descriptor.make(Self.account(channel, address: address, transport)) {
            _ = try? await connector.identify()
        }
        // Where it opens all the same, it goes to the channel itself.
        #expect(transport.calls.allSatisfy { $0.url.scheme == "https" && $0.url.host() != "shop.example" })
    }

    @Test("shows nothing of an address with a password in it", arguments: ChannelUnderTest.all)
    func userInfo(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(always: .json("{}"))
        do throws(ConnectorError) {
            let connector = try channel.descriptor.make(
                Self.account(channel, address: "https://anna:canary-password@shop.example", transport))
            _ = try await connector.identify()
        } catch {
            #expect(!String(reflecting: error).contains("canary-password"))
        }
        #expect(transport.calls.allSatisfy { !$0.url.absoluteString.contains("canary-password") })
    }

    @Test("takes the spaces and line ends of pasted keys away", arguments: ChannelUnderTest.all)
    func pasted(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(always: .json("{}"))
        let clean = ScriptedTransport(always: .json("{}"))
        let pasted = channel.credentials.mapValues { " \($0)\r\n" }
        _ = try? await channel.descriptor.make(Self.account(channel, credentials: pasted, transport)).identify()
        _ = try? await channel.descriptor.make(Self.account(channel, clean)).identify()
        #expect(!transport.calls.isEmpty)
        #expect(transport.calls.map { $0.headers.map(\.value) } == clean.calls.map { $0.headers.map(\.value) })
    }

    @Test("asks for what is missing before it calls anybody", arguments: ChannelUnderTest.all)
    func missing(channel: ChannelUnderTest) throws {
        let transport = ScriptedTransport()
        var account = Self.account(channel, credentials: [:], transport)
        account.tokens = nil
        let error = #expect(throws: ConnectorError.self) { try channel.descriptor.make(account) }
        switch error {
        case .refused, .unauthorized: break
        default: Issue.record("\(String(describing: error))")
        }
        #expect(transport.calls.isEmpty)
    }

    @Test("says who it is, shortly, whatever the shop is called", arguments: ChannelUnderTest.all)
    func words(channel: ChannelUnderTest) {
        let manifest = channel.descriptor.manifest
        #expect(manifest.fields.allSatisfy { !$0.label.isEmpty && $0.help.hasSuffix(".") })
        #expect(manifest.lacking.values.allSatisfy { $0.hasSuffix(".") && $0.count > 20 })
        #expect(Set(manifest.budgets.map(\.name)).count == manifest.budgets.count)
        #expect(manifest.budgets.allSatisfy { $0.limit > 0 && $0.reserve < $0.limit })
    }

    @Test("believes no delivery that is not signed", arguments: hearing)
    func unsigned(channel: ChannelUnderTest) throws {
        let verifier = try #require(channel.descriptor.verifier)
        let body = Array(#"{"id":1}"#.utf8)
        let names = [
            "x-wc-webhook-signature", "x-wc-webhook-topic", "x-shopify-hmac-sha256", "x-shopify-topic", "webhook-id",
            "webhook-timestamp", "webhook-signature", "x-ebay-signature", "content-type",
        ]
        for value in ["", "AAAA", "v1,AAAA", "1763788000", "💥", String(repeating: "A", count: 100_000)] {
            for headers in [[], names.map { (name: $0, value: value) }] {
                for secret in ["", "s1", "whsec_AAAA"] {
                    let notice = try? verifier.verify(headers: headers, body: body, secret: secret, now: Self.now)
                    // What a shop sends before it knows the secret may be answered; nothing may come of it.
                    #expect(notice == nil || notice == .ping, "\(value) \(secret)")
                }
            }
        }
    }

    @Test("reads the shop of a delivery from any body, or none", arguments: hearing)
    func shop(channel: ChannelUnderTest) throws {
        let verifier = try #require(channel.descriptor.verifier)
        for body in ["", "[]", "{}", "{\"shop_id\":{}}", "\u{0}", String(repeating: "[", count: 100_000)] {
            #expect(verifier.shop(of: Array(body.utf8)) == nil)
        }
        #expect(verifier.shop(of: [0xFF, 0xFE]) == nil)
    }

    @Test("sends the merchant to a page that knows the way back, and no secret", arguments: consenting)
    func page(channel: ChannelUnderTest) throws {
        let flow = try #require(channel.descriptor.oauth)
        let page = try flow.consentPage(
            Self.place(channel, ScriptedTransport()),
            redirect: try #require(URL(string: "https://hub.example/oauth/callback/x")), state: "state-0001",
            challenge: "challenge-0001", scopes: channel.descriptor.manifest.scopes)
        let text = page.absoluteString
        #expect(page.scheme == "https" && text.contains("state-0001") && !text.contains("canary"))
        for scope in channel.descriptor.manifest.scopes { #expect(text.contains(scope)) }
    }

    @Test("has the merchant consent again once a refresh is refused, and asks only once", arguments: consenting)
    func refused(channel: ChannelUnderTest) async throws {
        let flow = try #require(channel.descriptor.oauth)
        let transport = ScriptedTransport(
            always: .json(#"{"error":"invalid_grant","error_description":"canary"}"#, status: 400))
        let error = await #expect(throws: ConnectorError.self) {
            try await flow.refresh(Self.place(channel, transport), Self.tokens)
        }
        guard case .unauthorized = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.calls.count == 1)
    }

    @Test("does not bother the merchant where a refresh fails for another reason", arguments: consenting)
    func trouble(channel: ChannelUnderTest) async throws {
        let flow = try #require(channel.descriptor.oauth)
        for step in [
            ScriptedTransport.Step.json("<html>", status: 502), .json("<html>blocked</html>", status: 403),
            .json("", status: 429), .json("<html>"), .json(""), .failure(.interrupted), .failure(.unreachable("gone")),
        ] {
            let error = await #expect(throws: ConnectorError.self) {
                try await flow.refresh(Self.place(channel, ScriptedTransport(always: step)), Self.tokens)
            }
            if case .unauthorized = error { Issue.record("\(step)") }
            #expect(!String(reflecting: error).contains("canary"))
        }
    }

    @Test("takes no token that is empty, has ended already, or comes without what it is", arguments: consenting)
    func odd(channel: ChannelUnderTest) async throws {
        let flow = try #require(channel.descriptor.oauth)
        for body in [
            "{}", #"{"access_token":""}"#, #"{"access_token":"","expires_in":3600}"#, #"{"access_token":7}"#,
            #"{"access_token":"a","expires_in":0}"#, #"{"access_token":"a","expires_in":-5}"#,
            #"{"access_token":"a","expires_in":"soon"}"#, #"{"access_token":null,"expires_in":3600}"#,
        ] {
            await #expect(throws: ConnectorError.self, "\(body)") {
                try await flow.refresh(
                    Self.place(channel, ScriptedTransport(always: .json(body))), Self.tokens)
            }
        }
    }

    @Test("asks nobody where there is nothing to refresh with", arguments: consenting)
    func nothing(channel: ChannelUnderTest) async throws {
        let flow = try #require(channel.descriptor.oauth)
        let transport = ScriptedTransport()
        let error = await #expect(throws: ConnectorError.self) {
            try await flow.refresh(
                Self.place(channel, transport), OAuthTokens(access: "a", refresh: nil, expiresAt: Self.now))
        }
        guard case .unauthorized = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.calls.isEmpty)
    }

    @Test("keeps the old refresh token where none comes with the new access", arguments: consenting)
    func keeps(channel: ChannelUnderTest) async throws {
        let flow = try #require(channel.descriptor.oauth)
        let answer = ScriptedTransport.Step.json(#"{"access_token":"new","token_type":"bearer","expires_in":3600}"#)
        let fresh = try await flow.refresh(Self.place(channel, ScriptedTransport(answer)), Self.tokens)
        #expect(fresh.access == "new" && fresh.refresh == Self.tokens.refresh)
        #expect(fresh.account == Self.tokens.account || fresh.account == nil)
        #expect(fresh.expiresAt == Self.now.addingTimeInterval(3_600))
    }
}
