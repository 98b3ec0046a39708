import Foundation

struct ShopifyLocation: Sendable, Codable, Hashable {
    var id: Int
    var name: String
    var isActive = true
}

struct ShopifyProduct: Sendable, Codable, Hashable {
    var id: Int
    var title: String
    /// `ACTIVE`, `DRAFT`, `ARCHIVED`.
    var status = "ACTIVE"
    var descriptionHTML = ""
    var vendor: String
    var productType = ""
    var tags: [String] = []
    /// In their order.
    var variants: [Int] = []
    /// Names of the options, in their order; empty for a product with one variant only.
    var options: [String] = []
    var created: Date
    var updated: Date
    /// Pictures in their order; `nil` for none.
    var media: [ShopifyMedia]?
    /// Where it is published; `nil` for everywhere, as what a shop was filled with.
    var publications: [Int]?

    /// Whether buyers find it somewhere.
    var isOnSale: Bool { self.status == "ACTIVE" && self.publications != [] }

    var handle: String {
        let words = self.title.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.isEmpty ? "product-\(self.id)" : words.joined(separator: "-")
    }
}

struct ShopifyVariant: Sendable, Codable, Hashable {
    var id: Int
    /// The inventory item.
    var item: Int
    var product: Int
    var sku: String
    var barcode: String?
    /// Hundredths.
    var price: Int
    var compareAtPrice: Int?
    var position: Int
    var options: [TwinOption]
    /// `DENY`, or `CONTINUE` to sell beyond zero.
    var policy = "DENY"
    var isTracked = true
    /// What one weighs; `nil` where nobody said.
    var grams: Double?
    /// Units that may still be sold, by location. Below zero where it was oversold.
    var available: [Int: Int]
    var created: Date
    var updated: Date

    /// At all locations.
    var total: Int { self.available.values.reduce(0, +) }
    var title: String { self.options.isEmpty ? "Default Title" : self.options.map(\.value).joined(separator: " / ") }
}

/// A picture of a product. Shopify works on it for a while before buyers see it.
struct ShopifyMedia: Sendable, Codable, Hashable {
    var id: Int
    var alt: String?
    /// Wall time.
    var workedUntil: Date
    /// Why it could not be used in the end; `nil` where it can be.
    var error: String?

    func status(at wall: Date) -> String {
        wall < self.workedUntil ? "PROCESSING" : self.error == nil ? "READY" : "FAILED"
    }

    /// Seconds that the twin takes for a picture.
    static let work = 2.0

    /// Why a picture could not be used, by its bytes: one whose size cannot be read cannot be processed.
    static func error(of bytes: [UInt8]) -> String? {
        let isWhole =
            if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
                bytes.count > 45 && Self.size(bytes[16..<20]) > 0 && Self.size(bytes[20..<24]) > 0
            } else if bytes.starts(with: Array("GIF8".utf8)) {
                bytes.count > 20
            } else {
                bytes.starts(with: [0xFF, 0xD8, 0xFF]) && bytes.count > 100
            }
        return isWhole ? nil : "IMAGE_PROCESSING_FAILURE"
    }

    private static func size(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
}

struct ShopifyOrder: TwinOrder, Hashable {
    struct Line: TwinOrderLine, Hashable {
        var id: Int
        var variant: Int
        var product: Int
        var sku: String
        var title: String
        var variantTitle: String
        var units: Int
        /// Of one unit; hundredths.
        var price: Int
        /// Units the shelf did not have when they were bought; `nil` where it had all.
        var beyond: Int?
        var location: Int
        var refunded = 0
        var restocked = 0
    }

    struct Fulfillment: Sendable, Codable, Hashable {
        var id: Int
        var company: String?
        var number: String?
        var at: Date
    }

    struct Refund: Sendable, Codable, Hashable {
        struct Line: Sendable, Codable, Hashable {
            var id: Int
            var line: Int
            var units: Int
            /// `CANCEL`, `RETURN`, `NO_RESTOCK`.
            var restock: String
        }
        var id: Int
        var at: Date
        var lines: [Line]
        /// Hundredths that were given back; `nil` in states kept before refunds had amounts: what the lines cost.
        var amount: Int?
        /// Of it, for sending.
        var shipping: Int?
        var note: String?
    }

    /// Goods that come back.
    struct Return: Sendable, Codable, Hashable {
        struct Line: Sendable, Codable, Hashable {
            var id: Int
            var line: Int
            var units: Int
            /// Units that were put back on the shelf.
            var restocked = 0
        }
        var id: Int
        /// `REQUESTED`, `OPEN`, `CLOSED`, `DECLINED`, `CANCELED`.
        var status: String
        var lines: [Line]
        /// The refund that goes with it.
        var refund: Int?
    }

    let id: Int
    /// 1001, 1002, …
    var number: Int
    /// Of the fulfilment order that holds all lines.
    var fulfillmentOrder: Int
    var buyer: Shopper
    var lines: [Line]
    /// Hundredths.
    var shippingCost: Int
    var created: Date
    var updated: Date
    var paid: Date?
    var cancelled: Date?
    var fulfillments: [Fulfillment] = []
    var refunds: [Refund] = []
    /// `nil` for none.
    var returns: [Return]?
    /// Wall time before which the API does not know this order.
    var visibleAt: Date

