import Foundation

/// What the developer portal and the sellers' own browsers do at the real Etsy.
extension EtsyFront {
    /// What a hub asks consent for.
    public nonisolated static let allScopes = [
        "shops_r", "shops_w", "listings_r", "listings_w", "listings_d", "transactions_r", "transactions_w",
    ]

    /// The app's public name: the OAuth `client_id`.
    public var keystring: String { self.app.keystring }
    public var sharedSecret: String { self.app.secret }
    /// As the header `x-api-key` carries it.
    public var apiKey: String { "\(self.app.keystring):\(self.app.secret)" }
    public var endpoints: [EtsyEndpoint] { self.app.endpoints }

    /// A seller's consent without the pages; `nil` where there is no such shop.
    public func grant(shop: String, scopes: [String] = EtsyFront.allScopes) -> EtsyTokens? {
        guard let shop = self.shop(named: shop) else { return nil }
        self.isChanged = true
        return self.app.issue(user: shop.userID, scopes: scopes, at: self.now)
    }

    /// - Parameters:
    ///   - perSecond: Calls in one second of the app's clock; 10 at first.
    ///   - perDay: Calls in 24 hours of the app's clock; 10,000 at first.
    public func setLimits(perSecond: Int? = nil, perDay: Int? = nil) {
        if let perSecond { self.app.limits.perSecond = perSecond }
        if let perDay { self.app.limits.perDay = perDay }
        self.isChanged = true
    }

    /// - Parameter seconds: How long access tokens live that are given from now on; an hour at first.
    public func setTokenLife(_ seconds: Int) {
        self.app.tokenLife = max(1, seconds)
        self.isChanged = true
    }

    public var limits: (perSecond: Int, perDay: Int) { (self.app.limits.perSecond, self.app.limits.perDay) }

    /// Registers where the app's webhooks go, for all shops.
    @discardableResult
    public func addEndpoint(
        _ url: String, events: [String] = [], secret: String? = nil, isVersioned: Bool = false
    ) async -> EtsyEndpoint {
        let endpoint = EtsyEndpoint(
            url: url, secret: secret ?? self.app.endpointSecret(), events: events, isVersioned: isVersioned)
        self.app.endpoints.append(endpoint)
        await self.tellEndpoints()
        return endpoint
    }

    public func removeEndpoints() async {
        self.app.endpoints = []
        await self.tellEndpoints()
    }

    func add(_ shop: EtsyShop, number: Int) async {
        self.shops[number] = shop
        await shop.setEndpoints(self.app.endpoints)
    }

    private func tellEndpoints() async {
        self.isChanged = true
        for shop in self.allShops { await shop.setEndpoints(self.app.endpoints) }
    }
}
