import ConnectorKit
import Foundation
import Wire

/// Checks a delivery on its raw bytes with the app's secret and keeps only which resource to read.
///
/// What was sent twice, or late, causes one more read of a resource as it is now.
public struct ShopifyWebhookVerifier: WebhookVerifying {
    /// Bytes. An order with hundreds of lines is well below; a product with 2,048 variants is some megabytes.
    public static let limit = 8 << 20

    public init() {}

    public func verify(
        headers: [(name: String, value: String)], body: [UInt8], secret: String, now: Date
    ) throws(WebhookError) -> WebhookNotice {
        guard body.count <= Self.limit else { throw .tooLarge }
        let reply = HTTPReply(status: 200, headers: headers)
        guard let signature = reply[header: "X-Shopify-Hmac-Sha256"] else {
            throw .missingHeader("X-Shopify-Hmac-Sha256")
        }
        let expected = Signing.hmac(.sha256, body, key: secret.utf8)
        guard !secret.isEmpty, let given = Signing.base64(signature.withoutOuterSpace),
            Signing.equal(expected, given)
        else { throw .badSignature }
        guard let topic = reply[header: "X-Shopify-Topic"] else { throw .missingHeader("X-Shopify-Topic") }
        return try Self.notice(topic.lowercased(), body, signature: given)
    }

    /// In the topics that are delivered for the whole app.
    public func shop(of body: [UInt8]) -> String? {
        (try? JSONAnswer.decode(Payload.self, from: body))?.shopID.map(String.init)
    }

    private static func notice(
        _ topic: String, _ body: [UInt8], signature: [UInt8]
    ) throws(WebhookError) -> WebhookNotice {
        switch topic {
        case "app/uninstalled": return .accessEnded
        case "customers/data_request": return .subject(try ShopifySubject.ask(.access, body, signature: signature))
        case "customers/redact": return .subject(try ShopifySubject.ask(.erasure, body, signature: signature))
        case "shop/redact": return .subject(try ShopifySubject.ask(.shopErasure, body, signature: signature))
        case _ where topic.hasPrefix("orders/"): return .order(key: try Self.id(\.id, body))
        case _ where topic.hasPrefix("refunds/") || topic.hasPrefix("fulfillments/"):
            return .order(key: try Self.id(\.orderID, body))
        case _ where topic.hasPrefix("returns/"): return .order(key: try Self.id(\.order?.id, body))
        case _ where topic.hasPrefix("inventory_levels/"): return .item(key: try Self.id(\.itemID, body))
        case _ where topic.hasPrefix("products/"): return .listing(key: try Self.id(\.id, body))
        default: return .ignored(topic: String(topic.prefix(60).filter { $0.isASCII && !$0.isNewline }))
        }
    }

    private static func id(_ path: KeyPath<Payload, Int64?>, _ body: [UInt8]) throws(WebhookError) -> String {
        let payload: Payload
        do {
            payload = try JSONAnswer.decode(Payload.self, from: body)
        } catch {
            throw .unreadable(error.description)
        }
        guard let id = payload[keyPath: path] else { throw .unreadable("the id is missing") }
        return String(id)
    }

    /// Payloads have the older interface's form, whose ids are numbers (notes, trap 6).
    private struct Payload: Decodable {
        struct Order: Decodable { var id: Int64? }
        var id: Int64?
        /// Of a return.
        var order: Order?
        var orderID: Int64?
        var itemID: Int64?
        var shopID: Int64?

        enum CodingKeys: String, CodingKey {
            case id, order
            case orderID = "order_id"
            case itemID = "inventory_item_id"
            case shopID = "shop_id"
        }
    }
}
