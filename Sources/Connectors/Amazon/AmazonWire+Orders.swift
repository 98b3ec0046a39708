import Foundation
import Wire

extension AmazonWire {
    struct Orders: Decodable, Sendable {
        var orders: [Lenient<Order>]
        var pagination: Pagination?
    }

    struct OneOrder: Decodable, Sendable {
        var order: Order
    }

    /// Buyers and recipients are not asked for; addresses of packages have no member here.
    struct Order: NamedRecord, Sendable {
        static let idName = "orderId"
        static func isID(_ text: String) -> Bool { text.allSatisfy { $0.isNumber || $0 == "-" } && text.count <= 40 }
        var orderId: String
        var createdTime: String
        var lastUpdatedTime: String
        var salesChannel: SalesChannel?
        var proceeds: Proceeds?
        var fulfillment: Fulfillment?
        var orderItems: [OrderItem]
        var packages: [Package]?
    }

    struct SalesChannel: Decodable, Sendable {
        var marketplaceId: String?
    }

    struct Proceeds: Decodable, Sendable {
        var grandTotal: Money?
    }

    struct Fulfillment: Decodable, Sendable {
        var fulfillmentStatus: String
        /// `MERCHANT` or `AMAZON`.
        var fulfilledBy: String?
    }

    struct OrderItem: Decodable, Sendable {
        struct Product: Decodable, Sendable {
            var asin: String?
            var title: String?
            var sellerSku: String?
            var price: Price?
        }
        struct Price: Decodable, Sendable {
            var unitPrice: Money?
        }
        struct Done: Decodable, Sendable {
            var quantityFulfilled: Int?
            var quantityUnfulfilled: Int?
        }
        var orderItemId: String
        var quantityOrdered: Int
        var product: Product
        var fulfillment: Done?
    }

    struct Package: Decodable, Sendable {
        var packageReferenceId: String?
        var carrier: String?
        var trackingNumber: String?
    }

    struct Confirmation: Encodable, Sendable {
        struct Detail: Encodable, Sendable {
            var packageReferenceId: String
            var carrierCode: String
            var carrierName: String?
            var trackingNumber: String
            var shipDate: String
            var orderItems: [Item]
        }
        struct Item: Encodable, Sendable {
            var orderItemId: String
            var quantity: Int
        }
        var marketplaceId: String
        var packageDetail: Detail
    }
}
