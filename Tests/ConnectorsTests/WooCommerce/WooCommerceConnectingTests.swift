import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Connecting a WooCommerce shop")
struct WooCommerceConnectingTests {
    @Test(
        "takes the address as merchants type it",
        arguments: [
            ("shop.example", "https://shop.example"),
            (" https://Shop.Example/ ", "https://shop.example"),
            ("https://shop.example/store/", "https://shop.example/store"),
            ("https://shop.example/store/wp-json/wc/v3/", "https://shop.example/store"),
            ("https://shop.example/wp-json", "https://shop.example"),
            ("https://shop.example/wp-admin/admin.php?page=wc-settings#x", "https://shop.example"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("http://localhost:9/shop", "http://localhost:9/shop"),
        ])
    func address(typed: String, expected: String) throws {
        #expect(try WooCommerceAddress.normalised(typed).absoluteString == expected)
    }

    @Test(
        "refuses plain HTTP that is not this machine, and says what to do",
        arguments: ["http://shop.example", "http://10.0.0.1", "http://127.0.0.1.evil.example", "http://1270.0.0.1"])
    func plainHTTP(address: String) throws {
        let error = #expect(throws: ConnectorError.self) { try WooCommerceAddress.normalised(address) }
        guard case .forbidden(let text) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(text.contains("https://"))
    }

    @Test(
        "refuses what cannot be a shop", arguments: ["", "https://", "ftp://shop.example", "https://u:p@shop.example"])
    func notAnAddress(address: String) {
        #expect(throws: ConnectorError.self) { try WooCommerceAddress.normalised(address) }
    }

    @Test("refuses ?rest_route= with the reason, since keys do not work there")
    func restRoute() {
        let error = #expect(throws: ConnectorError.self) {
            try WooCommerceAddress.normalised("https://shop.example/?rest_route=/wc/v3")
        }
        guard case .refused("bad-address", "address", let text) = error else { return #expect(Bool(false)) }
        #expect(text.contains("Permalinks"))
    }

    @Test("asks for both halves of the key")
    func missingSecret() {
        #expect(throws: ConnectorError.self) {
            try WooCommerce.make(
                credentials: ["key": "ck_1", "secret": " "], address: "shop.example", transport: ScriptedTransport())
        }
    }

    @Test("sends the key as Basic over HTTPS, and nothing of it in the address")
    func basic() async throws {
        let transport = ScriptedTransport(.json("[]"))
        _ = try await shop(transport).orders?.page(nil, modifiedAfter: nil)
        let call = try #require(transport.calls.first)
        #expect(call.headers.first { $0.name == "authorization" }?.value == "Basic Y2tfa2V5OmNzX3NlY3JldA==")
        #expect(!call.url.absoluteString.contains("ck_key"))
    }

    @Test("signs with OAuth 1.0a on loopback, and the secret stays here")
    func oauth() async throws {
        let transport = ScriptedTransport(.json("[]"))
        _ = try await shop(transport, address: "http://127.0.0.1:8080").orders?.page(nil, modifiedAfter: nil)
        let call = try #require(transport.calls.first)
        #expect(call.headers.allSatisfy { $0.name != "authorization" })
        #expect(call.query["oauth_consumer_key"] == "ck_key")
        #expect(call.query["oauth_timestamp"] == "1763788000")
        #expect(call.query["oauth_nonce"] == "nonce1")
        #expect(call.query["oauth_signature_method"] == "HMAC-SHA256")
        // Worked out with Python's hmac and urllib.
        #expect(call.query["oauth_signature"] == "LdKPE4R/DX/twnYCyFse77/3heStGqMCeRcTQVZrHF0=")
        #expect(!call.url.absoluteString.contains("cs_secret"))
    }

    @Test("knows name, version and currency with an administrator's key")
    func administrator() async throws {
        let transport = ScriptedTransport(
            .json(#"{"name":"Anna &amp; Co"}"#),
            .json(
                #"{"environment":{"version":"10.0.2"},"settings":{"currency":"EUR"}}"#,
                headers: [("Date", "Sat, 22 Nov 2026 05:06:40 GMT")]))
        let answer = try await shop(transport).identify()
        #expect(answer.value == ShopIdentity(name: "Anna & Co", version: "10.0.2", currency: .eur))
        #expect(answer.channelTime == time("2026-11-22T05:06:40"))
        // WordPress would take our key for an application password.
        #expect(transport.calls[0].headers.allSatisfy { $0.name != "authorization" })
    }

    @Test("knows the currency with a shop manager's key")
    func manager() async throws {
        let transport = ScriptedTransport(
            .json("{}"), .fixture("error-cannot-view", status: 403),
            .json(#"{"id":"woocommerce_currency","value":"JPY"}"#))
        let identity = try await shop(transport).identify().value
        #expect(identity == ShopIdentity(name: "shop.example", version: nil, currency: Currency("JPY")))
    }

    @Test("still proves the key when it may read no setting")
    func littleRight() async throws {
        let transport = ScriptedTransport(
            .failure(.interrupted), .fixture("error-cannot-view", status: 401),
            .fixture("error-cannot-view", status: 401), .json(#"{"namespace":"wc/v3"}"#))
        #expect(try await shop(transport).identify().value.currency == nil)
        #expect(transport.isSpent)
    }

    @Test("tells a shop without WooCommerce from a wrong key")
    func noWooCommerce() async throws {
        let transport = ScriptedTransport(always: .fixture("answer-html.html", status: 404))
        let error = await #expect(throws: ConnectorError.self) { try await shop(transport).identify() }
        guard case .refused("no-rest-api", "address", _) = error else { return #expect(Bool(false)) }
    }

    @Test("says where a shop redirects to, and follows nothing")
    func redirect() async throws {
        let transport = ScriptedTransport(
            always: .json("", status: 301, headers: [("Location", "https://www.shop.example/wp-json/?x=1")]))
        let error = await #expect(throws: ConnectorError.self) {
            try await shop(transport).orders?.page(nil, modifiedAfter: nil)
        }
        guard case .refused("redirected", _, let text) = error else { return #expect(Bool(false)) }
        #expect(text.contains("https://www.shop.example.") && !text.contains("x=1"))
    }

    @Test("reads an error that hides in a 200")
    func errorInside() async throws {
        let transport = ScriptedTransport(.fixture("error-wrong-key", status: 200))
        await #expect(throws: ConnectorError.unauthorized(code: "woocommerce_rest_authentication_error")) {
            try await shop(transport).orders?.page(nil, modifiedAfter: nil)
        }
    }

    @Test("names the parameter that the shop does not take")
    func parameter() async throws {
        let transport = ScriptedTransport(.fixture("error-invalid-parameter", status: 400))
        await #expect(
            throws: ConnectorError.refused(
                code: "rest_invalid_param", field: "per_page", message: "Invalid parameter(s): per_page")
        ) {
            try await shop(transport).orders?.page(nil, modifiedAfter: nil)
        }
    }
}
