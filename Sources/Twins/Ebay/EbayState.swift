import Foundation

/// Everything one eBay seller's account knows: items, offers, listings, orders, what is on its way, and its book.
///
/// A value: the actor around it decides when things happen, this decides what happens.
struct EbayState: DeliveringState {
    let name: String
    /// 1, 2, 3, …: tells the seller's ids from those of others.
    let number: Int
    let market: EbayMarketplace
    var clock: TwinClock
    /// Seconds from an event to the delivery of its notification.
    var webhookDelay: Double
    var habits = EbayHabits()
    var items: [String: EbayItem] = [:]
    /// By the offers' ids.
    var offers: [String: EbayOffer] = [:]
    var offerOfSKU: [String: String] = [:]
    var groups: [String: EbayGroup] = [:]
    var groupOfSKU: [String: String] = [:]
    var listings: [String: EbayListing] = [:]
    var older: [String: EbayOlderListing] = [:]
    var olderOfSKU: [String: String] = [:]
    var locations: [String: EbayLocation] = [:]
    var policies: [EbayPolicy] = []
    var programs: Set<String> = ["SELLING_POLICY_MANAGEMENT", "OUT_OF_STOCK_CONTROL"]
    var orders: [Int: EbayOrder] = [:]
    /// Where notifications go.
    var posts: [EbayPost] = []
    /// What they are signed with; `nil`: nothing was subscribed to yet.
    var seal: EbaySeal?
    /// The topic under which orders are told of; `nil`: none, because no stored contract has one.
    var orderTopic: String?
    var deliveries: [EbayDelivery] = []
    var book = BookOfSales()
    var faults: FaultDesk
    var later: [Planned<EbayChange>] = []
    /// Chooses buyers; not the faults' dice, so that faults do not change who buys.
    var dice: Dice
    /// What items and offers were, for stale reads.
    var past: [EbayPast] = []
    private var given: [Series: Int] = [:]

    /// The ids of one kind come from one row.
    enum Series: String, Sendable, Codable {
        case offer, listing, order, line, shipment, refund, cancel, policy, delivery
    }

    init(
        name: String, number: Int, market: EbayMarketplace, clock: TwinClock, webhookDelay: Double, faults: FaultPlan
    ) {
        self.name = name
        self.number = number
        self.market = market
        self.clock = clock
        self.webhookDelay = webhookDelay
        self.faults = FaultDesk(faults)
        self.dice = Dice(named: "ebay " + name)
        for kind in EbayPolicy.Kind.allCases {
            self.policies.append(.usual(kind, id: self.newID(.policy), market: market))
        }
        self.locations["main"] = EbayLocation(
            key: "main",
            body: [
                "location": [
                    "address": [
                        "city": "Leeds", "country": .string(market.country), "postalCode": "LS1 4DY",
                        "stateOrProvince": "West Yorkshire",
                    ]
                ], "locationTypes": ["WAREHOUSE"], "name": "Main",
            ], isEnabled: true)
    }

    /// Never changes; the name buyers see may.
    var userID: String { Self.userID(ofSeller: self.number) }
    static func userID(ofSeller number: Int) -> String { "twinSeller\(String(100_000 + number * 7_919, radix: 36))" }
    var username: String { self.name }
    var currency: String { self.market.currency }

    /// How many ids of one kind a seller has to itself.
    private static let span = 10_000_000
    private static let bases: [Series: Int] = [
        .offer: 8_000_000_000, .listing: 110_000_000_000, .order: 110_000_000_000, .line: 10_000_000_000_000,
        .shipment: 9_400_000_000_000, .refund: 50_000_000_000, .cancel: 5_000_000_000, .policy: 6_000_000_000,
        .delivery: 0,
    ]

    mutating func newNumber(_ series: Series) -> Int {
        self.given[series, default: 0] += 1
        return Self.bases[series, default: 0] + self.number * Self.span + self.given[series, default: 0]
    }

    mutating func newID(_ series: Series) -> String { String(self.newNumber(series)) }

    /// What eBay calls an order: `11-00001-00001`.
    static func orderID(_ number: Int) -> String {
        let text = String(number)
        let digits = Array(String(repeating: "0", count: max(0, 12 - text.count)) + text)
        return "\(String(digits[0..<2]))-\(String(digits[2..<7]))-\(String(digits[7...]))"
    }

    static func number(ofOrder id: String) -> Int? {
        id.wholeMatch(of: /\d\d-\d{5}-\d{5}/) == nil ? nil : Int(id.filter(\.isNumber))
    }

    // MARK: Shelves

    /// The units that buyers find on an offer.
    func units(of offer: EbayOffer) -> Int { offer.available ?? self.items[offer.sku]?.quantity ?? 0 }

    func offer(ofSKU sku: String) -> EbayOffer? { self.offerOfSKU[sku].flatMap { self.offers[$0] } }

    /// The listing that an offer is on, whether it has ended or not.
    func listing(of offer: EbayOffer) -> EbayListing? { offer.listing.flatMap { self.listings[$0] } }

    /// Takes another version of an item, and remembers the one before for a quarter of a minute.
    mutating func put(_ item: EbayItem, at moment: Moment) {
        self.remember(EbayPast(until: moment.wall, item: self.items[item.sku], offer: nil), moment)
        self.items[item.sku] = item
    }

    mutating func put(_ offer: EbayOffer, at moment: Moment) {
        self.remember(EbayPast(until: moment.wall, item: nil, offer: self.offers[offer.id]), moment)
        self.offers[offer.id] = offer
        self.offerOfSKU[offer.sku] = offer.id
    }

    private mutating func remember(_ past: EbayPast, _ moment: Moment) {
        guard past.item != nil || past.offer != nil else { return }
        if let first = self.past.first, moment.wall.timeIntervalSince(first.until) > 15 {
            self.past.removeAll { moment.wall.timeIntervalSince($0.until) > 15 }
        }
        self.past.append(past)
    }

    /// The same account with its items and offers as they were at a wall time not more than 15 s ago.
    func seen(asOf wall: Date) -> EbayState {
        var state = self
        for past in self.past.reversed() where past.until > wall {
            if let item = past.item, state.items[item.sku] != nil { state.items[item.sku] = item }
            if let offer = past.offer, state.offers[offer.id] != nil { state.offers[offer.id] = offer }
        }
        return state
    }
}

/// What an item or an offer was until an instant.
struct EbayPast: Sendable, Codable, Hashable {
    /// Wall time.
    var until: Date
    var item: EbayItem?
    var offer: EbayOffer?
}

/// How an account behaves where sellers differ, or where it is not known how eBay behaves.
struct EbayHabits: Sendable, Codable, Hashable {
    /// Out-of-stock control, which a seller switches on: zero hides a listing; without it zero ends the listing.
    var hidesAtZero = true
    /// SKUs that one `bulkUpdatePriceQuantity` takes: the contract says 25, and says 1.
    var skusPerUpdate = 25
    /// A listing may be revised so often in one calendar day.
    var revisionsPerDay = 250
    /// Wall seconds from `issueRefund` until the refund is done.
    var refundSeconds = 2.0
}
