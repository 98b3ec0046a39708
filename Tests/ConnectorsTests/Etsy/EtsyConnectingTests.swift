import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Connecting an Etsy shop")
struct EtsyConnectingTests {
    @Test("the consent tells whose shop it is: name, currency and number, in two calls")
    func identify() async throws {
        let transport = ScriptedTransport(.etsy("me"), .etsy("shop"))
        let identity = try await etsy(transport, shop: nil).identify().value
        #expect(identity == ShopIdentity(name: "RingsAndMore", version: nil, currency: .usd, remoteID: "12345"))
        #expect(transport.calls.map(\.path) == ["/v3/application/users/me", "/v3/application/shops/12345"])
    }

    @Test("an account without a shop is told so")
    func noShop() async throws {
        await #expect(throws: ConnectorError.self) {
            try await etsy(ScriptedTransport(.json(#"{"user_id":900,"shop_id":null}"#)), shop: nil).identify()
        }
    }

    @Test("every call bears key and secret of the app and the shop's token, and goes to Etsy's own host")
    func headers() async throws {
        let transport = ScriptedTransport(.etsy("me"), .etsy("shop"))
        _ = try await etsy(transport).identify()
        let call = try #require(transport.calls.first)
        let headers = Dictionary(call.headers.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        #expect(headers["x-api-key"] == "keystring1:shared1" && headers["authorization"] == "Bearer 900.token1")
        #expect(call.url.host() == "openapi.etsy.com" && call.url.scheme == "https")
    }

    @Test("with an address, all of Etsy is below it")
    func address() async throws {
        let transport = ScriptedTransport(.etsy("me"), .etsy("shop"))
        _ = try await etsy(transport, address: "http://127.0.0.1:8080/etsy/").identify()
        #expect(transport.calls.first?.url.absoluteString == "http://127.0.0.1:8080/etsy/v3/application/users/me")
    }

    @Test("plain HTTP to another machine is not called", arguments: ["http://etsy.example", "ftp://etsy.example"])
    func plain(address: String) {
        #expect(throws: ConnectorError.self) { try etsy(ScriptedTransport(), address: address) }
    }

    @Test("a shop whose number is not known is asked for it once")
    func asksOnce() async throws {
        let transport = ScriptedTransport(.etsy("me"), .page("listing-simple"), .page("listing-simple"))
        let reader = try #require(try etsy(transport, shop: nil).listings)
        _ = try await reader.page(nil, modifiedAfter: nil)
        _ = try await reader.page(nil, modifiedAfter: nil)
        #expect(
            transport.calls.map(\.path) == [
                "/v3/application/users/me", "/v3/application/shops/12345/listings",
                "/v3/application/shops/12345/listings",
            ])
    }

    @Test("without the app or the consent no shop opens, and what is missing is said")
    func missing() {
        let account = ChannelAccount(address: "", credentials: [:], transport: ScriptedTransport(), now: { Date() })
        #expect(throws: ConnectorError.self) { try Etsy.channel.make(account) }
        var known = account
        known.app = ChannelApp(clientID: "k", clientSecret: "s")
        #expect(throws: ConnectorError.unauthorized(code: "no-consent")) { try Etsy.channel.make(known) }
    }

    @Test("what is left of the limits is learnt from each answer")
    func budgets() async throws {
        let headers = [
            ("x-limit-per-second", "150"), ("x-remaining-this-second", "149"), ("x-limit-per-day", "100000"),
            ("X-Remaining-Today", "99000"), ("Date", "Sat, 22 Nov 2025 05:06:40 GMT"),
        ]
        let step = ScriptedTransport.Step.json("{\"count\":0,\"results\":[]}", headers: headers)
        let answer = try await etsy(ScriptedTransport(step)).listings?.page(nil, modifiedAfter: nil)
        #expect(
            answer?.budgets == [
                "second": BudgetReading(remaining: 149, limit: 150),
                "day": BudgetReading(remaining: 99_000, limit: 100_000),
            ])
        #expect(answer?.channelTime == Date(timeIntervalSince1970: 1_763_788_000))
    }

    @Test(
        "over the limit it waits as told, a second when nothing is told, long when the day is used up",
        arguments: [
            ("{\"error\":\"Too many requests\"}", [("retry-after", "3")], 3),
            ("{\"error\":\"Exceeded your rate limit\"}", [], 1), ("", [], 1),
            ("{\"error\":\"You have exceeded your quota per day\"}", [], 900),
            ("", [("x-remaining-today", "0")], 900), ("", [("x-remaining-today", "7")], 1),
        ] as [(String, [(String, String)], Int)])
    func throttled(body: String, headers: [(String, String)], seconds: Int) async throws {
        let step = ScriptedTransport.Step.json(body, status: 429, headers: headers.map { (name: $0.0, value: $0.1) })
        await #expect(throws: ConnectorError.throttled(retryAfter: .seconds(seconds))) {
            try await etsy(ScriptedTransport(step)).listings?.page(nil, modifiedAfter: nil)
        }
    }

    @Test(
        "a 403 says whether the app's key, a right or something else is wrong",
        arguments: [
            ("Shared secret is required in x-api-key header.", "app-key"),
            ("Invalid API key: should be in the format 'keystring:shared_secret'.", "app-key"),
            ("Access token lacks required scope: listings_w", "missing-right"),
            ("This is not your shop.", "not-allowed"),
        ])
    func forbidden(text: String, code: String) async throws {
        let step = ScriptedTransport.Step.json("{\"error\":\"\(text)\"}", status: 403)
        let error = await #expect(throws: ConnectorError.self) {
            try await etsy(ScriptedTransport(step)).identify()
        }
        guard case .refused(code, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("an app's limits are counted for all shops together, with some kept for what is urgent")
    func manifest() {
        let manifest = Etsy.manifest
        #expect(manifest.budgets.allSatisfy { $0.scope == .app })
        // What is there again within a second is left to who is urgent when he asks (SharedBudgetTests); of a day a part is kept.
        let now = Date(timeIntervalSince1970: 1_763_788_000)
        for budget in manifest.budgets where BudgetState(budget, now: now).memory > 1 { #expect(budget.reserve > 0) }
        #expect(manifest.budgets.contains { BudgetState($0, now: now).memory == 86_400 })
        #expect(manifest.callCosts[.write] == 2 && manifest.writesWholeListing && !manifest.zeroIsReversible)
        #expect(manifest.scopes == ["shops_r", "listings_r", "listings_w", "transactions_r", "transactions_w"])
    }
}
