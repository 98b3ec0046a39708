import Foundation

/// An inventory item: what is known of a SKU, whether it is offered or not.
struct EbayItem: Sendable, Codable, Hashable {
    let sku: String
    /// As it was last put, less what it is not described to hold.
    var body: Json
    /// Ship-to-home units; `nil`: never told.
    var quantity: Int?
    /// `en_GB`.
    var locale: String

    var title: String { self.body["product"]?["title"]?.text ?? "" }
}

/// An offer of a SKU on a site; fixed price only.
struct EbayOffer: Sendable, Codable, Hashable {
    let id: String
    let sku: String
    let marketplace: String
    /// As it was last put, less what it is not described to hold.
    var body: Json
    /// Hundredths.
    var price: Int?
    /// Units of this offer; `nil`: as many as the item has. It goes before the item's number (contract: "overrides").
    var available: Int?
    /// `nil`: unpublished.
    var listing: String?
}

/// What buyers see.
struct EbayListing: Sendable, Codable, Hashable {
    enum Status: String, Sendable, Codable { case active = "ACTIVE", outOfStock = "OUT_OF_STOCK", ended = "ENDED" }

    let id: String
    /// Its key, where it has variations.
    var group: String?
    var offers: [String]
    var status = Status.active
    /// Units, by SKU.
    var sold: [String: Int] = [:]
    /// Revised so often on that day; days since 1970 on the shop's clock.
    var revisions = 0
    var day = 0

    var isOpen: Bool { self.status != .ended }
}

/// What belongs together as variations of one thing.
struct EbayGroup: Sendable, Codable, Hashable {
    let key: String
    /// As it was last put.
    var body: Json
    var skus: [String]
    /// Its last one.
    var listing: String?
}

/// A listing made on the site or by older APIs: nobody sees it here until it is migrated.
struct EbayOlderListing: Sendable, Codable, Hashable {
    let id: String
    var goods: [TwinProduct]
    /// Why it cannot be migrated; `nil`: it can.
    var obstacle: String?
    var sold: [String: Int] = [:]
}

struct EbayLocation: Sendable, Codable, Hashable {
    let key: String
    var body: Json
    var isEnabled: Bool
}

/// An order.
struct EbayOrder: TwinOrder, Hashable {
    struct Line: TwinOrderLine, Hashable {
        var id: String
        var listing: String
        var sku: String
        var title: String
        /// What sets a variation apart.
        var options: [TwinOption]
        var units: Int
        /// Of one unit; hundredths.
        var price: Int
        var beyond: Int?
    }

    struct Shipment: Sendable, Codable, Hashable {
        var id: String
        var carrier: String?
        var tracking: String?
        var shipped: Date
        /// Units by line.
        var units: [String: Int]
    }

    struct Refund: Sendable, Codable, Hashable {
        var id: String
        /// Hundredths.
        var amount: Int
        /// `nil`: of the whole order.
        var line: String?
        var asked: Date
        /// `nil`: pending.
        var done: Date?
    }

    /// A wish to cancel, whoever has it.
    struct Cancel: Sendable, Codable, Hashable {
        enum State: String, Sendable, Codable {
            case requested = "REQUESTED", completed = "COMPLETED", rejected = "REJECTED"
        }

        var id: String
        var isBuyers: Bool
        var reason: String
        var asked: Date
        var completed: Date?
        var state: State
    }

    let id: Int
    var buyer: Shopper
    var lines: [Line]
    /// Hundredths.
    var shippingCost: Int
    var created: Date
    var updated: Date
    var paid: Date?
    var cancelled: Date?
    var shipments: [Shipment] = []
    var refunds: [Refund] = []
    var cancels: [Cancel] = []
    var visibleAt: Date

    var orderID: Int { self.id }
    var isUnpaid: Bool { self.paid == nil && self.cancelled == nil }
    var subtotal: Int { self.lines.reduce(0) { $0 + $1.price * $1.units } }
    var total: Int { self.subtotal + self.shippingCost }

    /// Units of a line that are on their way.
    func shipped(_ line: String) -> Int { self.shipments.reduce(0) { $0 + ($1.units[line] ?? 0) } }

    func fulfillment(_ line: Line) -> String {
        let shipped = self.shipped(line.id)
        return shipped == 0 ? "NOT_STARTED" : shipped < line.units ? "IN_PROGRESS" : "FULFILLED"
    }

    var fulfillment: String {
        let states = Set(self.lines.map { self.fulfillment($0) })
        return states.count == 1 ? states.first ?? "NOT_STARTED" : "IN_PROGRESS"
    }

    var payment: String {
        guard self.paid != nil else { return self.cancelled == nil ? "PENDING" : "FAILED" }
        let given = self.refunds.filter { $0.done != nil }.reduce(0) { $0 + $1.amount }
        return given == 0 ? "PAID" : given < self.total ? "PARTIALLY_REFUNDED" : "FULLY_REFUNDED"
    }

    /// For books and reports: eBay itself has three words side by side.
    var status: String {
        if self.cancelled != nil { return "CANCELED" }
        return self.paid == nil ? "PENDING" : self.fulfillment
    }
}

/// What eBay does some time after it was asked to.
enum EbayChange: Sendable, Codable, Hashable {
    case refunded(order: Int, refund: String)
}
