import Foundation
import Wire

/// The shapes of Etsy's JSON, only the members we use and no buyer's. Etsy sends receipts whole, whatever is asked for;
/// what is not named here is passed over unread.
enum EtsyWire {
    struct Me: Decodable, Sendable {
        var userID: Int64?
        var shopID: Int64?

        enum CodingKeys: String, CodingKey {
            case userID = "user_id"
            case shopID = "shop_id"
        }
    }

    struct Shop: Decodable, Sendable {
        var shopID: Int64
        var shopName: String?
        var currencyCode: String?

        enum CodingKeys: String, CodingKey {
            case shopID = "shop_id"
            case shopName = "shop_name"
            case currencyCode = "currency_code"
        }
    }

    /// Every list: `{"count": …, "results": […]}`.
    struct List<Record: Decodable & Sendable>: Decodable, Sendable {
        var count: Int?
        var results: [Record]
    }

    /// As amounts are read. They are written as plain numbers.
    struct Money: Codable, Sendable, Hashable {
        var amount: Int64
        var divisor: Int64
        var currencyCode: String

        enum CodingKeys: String, CodingKey {
            case amount, divisor
            case currencyCode = "currency_code"
        }
    }

    struct Listing: NamedRecord, Sendable {
        static let idName = "listing_id"
        var listingID: Int64
        var title: String?
        var state: String?
        var stateTimestamp: Int64?
        var updatedTimestamp: Int64?
        var createdTimestamp: Int64?
        var images: [Image]?
        var inventory: Inventory?

        enum CodingKeys: String, CodingKey {
            case title, state, images, inventory
            case listingID = "listing_id"
            case stateTimestamp = "state_timestamp"
            case updatedTimestamp = "updated_timestamp"
            case createdTimestamp = "created_timestamp"
        }
    }

    struct Image: Decodable, Sendable {
        var url: String?
        enum CodingKeys: String, CodingKey { case url = "url_570xN" }
    }

    /// A listing, seen only so far as to know that it is there and in which state.
    struct ListingState: Decodable, Sendable, Hashable {
        var listingID: Int64
        var state: String?
        /// Seconds since 1970.
        var stateTimestamp: Int64?

        var stateChangedAt: Date? { self.stateTimestamp.map { Date(timeIntervalSince1970: Double($0)) } }

        enum CodingKeys: String, CodingKey {
            case state
            case listingID = "listing_id"
            case stateTimestamp = "state_timestamp"
        }
    }

    struct Receipt: NamedRecord, Sendable {
        static let idName = "receipt_id"
        var receiptID: Int64
        var status: String?
        var isPaid: Bool?
        var isShipped: Bool?
        var createdTimestamp: Int64
        var updatedTimestamp: Int64
        var grandtotal: Money
        var transactions: [Transaction]
        var shipments: [Shipment]?

        enum CodingKeys: String, CodingKey {
            case status, grandtotal, transactions, shipments
            case receiptID = "receipt_id"
            case isPaid = "is_paid"
            case isShipped = "is_shipped"
            case createdTimestamp = "created_timestamp"
            case updatedTimestamp = "updated_timestamp"
        }
    }

    struct Transaction: Decodable, Sendable {
        var transactionID: Int64
        var title: String?
        var quantity: Int
        var listingID: Int64?
        var sku: String?
        var price: Money
        /// What was bought, as the inventory names it.
        var productData: [PropertyValue]?
        /// What was chosen, beside what the buyer wrote: of those, ids only are read.
        var variations: [Choice]?

        enum CodingKeys: String, CodingKey {
            case title, quantity, sku, price, variations
            case transactionID = "transaction_id"
            case listingID = "listing_id"
            case productData = "product_data"
        }
    }

    /// A choice of a buyer. Its text may be a buyer's own words (a personalisation), so it is not read.
    struct Choice: Decodable, Sendable {
        var propertyID: Int64?
        var valueID: Int64?

        enum CodingKeys: String, CodingKey {
            case propertyID = "property_id"
            case valueID = "value_id"
        }
    }

    struct Shipment: Decodable, Sendable {
        var carrierName: String?
        var trackingCode: String?

        enum CodingKeys: String, CodingKey {
            case carrierName = "carrier_name"
            case trackingCode = "tracking_code"
        }
    }

    /// Of a receipt, what matters before it is told that it has shipped.
    struct ReceiptTracking: Decodable, Sendable {
        var receiptID: Int64
        var status: String?
        var shipments: [Shipment]?

        enum CodingKeys: String, CodingKey {
            case status, shipments
            case receiptID = "receipt_id"
        }
    }
}
