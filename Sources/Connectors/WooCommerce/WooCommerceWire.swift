import Foundation
import Wire

/// The shapes of WooCommerce's JSON, only the members we use and no buyer's. Anything may be missing or of an odd type,
/// since plugins and PHP change it: `WooCommerceMapping` decides what that means. What is decoded is what is asked for:
/// `fields` are the names of the members.
enum WooCommerceWire {
    struct Product: NamedRecord, Sendable {
        static let idName = "id"

        var id: Int
        var name: Loose?
        var type: String?
        var status: String?
        var sku: Loose?
        var globalUniqueID: Loose?
        var regularPrice: Loose?
        var salePrice: Loose?
        var manageStock: Loose?
        var stockQuantity: Loose?
        var dateModifiedGMT: Loose?
        var images: PHPList<Image>?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, name, type, status, sku, images
            case globalUniqueID = "global_unique_id"
            case regularPrice = "regular_price"
            case salePrice = "sale_price"
            case manageStock = "manage_stock"
            case stockQuantity = "stock_quantity"
            case dateModifiedGMT = "date_modified_gmt"
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
    }

    struct Variation: NamedRecord, Sendable {
        static let idName = "id"

        var id: Int
        var status: String?
        var sku: Loose?
        var globalUniqueID: Loose?
        var regularPrice: Loose?
        var salePrice: Loose?
        var manageStock: Loose?
        var stockQuantity: Loose?
        var dateModifiedGMT: Loose?
        var attributes: PHPList<Attribute>?
        var image: Loosely<Image>?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, status, sku, attributes, image
            case globalUniqueID = "global_unique_id"
            case regularPrice = "regular_price"
            case salePrice = "sale_price"
            case manageStock = "manage_stock"
            case stockQuantity = "stock_quantity"
            case dateModifiedGMT = "date_modified_gmt"
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
    }

    struct Image: Decodable, Sendable { var src: String? }

    struct Attribute: Decodable, Sendable {
        var name: Loose?
        var option: Loose?
    }

    struct Order: NamedRecord, Sendable {
        static let idName = "id"

        var id: Int
        var number: Loose?
        var status: String
        var currency: String
        var dateCreatedGMT: Loose?
        var dateModifiedGMT: Loose?
        var total: Loose
        var lineItems: PHPList<Line>
        var refunds: PHPList<Identified>?
        var metaData: PHPList<Meta>?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, number, status, currency, total, refunds
            case dateCreatedGMT = "date_created_gmt"
            case dateModifiedGMT = "date_modified_gmt"
            case lineItems = "line_items"
            case metaData = "meta_data"
        }
        static var fields: [String] { CodingKeys.allCases.filter { $0 != .metaData }.map(\.rawValue) }
    }

    struct Line: Decodable, Sendable {
        var id: Int
        var name: Loose?
        var productID: Int
        var variationID: Int?
        var quantity: Loose
        var total: Loose?
        var sku: Loose?
        var metaData: PHPList<Meta>?

        enum CodingKeys: String, CodingKey {
            case id, name, quantity, total, sku
            case productID = "product_id"
            case variationID = "variation_id"
            case metaData = "meta_data"
        }
    }

    struct Refund: Decodable, Sendable {
        var id: Int
        var lineItems: PHPList<Line>?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id
            case lineItems = "line_items"
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
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
        /// Ours, on refunds that we made.
        static let refundKey = "_entrepot_refund"
        static let known = Set(
            trackingNumbers + trackingCarriers + [trackingItems, reducedStock, refundedItem, refundKey])

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
        var metaData: PHPList<Meta>?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, status
            case metaData = "meta_data"
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
    }

    struct Note: Decodable, Sendable {
        var id: Int
        var note: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, note
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
    }

    struct Webhook: Decodable, Sendable {
        var id: Int
        var status: String?
        var topic: String?
        var deliveryURL: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, status, topic
            case deliveryURL = "delivery_url"
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
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

    struct Updated: NamedRecord, Sendable {
        static let idName = "id"

        var id: Int
        var error: Problem?
        var regularPrice: Loose?
        var manageStock: Loose?
        var stockQuantity: Loose?

        enum CodingKeys: String, CodingKey {
            case id, error
            case regularPrice = "regular_price"
            case manageStock = "manage_stock"
            case stockQuantity = "stock_quantity"
        }
    }

    struct BatchRequest: Encodable, Sendable {
        struct Item: Encodable, Sendable {
            var id: Int
            var stockQuantity: Int?
            var regularPrice: String?

            enum CodingKeys: String, CodingKey {
                case id
                case stockQuantity = "stock_quantity"
                case regularPrice = "regular_price"
            }
        }
        var update: [Item]
    }
}
