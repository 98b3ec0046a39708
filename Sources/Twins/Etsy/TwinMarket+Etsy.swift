import Foundation

extension TwinMarket {
    public func etsyShop(_ name: String) -> EtsyShop? { self.shops[name] as? EtsyShop }

    /// Opens an Etsy shop behind the market's one app. A shop that is there stays as it is.
    ///
    /// - Parameters:
    ///   - name: Letters, digits and `-`; not `etsy`, nor the name of a shop of another channel.
    ///   - seed: Fills it with that catalogue.
    @discardableResult
    public func openEtsy(
        _ name: String, seed: String? = nil, goods: [TwinProduct] = [], faults: FaultPlan = FaultPlan(),
        currency: String = "GBP"
    ) async -> EtsyShop {
        if let shop = self.etsyShop(name) { return shop }
        let number = (self.allShops.compactMap { $0 as? EtsyShop }.map(\.number).max() ?? 0) + 1
        let clock = self.newClock()
        let state = EtsyState(
            name: name, number: number, currency: currency, clock: clock, webhookDelay: self.options.webhookDelay,
            faults: faults, opened: clock.time(at: self.wall()))
        return await self.add(self.stocked(state, seed, goods))
    }

    @discardableResult
    func add(_ state: EtsyState) async -> EtsyShop {
        let shop = EtsyShop(state: state, address: await self.etsy.address, wall: self.wall)
        self.shops[state.name] = shop
        await self.etsy.add(shop, number: state.number)
        return shop
    }
}
