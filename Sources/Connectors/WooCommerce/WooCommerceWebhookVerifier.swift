import ConnectorKit
import Foundation
import Wire

/// Checks a delivery on its raw bytes and keeps only which resource to read.
///
/// A delivery carries no time, so an old one, sent again by someone who saw it, cannot be told from a late one. It does no
/// harm: all it can cause is one more read of a resource as it is now.
public struct WooCommerceWebhookVerifier: WebhookVerifying {
    /// Bytes. An order with hundreds of lines is well below.
    public static let limit = 1 << 20

    public init() {}

    public func verify(
        headers: [(name: String, value: String)], body: [UInt8], secret: String, now: Date
    )
        throws(WebhookError) -> WebhookNotice
    {
        guard body.count <= Self.limit else { throw .tooLarge }
        let reply = HTTPReply(status: 200, headers: headers)
        guard let signature = reply[header: "X-WC-Webhook-Signature"] else {
            if Self.isPing(body) { return .ping }
            throw .missingHeader("X-WC-Webhook-Signature")
        }
        let expected = Signing.hmac(.sha256, body, key: secret.utf8)
        guard let given = Signing.base64(signature.withoutOuterSpace), Signing.equal(expected, given)
        else {
            // Some versions sign the ping with an empty secret; it says nothing that could be forged to any use.
            if Self.isPing(body) { return .ping }
            throw .badSignature
        }
        if Self.isPing(body) { return .ping }
        guard let topic = reply[header: "X-WC-Webhook-Topic"] else { throw .missingHeader("X-WC-Webhook-Topic") }
        return try Self.notice(topic, body)
    }

    /// The first delivery after a hook is made, unsigned and form-encoded: `webhook_id=N` (shop notes, observed).
    private static func isPing(_ body: [UInt8]) -> Bool {
        let prefix = Array("webhook_id=".utf8)
        guard body.starts(with: prefix), (1...20).contains(body.count - prefix.count) else { return false }
        return body.dropFirst(prefix.count).allSatisfy { (48...57).contains($0) }
    }

    private static func notice(_ topic: String, _ body: [UInt8]) throws(WebhookError) -> WebhookNotice {
        let resource = topic.split(separator: ".").first.map(String.init) ?? ""
        guard resource == "order" || resource == "product" else {
            return .ignored(topic: String(topic.prefix(60).filter { $0.isASCII && !$0.isNewline }))
        }
        let payload: Payload
        do {
            payload = try JSONAnswer.decode(Payload.self, from: body)
        } catch {
            throw .unreadable(error.description)
        }
        if resource == "order" { return .order(key: String(payload.id)) }
        // `product.updated` also fires for a variation; the listing is its parent.
        let isVariation = payload.type == "variation"
        return .listing(key: String(isVariation ? payload.parentID ?? payload.id : payload.id))
    }

    private struct Payload: Decodable {
        var id: Int
        var type: String?
        var parentID: Int?

        enum CodingKeys: String, CodingKey {
            case id, type
            case parentID = "parent_id"
        }
    }
}
