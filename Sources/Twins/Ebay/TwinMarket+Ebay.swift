import Foundation

extension TwinMarket {
    public func ebayShop(_ name: String) -> EbayShop? { self.shops[name] as? EbayShop }

    /// Opens an eBay seller's account behind the market's one app. One that is there stays as it is.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and `-`; not the first part of a channel's address, nor the name of another shop.
    ///   - seed: Fills it with that catalogue.
    ///   - currency: Of the site its listings are on: `GBP` is EBAY_GB.
    @discardableResult
    public func openEbay(
        _ name: String, seed: String? = nil, goods: [TwinProduct] = [], faults: FaultPlan = FaultPlan(),
        currency: String = "GBP"
    ) async -> EbayShop {
        if let shop = self.ebayShop(name) { return shop }
        let number = (self.allShops.compactMap { $0 as? EbayShop }.map(\.number).max() ?? 0) + 1
        let state = EbayState(
            name: name, number: number, market: EbayMarketplace.of(currency: currency), clock: self.newClock(),
            webhookDelay: self.options.webhookDelay, faults: faults)
        return await self.add(self.stocked(state, seed, goods))
    }

    @discardableResult
    func add(_ state: EbayState) async -> EbayShop {
        let shop = EbayShop(state: state, address: await self.ebay.address, wall: self.wall)
        self.shops[state.name] = shop
        await self.ebay.add(shop)
        return shop
    }
}
