import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Webhooks from Etsy")
struct EtsyWebhookTests {
    static let secret = "whsec_" + Signing.base64(Array("a secret of thirty-two bytes here".utf8))
    static let now = Date(timeIntervalSince1970: 1_763_788_000)

    private static func sign(_ body: [UInt8], id: String = "msg_1", time: Int = 1_763_788_000) -> String {
        Signing.base64(
            Signing.hmac(
                .sha256, Array("\(id).\(time).".utf8) + body, key: Array("a secret of thirty-two bytes here".utf8)))
    }

    private func verify(
        _ body: [UInt8], signature: String? = nil, time: Int = 1_763_788_000, secret: String = Self.secret
    ) throws -> WebhookNotice {
        try EtsyWebhookVerifier().verify(
            headers: [
                ("Webhook-Id", "msg_1"), ("Webhook-Timestamp", String(time)),
                ("Webhook-Signature", signature ?? Self.sign(body, time: time)),
            ], body: body, secret: secret, now: Self.now)
    }

    private let body = Fixture.bytes("etsy/webhook-order-paid")

    @Test("the published example becomes the receipt to read, and tells whose shop it is")
    func example() throws {
        #expect(try self.verify(self.body) == .order(key: "54321"))
        #expect(EtsyWebhookVerifier().shop(of: self.body) == "12345")
        #expect(EtsyWebhookVerifier().shop(of: Array(#"{"event_type":"x","shop_id":"77"}"#.utf8)) == "77")
    }

    @Test("one good signature among several is enough, with or without its version")
    func several() throws {
        let good = Self.sign(self.body)
        #expect(try self.verify(self.body, signature: "v1,AAAA \(good)") == .order(key: "54321"))
        #expect(try self.verify(self.body, signature: "v1,\(good) v2,BBBB") == .order(key: "54321"))
    }

    @Test(
        "a wrong signature, body, id or secret is refused",
        arguments: ["", "AAAA", "v1,", "v1,not base64", " "])
    func wrong(signature: String) {
        #expect(throws: WebhookError.self) { try self.verify(self.body, signature: signature) }
    }

    @Test("a body that was changed is refused")
    func changed() {
        #expect(throws: WebhookError.badSignature) {
            try self.verify(self.body + [32], signature: Self.sign(self.body))
        }
    }

    @Test(
        "another secret, an empty one and one that is no base64 are refused",
        arguments: ["whsec_AAAA", "", "whsec_", "!"])
    func otherSecret(secret: String) {
        #expect(throws: WebhookError.badSignature) { try self.verify(self.body, secret: secret) }
    }

    @Test(
        "five minutes of difference are borne, either way",
        arguments: [(-300, true), (300, true), (-301, false), (301, false)])
    func tolerance(offset: Int, isTaken: Bool) {
        let notice = try? self.verify(self.body, time: 1_763_788_000 + offset)
        #expect((notice == .order(key: "54321")) == isTaken)
    }

    @Test(
        "what names no receipt is ignored",
        arguments: [
            #"{"event_type":"order.paid","resource_url":"https://openapi.etsy.com/v3/application/shops/1"}"#,
            #"{"event_type":"order.paid","resource_url":"https://x.example/receipts/../../etc"}"#,
            #"{"event_type":"order.paid"}"#, #"{"event_type":"listing.updated","resource_url":"https://x/receipts/1"}"#,
        ])
    func ignored(text: String) throws {
        guard case .ignored = try self.verify(Array(text.utf8)) else { return #expect(Bool(false)) }
    }

    @Test("missing headers, bodies that are too large or no JSON are told apart")
    func broken() {
        #expect(throws: WebhookError.missingHeader("webhook-id")) {
            try EtsyWebhookVerifier().verify(headers: [], body: self.body, secret: Self.secret, now: Self.now)
        }
        #expect(throws: WebhookError.tooLarge) { try self.verify([UInt8](repeating: 32, count: 70_000)) }
        #expect(throws: WebhookError.self) { try self.verify(Array("no JSON".utf8)) }
    }
}
