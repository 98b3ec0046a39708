import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Registering webhooks at a WooCommerce shop")
struct WooCommerceWebhookRegisteringTests {
    private func hub() throws -> URL { try #require(URL(string: "https://hub.example/in/1")) }

    @Test("keeps what is there, revives what was switched off, adds what is missing, deletes doubles")
    func ensure() async throws {
        let transport = ScriptedTransport(
            .fixture("webhooks-one-active-one-disabled-one-double-one-foreign"), .json(#"{"id":10}"#),
            .json(#"{"id":12}"#), .json(#"{"id":11}"#), .json(#"{"id":21}"#), .json(#"{"id":22}"#),
            .json(#"{"id":23}"#), .json(#"{"id":24}"#))
        let states = try await shop(transport).webhooks?.ensure(
            address: try self.hub(), secret: "s3cret", writesSecret: true
        ).value
        #expect(states?.map(\.remoteID) == ["10", "11", "21", "22", "23", "24"])
        #expect(states?.map(\.revived) == [false, true, false, false, false, false])
        #expect(transport.isSpent)
        #expect(
            transport.calls.dropFirst().map { "\($0.method) \($0.path.split(separator: "/").last ?? "")" } == [
                "PUT 10", "DELETE 12", "PUT 11", "POST webhooks", "POST webhooks", "POST webhooks", "POST webhooks",
            ])
        #expect(transport.calls[2].query["force"] == "true")
        #expect(transport.calls[4].json?["secret"] == .text("s3cret"))
    }

    @Test("where a delivery has shown that the secret is known, only what is not well is written")
    func verify() async throws {
        let transport = ScriptedTransport(
            .fixture("webhooks-one-active-one-disabled-one-double-one-foreign"), .json(#"{"id":12}"#),
            .json(#"{"id":11}"#), .json(#"{"id":21}"#), .json(#"{"id":22}"#), .json(#"{"id":23}"#),
            .json(#"{"id":24}"#))
        let states = try await shop(transport).webhooks?.ensure(
            address: try self.hub(), secret: "s3cret", writesSecret: false
        ).value
        #expect(states?.map(\.revived) == [false, true, false, false, false, false])
        #expect(
            transport.calls.dropFirst().map { "\($0.method) \($0.path.split(separator: "/").last ?? "")" } == [
                "DELETE 12", "PUT 11", "POST webhooks", "POST webhooks", "POST webhooks", "POST webhooks",
            ])
        #expect(transport.calls[2].json?["secret"] == .text("s3cret"))
    }

    @Test("takes away its own and leaves others'")
    func remove() async throws {
        let transport = ScriptedTransport(
            .fixture("webhooks-one-active-one-disabled-one-double-one-foreign"), .json(#"{"id":10}"#),
            .json(
                #"{"code":"woocommerce_rest_shop_webhook_invalid_id","message":"Invalid ID.","data":{"status":404}}"#,
                status: 404),
            .json(#"{"id":12}"#))
        _ = try await shop(transport).webhooks?.remove(address: try self.hub())
        #expect(transport.calls.dropFirst().map(\.method) == ["DELETE", "DELETE", "DELETE"])
    }

    @Test(
        "a secret that the shop would change before signing is refused",
        arguments: ["a&b", "a<b", "a>b", "a\"b", "a'b", ""])
    func secret(secret: String) async throws {
        let transport = ScriptedTransport()
        await #expect(throws: ConnectorError.self) {
            try await shop(transport).webhooks?.ensure(address: try self.hub(), secret: secret, writesSecret: true)
        }
        #expect(transport.calls.isEmpty)
    }
}

@Suite("Checking a WooCommerce delivery")
struct WooCommerceDeliveryTests {
    static let secret = "s3cret"

    private func check(_ body: String, topic: String?, signature: String? = nil) throws(WebhookError) -> WebhookNotice {
        let bytes = Array(body.utf8)
        let own = Signing.base64(Signing.hmac(.sha256, bytes, key: Self.secret.utf8))
        var headers: [(name: String, value: String)] = [("x-wc-webhook-signature", signature ?? own)]
        if let topic { headers.append(("X-WC-Webhook-Topic", topic)) }
        return try WooCommerceWebhookVerifier().verify(
            headers: headers, body: bytes, secret: Self.secret, now: Date(timeIntervalSince1970: 0))
    }

    @Test(
        "leaves only which resource to read",
        arguments: [
            (#"{"id":727,"billing":{"email":"a@b.c"}}"#, "order.updated", WebhookNotice.order(key: "727")),
            (#"{"id":727}"#, "order.deleted", .order(key: "727")),
            (#"{"id":799,"type":"simple","parent_id":0}"#, "product.updated", .listing(key: "799")),
            (#"{"id":732,"type":"variation","parent_id":22}"#, "product.updated", .listing(key: "22")),
            (#"{"id":1}"#, "customer.created", .ignored(topic: "customer.created")),
        ])
    func notice(body: String, topic: String, notice: WebhookNotice) throws {
        #expect(try self.check(body, topic: topic) == notice)
    }

    @Test("the first ping is unsigned and form-encoded")
    func ping() throws {
        let verifier = WooCommerceWebhookVerifier()
        let notice = try verifier.verify(headers: [], body: Array("webhook_id=142".utf8), secret: "s", now: Date())
        #expect(notice == .ping)
    }

    @Test(
        "anything else unsigned is refused",
        arguments: ["webhook_id=", "webhook_id=1&x=2", "webhook_id=1;", #"{"id":1}"#, ""])
    func unsigned(body: String) {
        #expect(throws: WebhookError.missingHeader("X-WC-Webhook-Signature")) {
            try WooCommerceWebhookVerifier().verify(headers: [], body: Array(body.utf8), secret: "s", now: Date())
        }
    }

    @Test(
        "a wrong signature is refused",
        arguments: ["", "AAAA", "not base64", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="])
    func wrong(signature: String) {
        #expect(throws: WebhookError.badSignature) {
            try self.check(#"{"id":1}"#, topic: "order.updated", signature: signature)
        }
    }

    @Test("more than a megabyte is refused before anything is computed")
    func huge() {
        #expect(throws: WebhookError.tooLarge) {
            try self.check(String(repeating: " ", count: (1 << 20) + 1), topic: "order.updated")
        }
    }

    @Test("a signed body that is no JSON is unreadable and shows none of itself")
    func unreadable() {
        #expect(throws: WebhookError.unreadable("the answer is not JSON")) {
            try self.check("anna@example.com", topic: "order.updated")
        }
    }
}
