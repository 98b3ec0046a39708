import Foundation

/// Everything one Etsy shop knows: its listings, receipts, webhooks on their way and its book.
///
/// A value: the actor around it decides when things happen, this decides what happens.
struct EtsyState: DeliveringState {
    let name: String
    /// 1, 2, 3, …: tells the shop's ids from those of others.
    let number: Int
    var currency: String
    var clock: TwinClock
    /// Seconds from an event to the delivery of its webhooks.
    var webhookDelay: Double
    /// Whether a listing may not be written to zero (open-api issues 395 and 560); else it becomes sold out.
    var refusesZero = false
    var listings: [Int: EtsyListing] = [:]
    var receipts: [Int: EtsyReceipt] = [:]
    var sections: [EtsySection] = []
    var profiles: [EtsyShippingProfile] = []
    var policies: [EtsyReturnPolicy] = []
    var readiness: [EtsyReadiness] = []
    var endpoints: [EtsyEndpoint] = []
    var deliveries: [EtsyDelivery] = []
    var book = BookOfSales()
    var faults: FaultDesk
    var later: [Planned<Never>] = []
    /// Chooses buyers; not the faults' dice, so that faults do not change who buys.
    var dice: Dice
    var opened: Date
    /// The listings each SKU stands on.
    var listingsBySKU: [String: [Int]] = [:]
    /// What listings were, for stale reads.
    var past: [Int: [EtsyPast]] = [:]
    /// Where variations of a filled parent go.
    var listingOfParent: [String: Int] = [:]
    private var given: [Series: Int] = [:]

    /// The ids of one kind come from one row.
    enum Series: String, Sendable, Codable {
        case listing, product, offering, receipt, transaction, image, section, profile, policy, shipment, delivery
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
        self.dice = Dice(named: "etsy " + name)
        self.opened = opened
        self.profiles = [
            EtsyShippingProfile(
                id: self.newID(.profile), title: "Standard", origin: "GB", primaryCost: 495, secondaryCost: 100,
                destination: "")
        ]
        self.policies = [EtsyReturnPolicy(id: self.newID(.policy), returns: true, exchanges: true, deadline: 30)]
        self.readiness = [
            EtsyReadiness(id: 1_100_000_000 + number * 10 + 1, state: "ready_to_ship", minimum: 1, maximum: 2),
            EtsyReadiness(id: 1_100_000_000 + number * 10 + 2, state: "made_to_order", minimum: 3, maximum: 5),
        ]
    }

    var orders: [Int: EtsyReceipt] {
        get { self.receipts }
        set { self.receipts = newValue }
    }

    var shopID: Int { 30_000_000 + self.number * 1_009 }
    var userID: Int { 500_000_000 + self.number * 7_919 }
    /// The name buyers see: letters and digits only.
    var shopName: String { String(self.name.filter { $0.isLetter || $0.isNumber }) }

    /// How many ids of one kind a shop has to itself.
    private static let span = 10_000_000
    private static let bases: [Series: Int] = [
        .listing: 1_500_000_000, .receipt: 3_000_000_000, .transaction: 4_000_000_000, .image: 5_000_000_000,
        .product: 20_000_000_000, .offering: 30_000_000_000, .section: 40_000_000, .profile: 200_000_000_000,
        .policy: 1_200_000_000_000, .shipment: 600_000_000_000, .delivery: 0,
    ]

    mutating func newID(_ series: Series) -> Int {
        self.given[series, default: 0] += 1
        return Self.bases[series, default: 0] + self.number * Self.span + self.given[series, default: 0]
    }

    /// The shop a listing id belongs to.
    static func number(ofListing id: Int) -> Int { (id - Self.bases[.listing, default: 0]) / Self.span }

    /// The listing and place of a SKU: on an active listing where there is one, else on the oldest.
    func place(of sku: String) -> (listing: Int, product: Int)? {
        let ids = self.listingsBySKU[sku, default: []].sorted()
        let id = ids.first { self.listings[$0]?.state == .active } ?? ids.first
        guard let id, let index = self.listings[id]?.products.firstIndex(where: { $0.sku == sku }) else { return nil }
        return (id, index)
    }

    /// Takes another version of a listing, and remembers the one before for a quarter of a minute.
    mutating func put(_ listing: EtsyListing, at moment: Moment) {
        let old = self.listings[listing.id]
        if let old {
            self.past[old.id, default: []].removeAll { moment.wall.timeIntervalSince($0.until) > 15 }
            self.past[old.id, default: []].append(EtsyPast(until: moment.wall, listing: old))
        }
        self.listings[listing.id] = listing
        let (before, after) = (old?.products.map(\.sku) ?? [], listing.products.map(\.sku))
        if before != after { self.index(listing.id, before: before, after: after) }
    }

    mutating func remove(listing id: Int) {
        guard let old = self.listings.removeValue(forKey: id) else { return }
        self.index(id, before: old.products.map(\.sku), after: [])
    }

    private mutating func index(_ id: Int, before: [String], after: [String]) {
        for sku in before { self.listingsBySKU[sku]?.removeAll { $0 == id } }
        for sku in after where !sku.isEmpty && self.listingsBySKU[sku]?.contains(id) != true {
            self.listingsBySKU[sku, default: []].append(id)
        }
    }

    /// The listing as it was at a wall time not more than 15 s ago.
    func seen(_ listing: EtsyListing, asOf wall: Date?) -> EtsyListing {
        guard let wall else { return listing }
        return self.past[listing.id]?.first { $0.until > wall }?.listing ?? listing
    }
}

/// What a listing was until an instant.
struct EtsyPast: Sendable, Codable, Hashable {
    /// Wall time.
    var until: Date
    var listing: EtsyListing
}
