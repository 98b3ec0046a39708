import Foundation

/// Everything one Shopify shop knows: its goods, stock, orders, consents, webhooks on their way and its book.
///
/// A value: the actor around it decides when things happen, this decides what happens.
struct ShopifyState: DeliveringState {
    let name: String
    /// 1, 2, 3, …: tells the shop's ids from those of others.
    let number: Int
    var currency: String
    var clock: TwinClock
    /// Seconds from an event to the delivery of its webhooks.
    var webhookDelay: Double
    /// The first one is the primary one.
    var locations: [ShopifyLocation]
    var products: [Int: ShopifyProduct] = [:]
    var variants: [Int: ShopifyVariant] = [:]
    /// Ids in rising order.
    var productIDs: [Int] = []
    var variantIDs: [Int] = []
    var variantOfItem: [Int: Int] = [:]
    var variantOfSKU: [String: Int] = [:]
    var productOfParent: [String: Int] = [:]
    var orders: [Int: ShopifyOrder] = [:]
    var hooks: [Int: ShopifyHook] = [:]
    var deliveries: [ShopifyDelivery] = []
    /// Idempotency keys, with a digest of their variables.
    var keys: [String: UInt64] = [:]
    var tokens: [String: ShopifyGrant] = [:]
    var refreshes: [String: ShopifyGrant] = [:]
    /// By a refresh token that a newer one has replaced: that newer one, once it is used, ends it.
    var replaced: [String: String] = [:]
    var codes: [String: ShopifyConsent] = [:]
    var bucket = ShopifyBucket()
    var book = BookOfSales()
    var faults: FaultDesk
    var later: [Planned<Never>] = []
    /// Chooses buyers and tokens; not the faults' dice, so that faults do not change who buys.
    var dice: Dice
    var opened: Date
    /// What variants were, for stale reads.
    var past: [Int: [ShopifyPast]] = [:]
    /// Queries that are carried out by and by, the oldest first; and what becomes of those to come.
    var bulks: [ShopifyBulkJob]?
    /// How many quantities that name the number they replace are found stale, whatever is there; `nil` for none.
    var staleNext: Int?
    var bulkFate: ShopifyBulkFate?
    /// Cancellations that were asked for, and what becomes of the next; `nil` for done at once.
    var jobs: [ShopifyJob]?
    var cancelFate: ShopifyJobFate?
    /// Files that wait to be taken into a product, by the last part of their address; empty bytes until one was sent.
    var uploads: [String: [UInt8]]?
    private var given: [Series: Int] = [:]

    /// The ids of one kind come from one row.
    enum Series: String, Sendable, Codable {
        case product, variant, item, order, line, fulfillment, fulfillmentOrder, refund, refundLine, hook, adjustment,
            event, media, bulk, returned
    }

    init(
        name: String, number: Int, currency: String, clock: TwinClock, webhookDelay: Double, faults: FaultPlan,
        opened: Date
    ) {
        self.name = name
        self.number = number
        self.currency = currency
        self.clock = clock
        self.webhookDelay = webhookDelay
        self.faults = FaultDesk(faults)
        self.dice = Dice(named: "shopify " + name)
        self.opened = opened
        self.locations = [ShopifyLocation(id: 60_000_000_000 + number * 1_000 + 1, name: "Shop location")]
        self.tokens[self.customToken] = ShopifyGrant(
            scopes: ShopifyApp.allScopes, expires: nil, secret: self.customSecret)
    }

    var shopID: Int { 55_000_000_000 + self.number * 1_009 }
    var domain: String { self.name.lowercased() + ".myshopify.com" }
    var home: Int { self.locations[0].id }

    /// The shop's sales channels, each with its publication; the first is the one that it has from the first day.
    var outlets: [(id: Int, handle: String, title: String)] {
        [
            (200_000_000_000 + self.number * 10 + 1, "online_store", "Online Store"),
            (200_000_000_000 + self.number * 10 + 2, "pos", "Point of Sale"),
        ]
    }

    /// Of the custom app that the merchant made in the shop: it never ends.
    var customToken: String { "shpat_" + Self.digits("token " + self.name) }
    var customSecret: String { "shpss_" + Self.digits("secret " + self.name) }

    private static func digits(_ name: String) -> String {
        var dice = Dice(named: "shopify " + name)
        return String((0..<32).map { _ in dice.pick(Array("0123456789abcdef")) })
    }

