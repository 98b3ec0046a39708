import Foundation

/// Buyers who come by themselves.
public struct CrowdPlan: Sendable, Codable, Hashable {
    /// Empty: all shops.
    public var shops: [String]
    /// Purchases tried per wall second, over all shops.
    public var rate: Double
    /// SKUs that many want at once.
    public var hot: [String]
    /// Share of purchases that go for a hot SKU, 0…1.
    public var hotShare: Double
    /// Share of orders left unpaid at first; they are paid (70 %) or cancelled within 3 s. 0…1.
    public var unpaidShare: Double
    /// Share of paid orders cancelled within 5 s, which gives their units back. 0…1.
    public var cancelShare: Double
    /// A purchase is for 1 to this many units; most are for one.
    public var maximumUnits: Int
    /// Purchases tried in all; `nil`: until stopped.
    public var purchases: Int?
    public var seed: UInt64

    public init(
        shops: [String] = [], rate: Double = 5, hot: [String] = [], hotShare: Double = 0.5, unpaidShare: Double = 0.15,
        cancelShare: Double = 0.05, maximumUnits: Int = 3, purchases: Int? = nil, seed: UInt64 = 1
    ) {
        self.shops = shops
        self.rate = rate
        self.hot = hot
        self.hotShare = hotShare
        self.unpaidShare = unpaidShare
        self.cancelShare = cancelShare
        self.maximumUnits = maximumUnits
        self.purchases = purchases
        self.seed = seed
    }
}

/// The running crowd.
struct Crowd: Sendable {
    var plan: CrowdPlan
    var dice: Dice
    /// Wall time.
    var started: Date
    var tried = 0
    var skus: [String: [String]]

    /// Purchases that should have been tried by now.
    func due(at wall: Date) -> Int {
        let due = Int(wall.timeIntervalSince(self.started) * self.plan.rate)
        return min(due, self.plan.purchases ?? due)
    }

    mutating func next() -> (shop: String, sku: String, units: Int, paid: Bool, cancels: Bool)? {
        let shops = self.skus.keys.sorted()
        guard !shops.isEmpty else { return nil }
        let shop = self.dice.pick(shops)
        guard let skus = self.skus[shop], !skus.isEmpty else { return nil }
        let wantsHot = self.dice.chance(self.plan.hotShare) && !self.plan.hot.isEmpty
        let sku = wantsHot ? self.dice.pick(self.plan.hot) : self.dice.pick(skus)
        let units = self.dice.chance(0.7) ? 1 : self.dice.whole(1...max(1, self.plan.maximumUnits))
        return (
            shop, sku, units, !self.dice.chance(self.plan.unpaidShare), self.dice.chance(self.plan.cancelShare)
        )
    }
}

extension TwinMarket {
    /// Lets buyers in; a crowd that is there goes home first.
    public func startCrowd(_ plan: CrowdPlan) async {
        var skus: [String: [String]] = [:]
        for name in plan.shops.isEmpty ? self.shopNames : plan.shops {
            if let shop = self.shop(name) { skus[name] = await shop.sellableSKUs() }
        }
        self.crowd = Crowd(plan: plan, dice: Dice(seed: plan.seed), started: self.wall(), skus: skus)
    }

    public func stopCrowd() { self.crowd = nil }

    /// Purchases tried so far by the crowd that is there; `nil` without one.
    public var crowdTried: Int? { self.crowd?.tried }

    /// The purchases that are due now.
    func runCrowd() async {
        guard let due = self.crowd?.due(at: self.wall()) else { return }
        for _ in 0..<100 {
            guard let crowd = self.crowd, crowd.tried < due else { return }
            self.crowd?.tried += 1
            guard let wish = self.crowd?.next(), let shop = self.shop(wish.shop) else { continue }
            let sale = await shop.buy(wish.sku, units: wish.units, paid: wish.paid, holdSeconds: wish.paid ? nil : 3)
            if let sale, sale.isPaid, wish.cancels { await shop.cancel(order: sale.orderID, within: 5) }
        }
    }
}
