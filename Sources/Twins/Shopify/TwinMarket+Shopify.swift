import Foundation

extension TwinMarket {
    public func shopifyShop(_ name: String) -> ShopifyShop? { self.shops[name] as? ShopifyShop }

    /// Opens a Shopify shop. A shop that is there stays.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and `-`; part of the address and of its domain.
    ///   - seed: Fills it with that catalogue.
    @discardableResult
    public func openShopify(
        _ name: String, seed: String? = nil, goods: [TwinProduct] = [], faults: FaultPlan = FaultPlan(),
        currency: String = "GBP"
    ) async -> ShopifyShop {
        if let shop = self.shopifyShop(name) { return shop }
        let number = 1 + self.shops.values.count { $0.channel == "shopify" }
        let state = ShopifyState(
            name: name, number: number, currency: currency, clock: self.newClock(),
            webhookDelay: self.options.webhookDelay, faults: faults, opened: self.wall())
        return self.add(self.stocked(state, seed, goods))
    }

    @discardableResult
    func add(_ state: ShopifyState) -> ShopifyShop {
        let shop = ShopifyShop(
            state: state, app: self.shopifyApp, address: self.shopifyAddress(state.name), wall: self.wall)
        self.shops[state.name] = shop
        return shop
    }

    func shopifyAddress(_ name: String) -> String { "\(self.address)/\(ShopifyShop.pathName)/\(name)" }

    /// The addresses the app may send merchants back to, exactly; empty: any on loopback.
    public func setShopifyRedirects(_ addresses: [String]) async {
        self.shopifyApp.redirects = addresses
        for shop in self.allShops { await (shop as? ShopifyShop)?.setApp(self.shopifyApp) }
    }

    /// The app's page that the back office of each shop shows within its own.
    public func setShopifyPage(_ address: String?) async {
        self.shopifyApp.page = address
        for shop in self.allShops { await (shop as? ShopifyShop)?.setApp(self.shopifyApp) }
    }

    /// Where the app hears of people's data, of all its shops.
    public func setShopifyCompliance(_ address: String?) async {
        self.shopifyApp.compliance = address
        for shop in self.allShops { await (shop as? ShopifyShop)?.setApp(self.shopifyApp) }
    }
}
