import Wire

extension WooCommerceWire {
    /// An order as far as money is concerned.
    struct OrderMoney: Decodable, Sendable {
        var id: Int
        var status: String
        var currency: String
        var total: Loose
        /// `null` while nothing was paid.
        var datePaidGMT: Loose?
        var lineItems: PHPList<Line>
        var shippingLines: PHPList<Line>?

        struct Line: Decodable, Sendable {
            var id: Int
            var name: Loose?
            var quantity: Loose?
            /// After discounts, before tax.
            var total: Loose?
            var totalTax: Loose?
            var taxes: PHPList<Tax>?
            var metaData: PHPList<Meta>?

            enum CodingKeys: String, CodingKey {
                case id, name, quantity, total, taxes
                case totalTax = "total_tax"
                case metaData = "meta_data"
            }
        }

        struct Tax: Decodable, Sendable {
            var id: Int
            var total: Loose?
        }

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, status, currency, total
            case datePaidGMT = "date_paid_gmt"
            case lineItems = "line_items"
            case shippingLines = "shipping_lines"
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
    }

    struct RefundMoney: Decodable, Sendable {
        var id: Int
        var amount: Loose?
        var lineItems: PHPList<OrderMoney.Line>?
        var metaData: PHPList<Meta>?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, amount
            case lineItems = "line_items"
            case metaData = "meta_data"
        }
        static var fields: [String] { CodingKeys.allCases.map(\.rawValue) }
    }

    /// A refund to be made. `amount` wins over what its lines come to ("it will take precedence over line item totals",
    /// the published properties of an order refund).
    struct NewRefund: Encodable, Sendable {
        struct Line: Encodable, Sendable {
            var id: Int
            var quantity: Int
            /// Without tax.
            var refundTotal: JSONValue
            var refundTax: [Tax]

            enum CodingKeys: String, CodingKey {
                case id, quantity
                case refundTotal = "refund_total"
                case refundTax = "refund_tax"
            }
        }
        struct Tax: Encodable, Sendable {
            var id: Int
            var refundTotal: JSONValue

            enum CodingKeys: String, CodingKey {
                case id
                case refundTotal = "refund_total"
            }
        }
        struct Mark: Encodable, Sendable {
            var key: String
            var value: String
        }
        var amount: String
        var reason: String
        var lineItems: [Line]
        var metaData: [Mark]
        /// Whether the payment's gateway gives the money back.
        var apiRefund: Bool
        var apiRestock: Bool

        enum CodingKeys: String, CodingKey {
            case amount, reason
            case lineItems = "line_items"
            case metaData = "meta_data"
            case apiRefund = "api_refund"
            case apiRestock = "api_restock"
        }
    }

    struct NewStatus: Encodable, Sendable { var status: String }
}
