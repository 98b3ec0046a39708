import Foundation
import Wire

/// The shapes of WooCommerce's JSON, only the members we use and no buyer's. Anything may be missing or of an odd type,
/// since plugins and PHP change it: `WooCommerceMapping` decides what that means.
enum WooCommerceWire {
    struct Product: Decodable, Sendable {
        var id: Int
        var name: Loose?
        var type: String?
        var status: String?
        var sku: Loose?
        var global_unique_id: Loose?
        var regular_price: Loose?
        var sale_price: Loose?
        var manage_stock: Loose?
        var stock_quantity: Loose?
        var date_modified_gmt: Loose?
        var images: PHPList<Image>?
        static let fields = [
            "id", "name", "type", "status", "sku", "global_unique_id", "regular_price", "sale_price", "manage_stock",
            "stock_quantity", "date_modified_gmt", "images",
        ]
    }

    struct Variation: Decodable, Sendable {
        var id: Int
        var status: String?
        var sku: Loose?
        var global_unique_id: Loose?
        var regular_price: Loose?
        var sale_price: Loose?
        var manage_stock: Loose?
        var stock_quantity: Loose?
        var date_modified_gmt: Loose?
        var attributes: PHPList<Attribute>?
        var image: Loosely<Image>?
        static let fields = [
            "id", "status", "sku", "global_unique_id", "regular_price", "sale_price", "manage_stock", "stock_quantity",
            "date_modified_gmt", "attributes", "image",
        ]
    }

    struct Image: Decodable, Sendable { var src: String? }

    struct Attribute: Decodable, Sendable {
        var name: Loose?
        var option: Loose?
    }

    struct Order: Decodable, Sendable {
        var id: Int
        var number: Loose?
        var status: String
        var currency: String
        var date_created_gmt: Loose?
        var date_modified_gmt: Loose?
        var total: Loose
        var line_items: PHPList<Line>
        var refunds: PHPList<Identified>?
        var meta_data: PHPList<Meta>?
        static let fields = [
            "id", "number", "status", "currency", "date_created_gmt", "date_modified_gmt", "total", "line_items",
            "refunds",
        ]
    }

    struct Line: Decodable, Sendable {
        var id: Int
        var name: Loose?
        var product_id: Int
        var variation_id: Int?
        var quantity: Loose
        var total: Loose?
        var sku: Loose?
        var meta_data: PHPList<Meta>?
    }

    struct Refund: Decodable, Sendable {
        var id: Int
        var line_items: PHPList<Line>?
        static let fields = ["id", "line_items"]
    }

    /// One plugin's value. Only the keys named here are decoded; whatever else is in the bag is passed over unread.
    struct Meta: Decodable, Sendable {
        var id: Int?
        var key: String
        /// `nil` for every key but those in `known`.
        var value: JSONValue?

        static let trackingItems = "_wc_shipment_tracking_items"
        static let trackingNumbers = ["_aftership_tracking_number", "_tracking_number"]
        static let trackingCarriers = ["_aftership_tracking_provider_name", "_tracking_provider"]
        static let reducedStock = "_reduced_stock"
        static let refundedItem = "_refunded_item_id"
        static let known = Set(trackingNumbers + trackingCarriers + [trackingItems, reducedStock, refundedItem])

        private enum CodingKeys: String, CodingKey { case id, key, value }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            self.id = try? members.decode(Int.self, forKey: .id)
            self.key = (try? members.decode(String.self, forKey: .key)) ?? ""
            self.value = Self.known.contains(self.key) ? try? members.decode(JSONValue.self, forKey: .value) : nil
        }
    }

    struct OrderTracking: Decodable, Sendable {
        var id: Int
        var status: String
        var meta_data: PHPList<Meta>?
        static let fields = ["id", "status", "meta_data"]
    }

    struct Note: Decodable, Sendable {
        var id: Int
        var note: String?
        static let fields = ["id", "note"]
    }

    struct Webhook: Decodable, Sendable {
        var id: Int
        var status: String?
        var topic: String?
        var delivery_url: String?
        static let fields = ["id", "status", "topic", "delivery_url"]
    }

    struct Identified: Decodable, Sendable { var id: Int }

    /// The index of `/wc/v3` itself.
    struct Namespace: Decodable, Sendable { var namespace: String? }

    struct Index: Decodable, Sendable { var name: Loose? }

    struct SystemStatus: Decodable, Sendable {
        struct Environment: Decodable, Sendable { var version: String? }
        struct Settings: Decodable, Sendable { var currency: String? }
        var environment: Environment?
        var settings: Settings?
        static let fields = ["environment.version", "settings.currency"]
    }

    struct Setting: Decodable, Sendable {
        var id: String
        var value: Loose?
        static let fields = ["id", "value"]
    }

    /// The answer of a batch: one entry for each change, in no promised order.
    struct Batch: Decodable, Sendable {
        var update: PHPList<Lenient<Updated>>
        static let fields = ["update"]
    }

    struct Updated: Decodable, Sendable {
        var id: Int
        var error: Problem?
        var regular_price: Loose?
        var manage_stock: Loose?
        var stock_quantity: Loose?
    }

    struct BatchRequest: Encodable, Sendable {
        struct Item: Encodable, Sendable {
            var id: Int
            var stock_quantity: Int?
            var regular_price: String?
        }
        var update: [Item]
    }
}
