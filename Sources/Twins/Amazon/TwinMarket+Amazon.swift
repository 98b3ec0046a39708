import Foundation

extension TwinMarket {
    public func amazonShop(_ name: String) -> AmazonShop? { self.shops[name] as? AmazonShop }

    /// Opens an Amazon seller's account behind the market's one app. One that is there stays as it is.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and `-`; not the first part of a channel's address, nor the name of another shop.
    ///   - seed: Fills it with that catalogue.
    ///   - currency: Of the store its listings are at: `GBP` is amazon.co.uk.
    @discardableResult
    public func openAmazon(
        _ name: String, seed: String? = nil, goods: [TwinProduct] = [], faults: FaultPlan = FaultPlan(),
        currency: String = "GBP"
    ) async -> AmazonShop {
        if let shop = self.amazonShop(name) { return shop }
        let number = (self.allShops.compactMap { $0 as? AmazonShop }.map(\.number).max() ?? 0) + 1
        let state = AmazonState(
            name: name, number: number, stores: [AmazonStore.of(currency: currency)], clock: self.newClock(),
            faults: faults)
        return await self.add(self.stocked(state, seed, goods))
    }

    @discardableResult
    func add(_ state: AmazonState) async -> AmazonShop {
        let shop = AmazonShop(state: state, address: await self.amazon.address, wall: self.wall)
        self.shops[state.name] = shop
        await self.amazon.add(shop)
        return shop
    }
}
