import Foundation

/// What Seller Central, the developer's pages and the sellers' own browsers do at the real Amazon.
extension AmazonFront {
    public var clientID: String { self.app.clientID }
    public var clientSecret: String { self.app.secret }
    public var applicationID: String { self.app.applicationID }

    /// A seller's consent without the pages; `nil` where there is no such seller.
    public func grant(shop: String) -> AmazonTokens? {
        guard let shop = self.shop(named: shop) else { return nil }
        self.isChanged = true
        return self.app.issue(seller: shop.sellerID, at: self.now)
    }

    /// How many times as fast the published usage plans fill: a seller's own plan may be larger, and tests cannot wait three
    /// minutes for an order search. Answers tell the rate in force.
    public func setPlan(factor: Double) {
        precondition(factor > 0, "a plan that never fills is none")
        self.app.planFactor = factor
        self.isChanged = true
    }

    public var planFactor: Double { self.app.planFactor }

    func add(_ shop: AmazonShop) { self.shops[shop.sellerID] = shop }
}
