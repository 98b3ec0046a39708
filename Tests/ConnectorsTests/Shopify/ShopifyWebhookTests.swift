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
            ("products/update", #"{"id":7001}"#, .listing(key: "7001")),
            ("app/uninstalled", #"{"id":55}"#, .accessEnded), ("shop/redact", #"{"shop_id":55}"#, .accessEnded),
            ("customers/redact", #"{"shop_id":55}"#, .ignored(topic: "customers/redact")),
        ])
    func topics(topic: String, body: String, notice: WebhookNotice) throws {
        #expect(try self.verify(topic, body) == notice)
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
