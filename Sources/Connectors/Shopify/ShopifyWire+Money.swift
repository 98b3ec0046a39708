extension ShopifyWire {
    /// An order as far as money is concerned.
    struct OrderMoney: Decodable, Sendable {
        struct Refund: Decodable, Sendable {
            var id: String
            var note: String?
            var totalRefundedSet: MoneyBag
        }
        struct Line: Decodable, Sendable {
            var id: String
            var title: String
            var refundableQuantity: Int
            var unfulfilledQuantity: Int
        }
        struct Order: Decodable, Sendable {
            var id: String
            var cancelledAt: String?
            var displayFulfillmentStatus: String
            var currencyCode: String
            var presentmentCurrencyCode: String
            var totalReceivedSet: MoneyBag
            var totalRefundedSet: MoneyBag
            var refunds: [Refund]
            var lineItems: Connection<Line>
        }
        var order: Order?
    }

    struct SuggestedRefund: Decodable, Sendable {
        struct Shipping: Decodable, Sendable { var amountSet: MoneyBag }
        struct Transaction: Decodable, Sendable {
            var gateway: String?
            var amountSet: MoneyBag
            var parentTransaction: Identified?
        }
        struct Suggestion: Decodable, Sendable {
            var amountSet: MoneyBag
            var shipping: Shipping
            var suggestedTransactions: [Transaction]
        }
        struct Order: Decodable, Sendable { var suggestedRefund: Suggestion? }
        var order: Order?
    }

    struct CancelOrder: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            /// Shopify's own work, which ends later.
            var job: Identified?
            var orderCancelUserErrors: [UserError]
        }
        var orderCancel: Payload?
    }

    struct OneJob: Decodable, Sendable {
        struct Job: Decodable, Sendable { var done: Bool }
        /// `null` once Shopify has forgotten it.
        var job: Job?
    }

    struct RefundOrder: Decodable, Sendable {
        struct Payload: Decodable, Sendable {
            var refund: Identified?
            var userErrors: [UserError]
        }
        var refundCreate: Payload?
    }
}
