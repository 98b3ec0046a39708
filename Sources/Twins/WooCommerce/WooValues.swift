import Foundation

/// A product, or one variation of a variable product.
struct WooProduct: Sendable, Codable, Hashable {
    enum Kind: String, Sendable, Codable { case simple, variable, variation }

    var id: Int
    /// 0, or the variable product a variation belongs to.
    var parentID = 0
    var kind: Kind
    var name: String
    var slug: String
    var sku = ""
    /// `global_unique_id`, since WooCommerce 9.2.
    var gtin = ""
    var status = "publish"
    var description = ""
    var shortDescription = ""
    /// Text as the shop keeps it; empty where there is no price.
    var regularPrice = ""
    var salePrice = ""
    var managesStock = false
    var stock: Int?
    /// Only counts while the stock is not managed.
    var unmanagedStatus = "instock"
    var backorders = "no"
    var weight = ""
    var category = ""
    /// Attributes: one value each on a variation, all values on a variable product.
    var attributes: [WooAttribute] = []
    var meta: [WooMeta] = []
    var totalSales = 0
    var created: Date
    var modified: Date

    /// What a buyer pays: the sale price where it is one.
    var price: String {
        guard let sale = TwinMoney(self.salePrice) else { return self.regularPrice }
        guard let regular = TwinMoney(self.regularPrice), regular.minor <= sale.minor else { return self.salePrice }
        return self.regularPrice
    }
}

struct WooAttribute: Sendable, Codable, Hashable {
    var name: String
    var options: [String]
}

struct WooMeta: Sendable, Codable, Hashable {
    var id: Int
    var key: String
    var value: String
}

struct WooOrder: TwinOrder, Hashable {
    static let statuses: Set<String> = [
        "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "trash",
    ]
    /// Entering one of these takes the units off the stock.
    static let reducing: Set<String> = ["processing", "on-hold", "completed"]

    struct Line: TwinOrderLine, Hashable {
        var id: Int
        var productID: Int
        var variationID: Int
        var name: String
        var sku: String
        var quantity: Int
        /// Price of one unit in hundredths.
        var unitPrice: Int
        /// Units this line has taken off the stock and not given back.
        var reduced = 0
        var restocked = 0
        /// Units the shelf did not have when they were bought; `nil` where it had all.
        var beyond: Int?
        /// The product whose stock number these units came from.
        var stockOwner: Int?

        var units: Int { self.quantity }
    }

    var id: Int
    var key: String
    var status: String
    var createdVia: String
    var created: Date
    var modified: Date
    var paid: Date?
    var completed: Date?
    var lines: [Line]
    /// Hundredths.
    var shippingCost: Int
    var buyer: Shopper?
    /// Addresses written through the API, which win over the buyer's; JSON text.
    var billing: [String: String]?
    var shipping: [String: String]?
    var customerNote = ""
    var transactionID = ""
    var paymentMethod: String
    var paymentTitle: String
    var meta: [WooMeta] = []
    var notes: [WooNote] = []
    var refunds: [WooRefund] = []
    var stockReduced = false
    /// Wall time before which the API does not know this order.
    var visibleAt: Date

    var orderID: Int { self.id }
    var isUnpaid: Bool { self.status == "pending" }
    var total: Int { self.lines.reduce(self.shippingCost) { $0 + $1.unitPrice * $1.quantity } }
    var refunded: Int { self.refunds.reduce(0) { $0 + $1.amount } }
}

struct WooNote: Sendable, Codable, Hashable {
    var id: Int
    var author: String
    var created: Date
    var text: String
    var forCustomer: Bool
}

struct WooRefund: Sendable, Codable, Hashable {
    struct Line: Sendable, Codable, Hashable {
        var id: Int
        /// The order's line.
        var orderLine: Int
        var quantity: Int
        /// Hundredths.
        var amount: Int
    }

    var id: Int
    var created: Date
    var amount: Int
    var reason: String
    var lines: [Line]
    /// `nil` for none.
    var meta: [WooMeta]?
    /// Whether the payment's gateway gave the money back.
    var isPaidBack: Bool?
}

struct WooHook: Sendable, Codable, Hashable {
    var id: Int
    var name: String
    var status = "active"
    var topic: String
    var deliveryURL: String
    var secret: String
    var created: Date
    var modified: Date
    /// Failed deliveries in a row.
    var failures = 0
    /// The ping has not been answered with 200 yet, so it comes again before the next delivery.
    var pingPending = true
}

struct WooKey: Sendable, Codable, Hashable {
    enum Permission: String, Sendable, Codable {
        case read, write
        case readWrite = "read_write"
    }

    var id: Int
    var key: String
    var secret: String
    var permission: Permission
    var revoked = false
}
