import Foundation

/// What the developer's pages and the sellers' own browsers do at the real eBay.
extension EbayFront {
    /// What stands before each scope.
    static let scope = "https://api.ebay.com/oauth/"

    /// What an app may have by itself.
    public nonisolated static let appScopes = ["https://api.ebay.com/oauth/api_scope"]

    /// What a seller may be asked for.
    public nonisolated static let allScopes =
        EbayFront.appScopes
        + [
            "sell.inventory", "sell.inventory.readonly", "sell.fulfillment", "sell.fulfillment.readonly",
            "sell.account", "sell.account.readonly", "sell.finances", "commerce.identity.readonly",
            "commerce.notification.subscription", "commerce.notification.subscription.readonly",
        ].map { "https://api.ebay.com/oauth/api_scope/" + $0 }

    public var clientID: String { self.app.clientID }
    public var clientSecret: String { self.app.secret }
    public var ruName: String { self.app.ruName }

    /// A seller's consent without the pages; `nil` where there is no such seller.
    public func grant(shop: String, scopes: [String] = EbayFront.allScopes) -> EbayTokens? {
        guard let shop = self.shop(named: shop) else { return nil }
        self.isChanged = true
        return self.app.issue(user: shop.userID, scopes: scopes, at: self.now)
    }

    /// Where the RuName leads when a seller declines; `nil`: to the same address.
    public func setDeclined(_ address: String?) { self.change { app in app.declined = address } }

    /// - Parameter seconds: How long access tokens live that are given from now on; 7,200 at first.
    public func setTokenLife(_ seconds: Int) { self.change { app in app.tokenLife = max(1, seconds) } }

    /// Sets how many calls an API takes in a day of the app's clock.
    ///
    /// - Parameter name: As `getRateLimits` calls it: `inventory`, `fulfillment`, …
    /// - Returns: Whether there is such an API.
    @discardableResult
    public func setLimit(of name: String, perDay: Int) -> Bool {
        guard let base = self.app.limits.perDay.first(where: { $0.value.name == name })?.key else { return false }
        self.change { app in app.limits.perDay[base]?.perDay = max(0, perDay) }
        return true
    }

    func add(_ shop: EbayShop) async {
        self.shops[shop.userID] = shop
        await shop.setPosts(self.app.notices.posts, self.app.notices.seal, orderTopic: self.app.orderTopic)
    }
}
