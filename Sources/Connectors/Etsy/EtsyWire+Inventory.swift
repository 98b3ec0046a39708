import Foundation
import Wire

extension EtsyWire {
    /// A listing's inventory as it is read.
    struct Inventory: Decodable, Sendable, Hashable {
        var products: [Product]
        var priceOnProperty: [Int64]?
        var quantityOnProperty: [Int64]?
        var skuOnProperty: [Int64]?
        var readinessStateOnProperty: [Int64]?
        /// Where it was asked for (`includes=Listing`).
        var listing: ListingState?

        enum CodingKeys: String, CodingKey {
            case products, listing
            case priceOnProperty = "price_on_property"
            case quantityOnProperty = "quantity_on_property"
            case skuOnProperty = "sku_on_property"
            case readinessStateOnProperty = "readiness_state_on_property"
        }
    }

    struct Product: Decodable, Sendable, Hashable {
        var sku: String?
        var isDeleted: Bool?
        var offerings: [Offering]
        /// `null` on some listings without variations (client-libraries.md).
        var propertyValues: [PropertyValue]?

        enum CodingKeys: String, CodingKey {
            case sku, offerings
            case isDeleted = "is_deleted"
            case propertyValues = "property_values"
        }
    }

    struct Offering: Decodable, Sendable, Hashable {
        var quantity: Int
        var isEnabled: Bool?
        var isDeleted: Bool?
        var price: Money
        var readinessStateID: Int64?

        enum CodingKeys: String, CodingKey {
            case quantity, price
            case isEnabled = "is_enabled"
            case isDeleted = "is_deleted"
            case readinessStateID = "readiness_state_id"
        }
    }

    struct PropertyValue: Decodable, Sendable, Hashable {
        var propertyID: Int64
        var propertyName: String?
        var scaleID: Int64?
        var valueIDs: [Int64]?
        var values: [String]?

        enum CodingKeys: String, CodingKey {
            case values
            case propertyID = "property_id"
            case propertyName = "property_name"
            case scaleID = "scale_id"
            case valueIDs = "value_ids"
        }
    }

    /// The same as it is written: the whole of it, without what only Etsy sets (notes, "The inventory PUT").
    struct InventoryChange: Encodable, Sendable, Hashable {
        var products: [ProductChange]
        var priceOnProperty: [Int64]
        var quantityOnProperty: [Int64]
        var skuOnProperty: [Int64]
        /// Left out where it was not read: an older listing has none.
        var readinessStateOnProperty: [Int64]?

        enum CodingKeys: String, CodingKey {
            case products
            case priceOnProperty = "price_on_property"
            case quantityOnProperty = "quantity_on_property"
            case skuOnProperty = "sku_on_property"
            case readinessStateOnProperty = "readiness_state_on_property"
        }
    }

    struct ProductChange: Encodable, Sendable, Hashable {
        var sku: String
        var propertyValues: [PropertyValueChange]
        var offerings: [OfferingChange]

        enum CodingKeys: String, CodingKey {
            case sku, offerings
            case propertyValues = "property_values"
        }
    }

    struct PropertyValueChange: Encodable, Sendable, Hashable {
        var propertyID: Int64
        var propertyName: String?
        var scaleID: Int64?
        var valueIDs: [Int64]
        var values: [String]

        enum CodingKeys: String, CodingKey {
            case values
            case propertyID = "property_id"
            case propertyName = "property_name"
            case scaleID = "scale_id"
            case valueIDs = "value_ids"
        }

        /// `scale_id` is written as `null` where there is none.
        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            try members.encode(self.propertyID, forKey: .propertyID)
            try members.encodeIfPresent(self.propertyName, forKey: .propertyName)
            try members.encode(self.scaleID, forKey: .scaleID)
            try members.encode(self.valueIDs, forKey: .valueIDs)
            try members.encode(self.values, forKey: .values)
        }
    }

    struct OfferingChange: Encodable, Sendable, Hashable {
        var price: Decimal
        var quantity: Int
        var isEnabled: Bool
        var readinessStateID: Int64?

        enum CodingKeys: String, CodingKey {
            case price, quantity
            case isEnabled = "is_enabled"
            case readinessStateID = "readiness_state_id"
        }

        /// `readiness_state_id` is required and may be `null`.
        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            try members.encode(self.price, forKey: .price)
            try members.encode(self.quantity, forKey: .quantity)
            try members.encode(self.isEnabled, forKey: .isEnabled)
            try members.encode(self.readinessStateID, forKey: .readinessStateID)
        }
    }
}