    var orderID: Int { self.id }
    var isUnpaid: Bool { self.paid == nil && self.cancelled == nil }
    var isFulfilled: Bool { !self.fulfillments.isEmpty }
    var subtotal: Int { self.lines.reduce(0) { $0 + $1.price * $1.units } }
    var total: Int { self.subtotal + self.shippingCost }

    var returnStatus: String {
        let all = (self.returns ?? []).map(\.status)
        if all.contains("OPEN") { return "IN_PROGRESS" }
        if all.contains("REQUESTED") { return "RETURN_REQUESTED" }
        return all.contains("CLOSED") ? "RETURNED" : all.isEmpty ? "NO_RETURN" : "RETURN_FAILED"
    }

    /// Hundredths that the buyer paid.
    var received: Int { self.paid == nil ? 0 : self.total }

    func amount(of refund: Refund) -> Int {
        refund.amount
            ?? refund.lines.reduce(0) { sum, part in
                sum + part.units * (self.lines.first { $0.id == part.line }?.price ?? 0)
            }
    }

    var moneyBack: Int { self.refunds.reduce(0) { $0 + self.amount(of: $1) } }
    /// Of what was paid for sending, what was not given back.
    var shippingLeft: Int { self.shippingCost - self.refunds.reduce(0) { $0 + ($1.shipping ?? 0) } }

    var status: String {
        self.cancelled != nil ? "CANCELLED" : self.isFulfilled ? "FULFILLED" : self.financialStatus
    }

    var financialStatus: String {
        if self.paid == nil { return self.cancelled == nil ? "PENDING" : "VOIDED" }
        let back = self.moneyBack
        return back == 0 ? "PAID" : back >= self.received ? "REFUNDED" : "PARTIALLY_REFUNDED"
    }
}

/// A subscription to webhooks.
struct ShopifyHook: Sendable, Codable, Hashable {
    var id: Int
    /// `ORDERS_CREATE`.
    var topic: String
    var uri: String
    /// Of the app that made it: what its deliveries are signed with.
    var secret: String
    var created: Date
    /// Failed deliveries in a row.
    var failures = 0
}

/// A webhook on its way. The body is made when it is sent.
struct ShopifyDelivery: TwinDelivery, Hashable {
    var due: Date
    var hook: Int
    /// `ORDERS_CREATE`.
    var topic: String
    var resource: Int
    var webhookID: String
    var eventID: String
    /// The shop's clock.
    var triggered: Date
    var isForged = false
    var isHeldBack = false
    /// Where the number changed, of `INVENTORY_LEVELS_UPDATE`.
    var location: Int?
    /// Of an app that is gone: where to and signed with what, since its subscriptions are gone too.
    var farewell: ShopifyHook?
}

/// What one token stands for.
struct ShopifyGrant: Sendable, Codable, Hashable {
    var scopes: [String]
    /// The shop's clock; `nil` for ever.
    var expires: Date?
    /// What webhooks are signed with that its app makes.
    var secret: String
    var isRevoked = false
}

/// A consent that is waiting to be traded for tokens.
struct ShopifyConsent: Sendable, Codable, Hashable {
    var scopes: [String]
    var expires: Date
}

/// Tokens, as the token endpoint gives them. Those of a twin are no secret.
public struct ShopifyTokens: Sendable, Codable, Hashable {
    public var access: String
    /// `nil` with a token that does not expire.
    public var refresh: String?
    public var scopes: [String]
}

/// What a variant was until an instant.
struct ShopifyPast: Sendable, Codable, Hashable {
    /// Wall time.
    var until: Date
    var variant: ShopifyVariant
}

/// The leaky bucket of an app at a shop: full at first, and filling at its rate.
struct ShopifyBucket: Sendable, Codable, Hashable {
    var maximum = 2_000.0
    /// Points a second.
    var rate = 100.0
    private var left = 2_000.0
    private var asOf: Date?

    /// Points there are now.
    func available(at now: Date) -> Double {
        guard let asOf = self.asOf else { return self.maximum }
        return min(self.maximum, self.left + max(0, now.timeIntervalSince(asOf)) * self.rate)
    }

    /// - Returns: Whether there was so much; nothing was taken where not.
    mutating func take(_ points: Int, at now: Date) -> Bool {
        let available = self.available(at: now)
        guard Double(points) <= available else { return false }
        (self.left, self.asOf) = (available - Double(points), now)
        return true
    }

    /// What was asked for and not used comes back at once.
    mutating func giveBack(_ points: Int, at now: Date) {
        (self.left, self.asOf) = (min(self.maximum, self.available(at: now) + Double(max(0, points))), now)
    }

    mutating func set(maximum: Double, rate: Double, at now: Date) {
        (self.maximum, self.rate, self.left, self.asOf) = (maximum, rate, maximum, now)
    }
}
