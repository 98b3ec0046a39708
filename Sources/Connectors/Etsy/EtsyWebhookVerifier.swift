import ConnectorKit
import Foundation
import Wire

/// Checks a delivery on its raw bytes (Standard Webhooks form) and keeps only which receipt to read.
public struct EtsyWebhookVerifier: WebhookVerifying {
    /// Bytes. The payload is three members.
    public static let limit = 64 << 10
    /// How far the sender's clock may be from ours, either way. Its retries bear the time they were sent at.
    public static let tolerance: TimeInterval = 300

    public init() {}

    public func verify(
        headers: [(name: String, value: String)], body: [UInt8], secret: String, now: Date
    ) throws(WebhookError) -> WebhookNotice {
        guard body.count <= Self.limit else { throw .tooLarge }
        let reply = HTTPReply(status: 200, headers: headers)
        let id = try Self.header("webhook-id", reply)
        let time = try Self.header("webhook-timestamp", reply)
        let signatures = try Self.header("webhook-signature", reply)
        guard let seconds = Int64(time), abs(now.timeIntervalSince1970 - Double(seconds)) <= Self.tolerance,
            let key = Self.key(secret)
        else { throw .badSignature }
        let expected = Signing.hmac(.sha256, Array("\(id).\(time).".utf8) + body, key: key)
        var isGood = false
        // All are looked at, so that the time taken does not tell which one was right.
        for candidate in signatures.split(separator: " ").prefix(8) {
            let value = candidate.hasPrefix("v1,") ? candidate.dropFirst(3) : candidate
            if let given = Signing.base64(String(value)), Signing.equal(expected, given) { isGood = true }
        }
        guard isGood else { throw .badSignature }
        return try Self.notice(body)
    }

    public func shop(of body: [UInt8]) -> String? {
        (try? JSONAnswer.decode(Payload.self, from: body))?.shopID?.text
    }

    /// The part behind `whsec_` is base64.
    private static func key(_ secret: String) -> [UInt8]? {
        let text = secret.withoutOuterSpace
        let bytes = Signing.base64(text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text)
        return bytes.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func header(_ name: String, _ reply: HTTPReply) throws(WebhookError) -> String {
        guard let value = reply[header: name]?.withoutOuterSpace, !value.isEmpty, value.count <= 2000
        else { throw .missingHeader(name) }
        return value
    }

    private static func notice(_ body: [UInt8]) throws(WebhookError) -> WebhookNotice {
        let payload: Payload
        do {
            payload = try JSONAnswer.decode(Payload.self, from: body)
        } catch {
            throw .unreadable(error.description)
        }
        guard payload.eventType.hasPrefix("order."), let receipt = Self.receipt(payload.resourceURL) else {
            return .ignored(topic: String(payload.eventType.prefix(60).filter { $0.isASCII && !$0.isNewline }))
        }
        return .order(key: receipt)
    }

    /// `…/shops/12345/receipts/54321` → `54321`. Only the number is used: we call our own address, never the body's.
    private static func receipt(_ address: String?) -> String? {
        guard let path = address.flatMap({ URL(string: $0) })?.path(percentEncoded: true) else { return nil }
        let parts = path.split(separator: "/")
        guard let place = parts.lastIndex(of: "receipts"), place + 1 < parts.endIndex,
            let number = Int64(parts[place + 1])
        else { return nil }
        return String(number)
    }

    private struct Payload: Decodable {
        var eventType: String
        var resourceURL: String?
        /// A number in vendor discussions, a text in transcriptions (notes, webhooks.json).
        var shopID: JSONValue?

        enum CodingKeys: String, CodingKey {
            case eventType = "event_type"
            case resourceURL = "resource_url"
            case shopID = "shop_id"
        }
    }
}
