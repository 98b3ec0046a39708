import Foundation
import Wire

extension EbayWire {
    struct Orders: Decodable, Sendable {
        var total: Int?
        var next: String?
        var orders: [Lenient<Order>]

        enum CodingKeys: String, CodingKey { case total, next, orders }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            self.total = try members.decodeIfPresent(Int.self, forKey: .total)
            self.next = try members.decodeIfPresent(String.self, forKey: .next)
            self.orders = try EbayWire.list(members, .orders, total: self.total)
        }
    }

    struct Order: NamedRecord, Sendable {
        static let idName = "orderId"
        /// `12-34567-89012`, or an older form with `!` and digits.
        static func isID(_ text: String) -> Bool {
            (3...60).contains(text.count) && text.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "-" || $0 == "!") }
        }
        var orderId: String
        var creationDate: String
        var lastModifiedDate: String
        /// `NOT_STARTED`, `IN_PROGRESS`, `FULFILLED`.
        var orderFulfillmentStatus: String?
        /// `PENDING`, `PAID`, `FAILED`, `PARTIALLY_REFUNDED`, `FULLY_REFUNDED`.
        var orderPaymentStatus: String?
        var cancelStatus: CancelStatus?
        var pricingSummary: Sum?
        var paymentSummary: Paying?
        var lineItems: [Line]
    }

    struct CancelStatus: Decodable, Sendable {
        /// `NONE_REQUESTED`, `IN_PROGRESS`, `CANCELED`.
        var cancelState: String?
    }

    struct Sum: Decodable, Sendable {
        var total: Amount?
    }

    struct Paying: Decodable, Sendable {
        struct Payment: Decodable, Sendable {
            var amount: Amount?
            var paymentStatus: String?
        }
        struct Refund: Decodable, Sendable {
            var amount: Amount?
            var refundId: String?
            var refundStatus: String?
            var refundReferenceId: String?
        }
        var payments: [Payment]?
        var refunds: [Refund]?
    }

    struct Line: Decodable, Sendable {
        struct Delivery: Decodable, Sendable { var shippingCost: Amount? }
        var lineItemId: String
        var legacyItemId: String?
        /// Of one of several variations.
        var legacyVariationId: String?
        var sku: String?
        var title: String?
        var quantity: Int
        /// Before any discount, for all its units.
        var lineItemCost: Amount?
        var discountedLineItemCost: Amount?
        var deliveryCost: Delivery?
        /// The site that it is listed on.
        var listingMarketplaceId: String?
    }

    // MARK: Shipping

    struct Fulfillments: Decodable, Sendable {
        struct One: Decodable, Sendable {
            var shipmentTrackingNumber: String?
            var shippingCarrierCode: String?
            var lineItems: [Part]?
        }
        struct Part: Decodable, Sendable {
            var lineItemId: String?
            var quantity: Int?
        }
        var fulfillments: [One]
    }

    struct Shipping: Encodable, Sendable {
        struct Part: Encodable, Sendable {
            var lineItemId: String
            var quantity: Int
        }
        var lineItems: [Part]
        var shippedDate: String
        var shippingCarrierCode: String
        var trackingNumber: String
    }
}