    /// How many ids of one kind a shop has to itself.
    private static let span = 100_000_000

    mutating func newID(_ series: Series) -> Int {
        self.given[series, default: 0] += 1
        let base =
            switch series {
            case .product: 7_000_000_000_000
            case .variant: 40_000_000_000_000
            case .item: 42_000_000_000_000
            case .order: 5_000_000_000_000
            case .line: 12_000_000_000_000
            case .fulfillment: 4_000_000_000_000
            case .fulfillmentOrder: 6_000_000_000_000
            case .refund: 900_000_000_000
            case .refundLine: 950_000_000_000
            case .hook: 1_000_000_000_000
            case .adjustment: 1_100_000_000_000
            case .media: 30_000_000_000_000
            case .bulk: 3_000_000_000_000
            case .returned: 960_000_000_000
            case .event: 0
            }
        return base + self.number * Self.span + self.given[series, default: 0]
    }

    mutating func text(_ length: Int) -> String {
        let digits = Array("0123456789abcdef")
        return String((0..<length).map { _ in self.dice.pick(digits) })
    }

    // MARK: Goods

    mutating func add(_ product: ShopifyProduct) {
        if self.products.updateValue(product, forKey: product.id) == nil { self.productIDs.append(product.id) }
    }

    mutating func add(_ variant: ShopifyVariant) {
        if self.variants.updateValue(variant, forKey: variant.id) == nil { self.variantIDs.append(variant.id) }
        self.variantOfItem[variant.item] = variant.id
        if !variant.sku.isEmpty { self.variantOfSKU[variant.sku] = variant.id }
    }

    mutating func remove(variant id: Int) {
        guard let old = self.variants.removeValue(forKey: id) else { return }
        self.variantIDs.removeAll { $0 == id }
        self.variantOfItem[old.item] = nil
        if self.variantOfSKU[old.sku] == id { self.variantOfSKU[old.sku] = nil }
    }

    /// Remembers what a variant is for a quarter of a minute, before it changes.
    mutating func remember(_ id: Int, _ moment: Moment) {
        guard let variant = self.variants[id] else { return }
        self.past[id, default: []].removeAll { moment.wall.timeIntervalSince($0.until) > 15 }
        self.past[id, default: []].append(ShopifyPast(until: moment.wall, variant: variant))
    }

    /// The variant as it was at a wall time not more than 15 s ago.
    func seen(_ variant: ShopifyVariant, asOf wall: Date?) -> ShopifyVariant {
        guard let wall else { return variant }
        return self.past[variant.id]?.first { $0.until > wall }?.variant ?? variant
    }

    /// Sets units at a location.
    mutating func setStock(of id: Int, at location: Int, to units: Int, by actor: BookEntry.Actor, _ moment: Moment) {
        guard let variant = self.variants[id] else { return }
        self.remember(id, moment)
        let before = variant.available[location]
        self.variants[id]?.available[location] = units
        self.variants[id]?.updated = moment.shop
        self.book.write(stockOf: variant.sku, from: before, to: units, by: actor, moment)
        self.note("INVENTORY_LEVELS_UPDATE", variant.item, at: location, moment)
    }

    /// - Parameter price: Hundredths.
    mutating func setPrice(of id: Int, to price: Int, by actor: BookEntry.Actor, _ moment: Moment) {
        guard let variant = self.variants[id], variant.price != price else { return }
        self.remember(id, moment)
        self.variants[id]?.price = price
        self.variants[id]?.updated = moment.shop
        self.products[variant.product]?.updated = moment.shop
        self.book.write(priceOf: variant.sku, to: TwinMoney(minor: price).text, by: actor, moment)
        self.note("PRODUCTS_UPDATE", variant.product, moment)
    }

    /// Moves units by a difference, for a sale or its undoing.
    mutating func move(_ id: Int, at location: Int, by units: Int, _ moment: Moment) -> (Int?, Int?) {
        guard let variant = self.variants[id], variant.isTracked, let before = variant.available[location] else {
            return (nil, nil)
        }
        self.remember(id, moment)
        self.variants[id]?.available[location] = before + units
        self.variants[id]?.updated = moment.shop
        self.note("INVENTORY_LEVELS_UPDATE", variant.item, at: location, moment)
        return (before, before + units)
    }
}
