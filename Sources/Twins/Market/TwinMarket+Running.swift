import Foundation

extension TwinMarket {
    /// Answers one HTTP call to any shop, the control API under `/_twin/` included.
    ///
    /// A reply may ask for a `delay` and for a connection that breaks; carrying that out is the caller's part.
    public func answer(_ request: TwinRequest) async -> TwinReply {
        guard let name = request.path.first else { return TwinReply(status: 404) }
        if name == "_twin" { return await TwinControl(market: self).answer(request) }
        if let front = self.fronts[name] { return await front.answer(request) }
        if name == ShopifyShop.pathName {
            guard request.path.count > 1, let shop = self.shopifyShop(request.path[1]) else {
                return TwinReply(status: 404)
            }
            return await shop.answer(request)
        }
        guard let shop = self.wooShop(name) else { return TwinReply(status: 404) }
        return await shop.answer(request)
    }

    /// The shop a call is about or made for; `nil` where it is none's.
    public func shopName(of request: TwinRequest) async -> String? {
        guard let first = request.path.first else { return nil }
        if first == ShopifyShop.pathName {
            return request.path.dropFirst().first.flatMap { self.shopifyShop($0)?.name }
        }
        guard let front = self.fronts[first] else { return self.wooShop(first)?.name }
        return await front.shopName(of: request)
    }

    /// Lets time pass up to what the wall clock shows: first in every shop, in the order of their names, then buyers
    /// buy. A server does this each 25 ms.
    public func tick() async {
        for shop in self.allShops { await shop.tick() }
        await self.runCrowd()
        await self.amazon.deliverNews()
        await self.ebay.deliverNotices()
    }

    /// The webhook calls that are due, shop by shop.
    public func takeDeliveries() async -> [OutgoingHook] {
        var hooks: [OutgoingHook] = []
        for shop in self.allShops { hooks += await shop.takeDeliveries() }
        return hooks
    }

    /// Takes down how a webhook call went.
    ///
    /// - Parameter status: What the receiver answered, `nil` where it did not.
    public func delivered(_ hook: OutgoingHook, status: Int?) async {
        await self.shop(hook.shop)?.delivered(hook, status: status)
    }

    /// Stops the crowd and brings every shop to rest.
    ///
    /// - Parameter keepingFaults: `false` also ends all faults.
    public func settle(keepingFaults: Bool = true) async {
        self.stopCrowd()
        for shop in self.allShops {
            if !keepingFaults { await shop.setFaults(FaultPlan()) }
            await shop.settle()
        }
    }

    /// What truly happened, by shop.
    public func books() async -> [String: BookOfSales] {
        var books: [String: BookOfSales] = [:]
        for shop in self.allShops { books[shop.name] = await shop.book }
        return books
    }

    /// How the shops truly are now, by name.
    public func reports() async -> [ShopReport] {
        var reports: [ShopReport] = []
        for shop in self.allShops { reports.append(await shop.report()) }
        return reports
    }

    public func setClock(rate: Double) async {
        for shop in self.allShops { await shop.setClock(rate: rate) }
        for front in self.fronts.values { await front.setClock(rate: rate) }
    }
}
