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
        guard let shop = self.allShops.first(where: { $0.name == shop }) else { return nil }
        self.isChanged = true
        return self.app.issue(user: shop.userID, scopes: scopes, at: self.now)
    }

    /// The seller withdraws the consent: all tokens of the shop are refused from now on.
    public func revoke(shop: String) { self.change(shop) { app, user, _ in app.revoke(user: user) } }

    /// The shop's access tokens run out now; refreshing works.
    public func expire(shop: String) { self.change(shop) { app, user, now in app.expire(user: user, at: now) } }

    /// Whose browser opens the consent page; `nil` asks, unless there is only one shop.
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

    func setClock(rate: Double) {
        self.app.clock.run(rate: rate, from: self.wall())
        self.isChanged = true
    }

    func add(_ shop: EtsyShop, number: Int) async {
        self.shops[number] = shop
        await shop.setEndpoints(self.app.endpoints)
    }

    func moved(to address: String) async {
        self.address = address
        for shop in self.allShops { await shop.moved(to: address) }
    }

    /// The app, to be kept.
    func kept() -> EtsyApp {
        self.isChanged = false
        return self.app
    }

    func take(_ app: EtsyApp) { self.app = app }

    private func tellEndpoints() async {
        self.isChanged = true
        for shop in self.allShops { await shop.setEndpoints(self.app.endpoints) }
    }

    private func change(_ name: String, _ body: (inout EtsyApp, Int, Date) -> Void) {
        guard let shop = self.allShops.first(where: { $0.name == name }) else { return }
        body(&self.app, shop.userID, self.now)
        self.isChanged = true
    }
}
