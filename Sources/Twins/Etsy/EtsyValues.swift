import Foundation

/// A listing, with all its variations.
struct EtsyListing: Sendable, Codable, Hashable {
    enum State: String, Sendable, Codable, CaseIterable { case active, inactive, draft, expired, soldOut = "sold_out" }

    let id: Int
    var state: State
    var title: String
    var description: String
    var tags: [String] = []
    var materials: [String] = []
    var styles: [String] = []
    var taxonomy: Int
    var section: Int?
    var shippingProfile: Int?
    var returnPolicy: Int?
    var readiness: Int?
    var whoMade = "i_did"
    var whenMade = "made_to_order"
    var type = "physical"
    var isSupply = false
    var isTaxable = true
    var autoRenew = true
    /// `item_weight`, `item_weight_unit`, …, as text.
    var measures: [String: String] = [:]
    var images: [EtsyImage] = []
    /// At least one. Listings that were never edited with the inventory tools have no inventory record.
    var products: [EtsyProduct]
    var hasInventory = true
    var priceOn: [Int] = []
    var quantityOn: [Int] = []
    var skuOn: [Int] = []
    var readinessOn: [Int] = []
    var created: Date
    var modified: Date
    var stateChanged: Date
    var ending: Date

    /// The products that draw on the same number as this one: all with the same values on `quantity_on_property`.
    func sharers(of index: Int) -> [Int] {
        let key = self.products[index].key(on: self.quantityOn)
        return self.products.indices.filter { self.products[$0].key(on: self.quantityOn) == key }
    }

    /// Units in all, each shared number counted once.
    var quantity: Int {
        var seen: Set<[String]> = []
        return self.products.reduce(0) { sum, product in
            guard product.isEnabled, seen.insert(product.key(on: self.quantityOn)).inserted else { return sum }
            return sum + product.quantity
        }
    }

    var lowestPrice: Int {
        (self.products.filter(\.isEnabled).map(\.price).min() ?? self.products.map(\.price).min()) ?? 0
    }

    var hasVariations: Bool { self.products.contains { !$0.values.isEmpty } }
}

/// One variation, or the only product of a listing without any; one offering each.
struct EtsyProduct: Sendable, Codable, Hashable {
    var id: Int
    var offering: Int
    var sku: String
    var values: [EtsyPropertyValue]
    /// Hundredths.
    var price: Int
    var quantity: Int
    var isEnabled: Bool
    var readiness: Int?

    /// The values on some properties, in a fixed order: what tells which products belong together.
    func key(on properties: [Int]) -> [String] {
        properties.sorted().map { property in
            self.values.first { $0.property == property }?.values.joined(separator: ",") ?? ""
        }
    }

    var name: String { self.values.flatMap(\.values).joined(separator: ", ") }
}

struct EtsyPropertyValue: Sendable, Codable, Hashable {
    var property: Int
    var name: String
    var scale: Int?
    var valueIDs: [Int]
    var values: [String]
}

struct EtsyImage: Sendable, Codable, Hashable {
    var id: Int
    var rank: Int
    var altText: String
    var created: Date
    var bytes: Int
}

struct EtsySection: Sendable, Codable, Hashable {
    var id: Int
    var title: String
}

struct EtsyShippingProfile: Sendable, Codable, Hashable {
    var id: Int
    var title: String
    var origin: String
    /// Hundredths.
    var primaryCost: Int
    var secondaryCost: Int
    /// Empty: everywhere.
    var destination: String
}

struct EtsyReturnPolicy: Sendable, Codable, Hashable {
    var id: Int
    var returns: Bool
    var exchanges: Bool
    var deadline: Int?
}

/// A processing profile.
struct EtsyReadiness: Sendable, Codable, Hashable {
    var id: Int
    var state: String
    var minimum: Int
    var maximum: Int
}

/// An order.
struct EtsyReceipt: TwinOrder, Hashable {
    struct Line: TwinOrderLine, Hashable {
        /// The transaction's id.
        var id: Int
        var listing: Int
        var product: Int
        var sku: String
        var title: String
        var units: Int
        /// Of one unit; hundredths.
        var price: Int
        var values: [EtsyPropertyValue]
        /// Units the shelf did not have when they were bought; `nil` where it had all.
        var beyond: Int?
    }

    struct Shipment: Sendable, Codable, Hashable {
        var id: Int
        var carrier: String
        var code: String
        var at: Date
    }

    let id: Int
    var buyer: Shopper
    var buyerID: Int
    var lines: [Line]
    /// Hundredths.
    var shippingCost: Int
    var created: Date
    var updated: Date
    var paid: Date?
    var shipped: Date?
    var canceled: Date?
    var shipments: [Shipment] = []
    /// Wall time before which the API does not know this order.
    var visibleAt: Date

    /// As clients have seen it: with capitals, although the published description lists small letters (issue 806).
    var status: String {
        if self.canceled != nil { return "Canceled" }
        if self.shipped != nil { return "Completed" }
        return self.paid != nil ? "Paid" : "Open"
    }

    var orderID: Int { self.id }
    var isUnpaid: Bool { self.paid == nil && self.canceled == nil }
    var subtotal: Int { self.lines.reduce(0) { $0 + $1.price * $1.units } }
    var total: Int { self.subtotal + self.shippingCost }
}
