import Foundation

/// One SKU of a seller. What it is and what it costs stands in its attributes, as Amazon keeps it.
struct AmazonListing: Sendable, Codable, Hashable {
    let sku: String
    let asin: String
    var productType: String
    /// By name, each a list of instances.
    var attributes: Json
    var parent: String?
    /// A parent of variations: neither offer nor stock.
    var isParent = false
    var created: Date
    var updated: Date
    /// What Amazon finds wrong with it.
    var issues: [AmazonIssue] = []
    /// Whether its offer had ended when it was last changed. Missing in files of earlier versions.
    var hasEnded: Bool?

    /// Units on their way to Amazon's warehouses, and units there that cannot be sold. Missing in files of earlier versions.
    var inbound: Int?
    var unsellable: Int?

    /// What the catalogue calls it, where the seller only offers it. Missing in files of earlier versions.
    var catalogueTitle: String?

    static let own = "DEFAULT"

    /// The product of the catalogue that a seller says it is.
    static func suggested(_ attributes: Json) -> String? {
        attributes["merchant_suggested_asin"]?.list?.first?["value"]?.text
    }

    /// The instances of one attribute.
    func instances(_ name: String) -> [Json] { self.attributes[name]?.list ?? [] }

    var channels: [(code: String, quantity: Int?)] {
        self.instances("fulfillment_availability").compactMap { instance in
            instance["fulfillment_channel_code"]?.text.map { ($0, instance["quantity"]?.whole) }
        }
    }

    /// Fulfilment by Amazon, where it has that.
    var isByAmazon: Bool { self.channels.contains { $0.code.hasPrefix("AMAZON") } }

    /// Units that can be bought.
    var quantity: Int {
        let channel = self.channels.first { $0.code.hasPrefix("AMAZON") } ?? self.channels.first { $0.code == Self.own }
        return channel?.quantity ?? 0
    }

    mutating func setQuantity(_ units: Int) {
        let code = self.channels.first { $0.code.hasPrefix("AMAZON") }?.code ?? Self.own
        let instances = self.instances("fulfillment_availability").map { instance in
            instance["fulfillment_channel_code"]?.text == code ? instance.with("quantity", .integer(units)) : instance
        }
        self.attributes = self.attributes.with("fulfillment_availability", .array(instances))
    }

    /// What everybody pays, in hundredths; `nil` where there is no offer.
    func price(in store: AmazonStore) -> Int? {
        let offer = self.instances("purchasable_offer").first {
            $0["marketplace_id"]?.text == store.id && ($0["audience"]?.text ?? "ALL") == "ALL"
        }
        let value = offer?["our_price"]?.list?.first?["schedule"]?.list?.first?["value_with_tax"]
        switch value {
        case .integer(let whole)?: return whole * 100
        case .number(let number)?: return Int((number * 100).rounded())
        case .string(let text)?: return TwinMoney(text)?.minor
        default: return nil
        }
    }

    /// Looks whether the offer's end has come.
    mutating func noteEnd(in store: AmazonStore, at now: Date) {
        let offer = self.instances("purchasable_offer").first {
            $0["marketplace_id"]?.text == store.id && ($0["audience"]?.text ?? "ALL") == "ALL"
        }
        let end = offer?["end_at"]?["value"]?.text.flatMap { TwinDate.date($0, offset: 0) }
        self.hasEnded = end.map { $0 <= now }
    }

    /// Whether anybody may buy it, as long as there are units.
    func isOffered(in store: AmazonStore) -> Bool {
        !self.isParent && self.hasEnded != true && self.price(in: store) != nil
    }

    mutating func setPrice(_ minor: Int, in store: AmazonStore) {
        let price = AmazonChange.Patch.price(minor, in: store)
        self.attributes = AmazonAttributes.apply(price, to: self.attributes, store)
    }

    var title: String { self.instances("item_name").first?["value"]?.text ?? self.catalogueTitle ?? self.sku }
}

struct AmazonIssue: Sendable, Codable, Hashable {
    var code: String
    var message: String
    var severity: String
    var attribute: String?
    var category: String?
}

/// A change of a listing that Amazon has taken and not applied yet.
struct AmazonChange: Sendable, Codable, Hashable {
    struct Patch: Sendable, Codable, Hashable {
        var op: String
        var name: String
        var value: [Json]

        static func price(_ minor: Int, in store: AmazonStore) -> Patch {
            Patch(
                op: "replace", name: "purchasable_offer",
                value: [
                    [
                        "marketplace_id": .string(store.id), "currency": .string(store.currency), "audience": "ALL",
                        "our_price": [["schedule": [["value_with_tax": .number(Double(minor) / 100)]]]],
                    ]
                ])
        }
    }

    enum Deed: Sendable, Codable, Hashable {
        case patch([Patch])
        /// The whole set of attributes.
        case put(productType: String, Json)
        case delete
        /// A feed is worked through; it is no one SKU's.
        case feed(String)
    }

    var sku: String
    var deed: Deed
}

/// An order, of one line as all of a twin's.
struct AmazonOrder: TwinOrder, Hashable {
    struct Line: TwinOrderLine, Hashable {
        var id: String
        var sku: String
        var asin: String
        var title: String
        var units: Int
        /// Of one unit; hundredths.
        var price: Int
        /// Units the shelf did not have when they were bought; `nil` where it had all.
        var beyond: Int?
    }

    struct Package: Sendable, Codable, Hashable {
        var reference: String
        var carrier: String
        var tracking: String
        var at: Date
        /// Units by order item.
        var items: [String: Int]
    }

    /// Its number among the seller's; `AmazonOrder.id(of:)` is what Amazon calls it.
    let number: Int
    var buyer: Shopper
    var lines: [Line]
    var isByAmazon: Bool
    var created: Date
    var updated: Date
    var paid: Date?
    var shipped: Date?
    var canceled: Date?
    var packages: [Package] = []
    /// Wall time before which the API does not know this order.
    var visibleAt: Date

    var id: String { Self.id(of: self.number) }

    /// In Amazon's 3-7-7 form.
    static func id(of number: Int) -> String {
        func padded(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "902-\(padded(number / 10_000_000, 7))-\(padded(number % 10_000_000, 7))"
    }

    func fulfilled(_ line: Line) -> Int {
        self.packages.isEmpty && self.shipped != nil
            ? line.units : min(line.units, self.packages.reduce(0) { $0 + ($1.items[line.id] ?? 0) })
    }

    var status: String {
        if self.canceled != nil { return "CANCELLED" }
        if self.paid == nil { return "PENDING" }
        if self.shipped != nil { return "SHIPPED" }
        return self.packages.isEmpty ? "UNSHIPPED" : "PARTIALLY_SHIPPED"
    }

    var orderID: Int { self.number }
    var isUnpaid: Bool { self.paid == nil && self.canceled == nil }
    var total: Int { self.lines.reduce(0) { $0 + $1.price * $1.units } }
}

/// What a listing was until an instant.
struct AmazonPast: Sendable, Codable, Hashable {
    /// Wall time.
    var until: Date
    var listing: AmazonListing
}
