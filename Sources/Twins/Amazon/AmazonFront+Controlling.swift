import Foundation

/// What Seller Central, the developer's pages and the sellers' own browsers do at the real Amazon.
extension AmazonFront {
    public var clientID: String { self.app.clientID }
    public var clientSecret: String { self.app.secret }
    public var applicationID: String { self.app.applicationID }

    /// A seller's consent without the pages; `nil` where there is no such seller.
    public func grant(shop: String) -> AmazonTokens? {
        guard let shop = self.allShops.first(where: { $0.name == shop }) else { return nil }
        self.isChanged = true
        return self.app.issue(seller: shop.sellerID, at: self.now)
    }

    /// The seller withdraws the consent: all tokens are refused from now on.
    public func revoke(shop: String) { self.change(shop) { app, seller, _ in app.revoke(seller: seller) } }

    /// The seller's access tokens run out now; refreshing works.
    public func expire(shop: String) { self.change(shop) { app, seller, now in app.expire(seller: seller, at: now) } }

    /// Whose browser opens the consent page; `nil` asks, unless there is only one seller.
    public func signIn(as shop: String?) {
        self.app.signedIn = shop
        self.isChanged = true
    }

    /// Whether the seller says no on the consent page.
    public func deny(_ denies: Bool) {
        self.app.denies = denies
        self.isChanged = true
    }

    /// The addresses the app may be redirected to, exactly; empty: any on loopback.
    public func setRedirects(_ addresses: [String]) {
        self.app.redirects = addresses
        self.isChanged = true
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

    /// The app, to be kept.
    func kept() -> AmazonApp {
        self.isChanged = false
        return self.app
    }

    func take(_ app: AmazonApp) { self.app = app }

    private func change(_ name: String, _ body: (inout AmazonApp, String, Date) -> Void) {
        guard let shop = self.allShops.first(where: { $0.name == name }) else { return }
        body(&self.app, shop.sellerID, self.now)
        self.isChanged = true
    }
}
