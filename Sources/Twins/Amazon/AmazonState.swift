import Foundation

/// Everything one Amazon seller's account knows: listings, changes on their way, orders and its book.
///
/// A value: the actor around it decides when things happen, this decides what happens.
struct AmazonState: TwinState {
    let name: String
    let sellerID: String
    /// 1, 2, 3, …: tells the seller's order numbers from those of others.
    let number: Int
    /// Home first; listings are at home.
    var stores: [AmazonStore]
    var clock: TwinClock
    /// Wall seconds a change takes at most before it is applied; it takes at least half of them.
    var applySeconds = 2.0
    /// Seconds of the shop's clock that an order is old before a search shows it.
    var searchLag = 120.0
    var listings: [String: AmazonListing] = [:]
    var orders: [Int: AmazonOrder] = [:]
    var book = BookOfSales()
    var faults: FaultDesk
    var later: [Planned<AmazonChange>] = []
    /// Chooses buyers; not the faults' dice, so that faults do not change who buys.
    var dice: Dice
    /// When the last change of a SKU will be applied: the next comes after it.
    var lastChange: [String: Date] = [:]
    /// What listings were, for stale reads.
    var past: [String: [AmazonPast]] = [:]
    var feedDesk: AmazonFeedDesk?
    /// Missing in files of earlier versions, as all that notifications are about.
    var news: [AmazonNews]?
    var newsDelay: Double?
    var hidesKept: Bool?
    var finances: AmazonFinanceDesk?
    /// Other sellers' offers, by SKU of the seller's.
    var rivals: [String: [AmazonRival]]?
    var hidesMarket: Bool?
    var reportDesk: AmazonReportDesk?
    var hidesReports: Bool?
    /// Of the catalogue, beside what every store has and what the seller lists.
    var products: [AmazonProduct]?
    /// By topic.
    var subscriptions: [String: AmazonSubscription]?
    private var given = 0

    init(name: String, number: Int, stores: [AmazonStore], clock: TwinClock, faults: FaultPlan) {
        self.name = name
        self.number = number
        self.stores = stores
        self.clock = clock
        self.faults = FaultDesk(faults)
        var dice = Dice(named: "amazon " + name)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        self.sellerID = "A" + String((0..<13).map { _ in dice.pick(letters) })
        self.dice = dice
    }

    var home: AmazonStore { self.stores[0] }

    /// A new number for an order, an order item or a submission.
    mutating func newNumber() -> Int {
        self.given += 1
        return self.number * 10_000_000 + self.given
    }

    mutating func newASIN() -> String {
        "B0" + String((0..<8).map { _ in self.dice.pick(Array("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789")) })
    }

    /// Takes another version of a listing, and remembers the one before for a quarter of a minute.
    mutating func put(_ listing: AmazonListing, at moment: Moment) {
        if let old = self.listings[listing.sku] {
            self.past[old.sku, default: []].removeAll { moment.wall.timeIntervalSince($0.until) > 15 }
            self.past[old.sku, default: []].append(AmazonPast(until: moment.wall, listing: old))
        }
        var listing = listing
        listing.updated = moment.shop
        self.tell(listing, before: self.listings[listing.sku], at: moment)
        self.listings[listing.sku] = listing
    }

    /// The listing as it was at a wall time not more than 15 s ago.
    func seen(_ listing: AmazonListing, asOf wall: Date?) -> AmazonListing {
        guard let wall else { return listing }
        return self.past[listing.sku]?.first { $0.until > wall }?.listing ?? listing
    }

    // MARK: Filling

    /// Puts goods on the shelves; a SKU the seller has is left as it is. What is not counted has 999 units: Amazon counts
    /// everything.
    mutating func fill(_ goods: [TwinProduct], at moment: Moment) {
        for item in goods where self.listings[item.sku] == nil {
            if let parent = item.parent, self.listings[parent] == nil {
                var listing = self.listing(parent, title: item.parentName ?? item.name, moment)
                listing.isParent = true
                self.listings[parent] = listing
            }
            var listing = self.listing(item.sku, title: item.name, moment)
            listing.parent = item.parent
            listing.attributes = listing.attributes.with(
                "fulfillment_availability",
                [
                    [
                        "fulfillment_channel_code": .string(AmazonListing.own),
                        "quantity": .integer(item.stock ?? 999), "lead_time_to_ship_max_days": 2,
                        "marketplace_id": .string(self.home.id),
                    ]
                ])
            listing.setPrice(TwinMoney(item.price)?.minor ?? 100, in: self.home)
            self.listings[item.sku] = listing
        }
    }

    private mutating func listing(_ sku: String, title: String, _ moment: Moment) -> AmazonListing {
        AmazonListing(
            sku: sku, asin: self.newASIN(), productType: "HOME",
            attributes: [
                "item_name": [
                    [
                        "value": .string(title), "language_tag": .string(self.home.language),
                        "marketplace_id": .string(self.home.id),
                    ]
                ],
                "condition_type": [["value": "new_new", "marketplace_id": .string(self.home.id)]],
            ], created: moment.shop, updated: moment.shop)
    }
}
