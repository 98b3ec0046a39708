import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Shopify’s webhooks")
struct ShopifyWebhookTests {
    private func verify(
        _ topic: String, _ body: String, key: String = "hush", signature: String? = nil
    ) throws(WebhookError) -> WebhookNotice {
        let signed = signature ?? Signing.base64(Signing.hmac(.sha256, Array(body.utf8), key: key.utf8))
        return try ShopifyWebhookVerifier().verify(
            headers: [("X-Shopify-Topic", topic), ("X-Shopify-Hmac-SHA256", signed)], body: Array(body.utf8),
            secret: "hush", now: Date())
    }

    @Test(
        "each topic leads to what is to be read",
        arguments: [
            ("orders/create", #"{"id":5001,"email":"anna@example.com"}"#, WebhookNotice.order(key: "5001")),
            ("orders/cancelled", #"{"id":5001}"#, .order(key: "5001")),
            ("refunds/create", #"{"id":9,"order_id":5001}"#, .order(key: "5001")),
            (
                "returns/approve", #"{"id":9,"status":"open","order":{"id":5001,"admin_graphql_api_id":"gid"}}"#,
                .order(key: "5001")
            ),
            ("products/update", #"{"id":7001}"#, .listing(key: "7001")),
            ("inventory_levels/update", #"{"inventory_item_id":42,"location_id":6,"available":3}"#, .item(key: "42")),
            ("app/uninstalled", #"{"id":55}"#, .accessEnded),
            ("themes/publish", #"{"id":55}"#, .ignored(topic: "themes/publish")),
        ])
    func topics(topic: String, body: String, notice: WebhookNotice) throws {
        #expect(try self.verify(topic, body) == notice)
    }

    /// As the vendor's page shows them.
    private static let customer = #""shop_id":954889,"shop_domain":"quiet.myshopify.com","customer":"#

    @Test("what a customer asks about their data leaves only how Shopify knows them, and how long there is")
    func asked() throws {
        let body = #"{\#(Self.customer){"id":191167,"email":"john@example.com","phone":"555-625-1199"},"#
        let access = try self.verify(
            "customers/data_request", body + #""orders_requested":[299938,280263],"data_request":{"id":9999}}"#)
        guard case .subject(let ask) = access else { return #expect(Bool(false), "\(access)") }
        #expect(ask.kind == .access && ask.days == 30)
        #expect(ask.person == .init(customer: "191167", orders: ["299938", "280263"], request: "9999"))
        let erasure = try self.verify("customers/redact", body + #""orders_to_redact":[299938]}"#)
        guard case .subject(let ask) = erasure else { return #expect(Bool(false), "\(erasure)") }
        #expect(ask.kind == .erasure && ask.person == .init(customer: "191167", orders: ["299938"]))
        #expect(!String(reflecting: ask).contains("191167"))
    }

    @Test("a customer whom Shopify knows by their address only is found by it")
    func addressOnly() throws {
        let notice = try self.verify(
            "customers/redact", #"{\#(Self.customer){"email":"john@example.com"},"orders_to_redact":[]}"#)
        guard case .subject(let ask) = notice else { return #expect(Bool(false), "\(notice)") }
        #expect(ask.person == .init(mail: "john@example.com"))
    }

    @Test("a request sent again is the same request, another is another")
    func digests() throws {
        func digest(_ body: String) throws -> [UInt8]? {
            guard case .subject(let ask) = try self.verify("shop/redact", body) else { return nil }
            return ask.kind == .shopErasure ? ask.digest : nil
        }
        let first = try #require(try digest(#"{"shop_id":55}"#))
        #expect(try digest(#"{"shop_id":55}"#) == first)
        #expect(try digest(#"{"shop_id":56}"#) != first)
    }

    @Test("a request that names nobody cannot be read", arguments: [#"{"shop_id":55}"#, #"{"customer":{}}"#, "[]"])
    func nobody(body: String) {
        let error = #expect(throws: WebhookError.self) { try self.verify("customers/redact", body) }
        guard case .unreadable? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test("a return that names no order cannot be read, so that orders are read instead")
    func homelessReturn() {
        let error = #expect(throws: WebhookError.self) { try self.verify("returns/close", #"{"id":9}"#) }
        guard case .unreadable? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test("a body that was changed, another’s secret and a signature that is none are refused")
    func forged() {
        #expect(throws: WebhookError.badSignature) { try self.verify("orders/create", #"{"id":1}"#, key: "guess") }
        #expect(throws: WebhookError.badSignature) { try self.verify("orders/create", #"{"id":1}"#, signature: "%%%") }
        #expect(throws: WebhookError.missingHeader("X-Shopify-Hmac-Sha256")) {
            try ShopifyWebhookVerifier().verify(headers: [], body: [], secret: "hush", now: Date())
        }
    }

    @Test("topics that Shopify has dropped are subscribed to anew; what is there stays, doubles go")
    func ensure() async throws {
        let address = try #require(URL(string: "https://hub.example/hooks/1"))
        let known = Shopify.manifest.webhookTopics.dropFirst().enumerated().map {
            #"{"id":"gid://shopify/WebhookSubscription/\#($0.offset + 1)","topic":"\#($0.element)","uri":"https://hub.example/hooks/1"}"#
        }
        let foreign =
            #"{"id":"gid://shopify/WebhookSubscription/90","topic":"ORDERS_CREATE","uri":"https://other.example/"}"#
        let double =
            #"{"id":"gid://shopify/WebhookSubscription/99","topic":"ORDERS_UPDATED","uri":"https://hub.example/hooks/1"}"#
        let transport = ScriptedTransport(
            [
                .graph(
                    #"{"webhookSubscriptions":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[\#((known + [foreign, double]).joined(separator: ","))]}}"#
                ),
                .graph(
                    #"{"webhookSubscriptionCreate":{"webhookSubscription":{"id":"gid://shopify/WebhookSubscription/50"},"userErrors":[]}}"#
                ),
            ], then: .graph(#"{"webhookSubscriptionDelete":{"deletedWebhookSubscriptionId":"x","userErrors":[]}}"#))
        let states = try await shopify(transport).webhooks?.ensure(address: address, secret: "", writesSecret: false)
            .value
        #expect(states?.map(\.topic) == Shopify.manifest.webhookTopics)
        #expect(transport.calls.map(\.operation) == ["Webhooks", "AddWebhook", "RemoveWebhook"])
        #expect(transport.calls[1].variables?["topic"]?.text == "ORDERS_CREATE")
    }

    @Test("Shopify signs with the app’s own secret, or that of the merchant’s custom app")
    func secrets() {
        let signing = Shopify.channel.signingSecret
        #expect(signing?(ChannelApp(clientID: "c", clientSecret: "ours"), [:]) == "ours")
        #expect(
            signing?(ChannelApp(clientID: "c", clientSecret: "ours"), ["token": "t", "secret": "theirs"]) == "theirs")
    }
}
