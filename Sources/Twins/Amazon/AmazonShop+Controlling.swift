import Foundation

extension AmazonShop {
    public func sell(_ sku: String, units: Int, paid: Bool, holdSeconds: Double?) -> TwinSale? {
        let moment = self.now
        self.isChanged = true
        self.catchUp(moment)
        let sale = self.state.buy(sku: sku, units: units, paid: paid, at: moment)
        if let sale, !paid, let holdSeconds { self.state.endHold(of: sale.orderID, within: holdSeconds, moment) }
        return sale
    }

    public func pay(order: Int) { self.change { state, moment in state.pay(order, at: moment) } }

    public func cancel(order: Int, within seconds: Double) {
        guard seconds > 0 else { return self.change { state, moment in state.cancel(order, at: moment) } }
        let due = self.wall().addingTimeInterval(self.state.faults.wait(upTo: seconds))
        self.state.later.append(AmazonLater(due: due, deed: .cancel(order: order)))
    }

    /// The seller marks the order as sent in Seller Central.
    public func complete(order: Int) {
        self.change { state, moment in state.ship(order, nil, by: .secondProgram, at: moment) }
    }

    /// The payment fails: the order is cancelled.
    public func fail(order: Int) {
        self.change { state, moment in
            if state.orders[order]?.paid == nil { state.cancel(order, at: moment) }
        }
    }

    /// SKUs with an offer, in order.
    public func sellableSKUs() -> [String] {
        self.state.listings.values.filter { !$0.isParent && $0.price(in: self.home) != nil }.map(\.sku).sorted()
    }

    public func fill(_ goods: [TwinProduct]) { self.change { state, moment in state.fill(goods, at: moment) } }

    @discardableResult
    public func setStock(_ sku: String, to units: Int) -> Bool {
        self.isChanged = true
        return self.state.setStockBehindTheHub(sku, to: units, at: self.now)
    }

    public func setFaults(_ plan: FaultPlan) { self.change { state, _ in state.faults.take(plan) } }
    public func addFaults(_ rules: [FaultRule]) { self.change { state, _ in state.faults.add(rules) } }
    public var faults: FaultPlan { self.state.faults.plan }
    public var struck: [FaultKind: Int] { self.state.faults.struck }
    public var clock: TwinClock { self.state.clock }
    public var book: BookOfSales { self.state.book }

    public func setClock(rate: Double?, skew: Double?) {
        if let rate { self.state.clock.run(rate: rate, from: self.wall()) }
        if let skew { self.state.clock.skew = skew }
        self.isChanged = true
    }

    /// Wall seconds that a change takes at most before it is applied; 2 at first.
    public func setApplying(_ seconds: Double) { self.change { state, _ in state.applySeconds = max(0, seconds) } }

    /// Seconds of the shop's clock that an order is old before a search shows it; 120 at first, as at the real one.
    public func setSearchLag(_ seconds: Double) { self.change { state, _ in state.searchLag = max(0, seconds) } }

    /// Gives a SKU's units to Amazon to be kept and sent, or takes them back.
    public func setByAmazon(_ sku: String, _ isByAmazon: Bool) {
        self.change { state, moment in
            guard var listing = state.listings[sku] else { return }
            let channel: Json = [
                "fulfillment_channel_code": .string(isByAmazon ? "AMAZON_EU" : AmazonListing.own),
                "quantity": .integer(listing.quantity), "marketplace_id": .string(state.home.id),
            ]
            listing.attributes = listing.attributes.with("fulfillment_availability", [channel])
            state.put(listing, at: moment)
        }
    }

    /// What an attribute's instances say, as JSON; `nil` where the SKU lacks it.
    public func attribute(_ name: String, of sku: String) -> String? {
        self.state.listings[sku]?.attributes[name].map { String(decoding: $0.bytes(), as: UTF8.self) }
    }

    /// Changes that were taken and are not applied yet.
    public var pendingChanges: Int {
        self.state.later.count { if case .apply = $0.deed { true } else { false } }
    }

    /// What Amazon calls an order of this twin's.
    public nonisolated func orderID(_ number: Int) -> String { AmazonOrder.id(of: number) }

    public func report() -> ShopReport {
        let orders = self.state.orders.values.sorted { $0.number < $1.number }.map { order in
            ShopReport.Order(
                id: order.number, status: order.status,
                lines: order.lines.map { .init(sku: $0.sku, units: $0.units, restocked: 0) },
                placed: order.created, visibleAt: order.visibleAt)
        }
        return ShopReport(
            name: self.name, address: self.address, orders: orders, items: self.items, pendingWebhooks: 0,
            struck: Dictionary(self.struck.map { ($0.rawValue, $1) }) { first, _ in first })
    }

    public var items: [String: ShopReport.Item] {
        var held: [String: Int] = [:]
        for order in self.state.orders.values where order.paid == nil && order.canceled == nil {
            for line in order.lines { held[line.sku, default: 0] += line.units }
        }
        var items: [String: ShopReport.Item] = [:]
        for listing in self.state.listings.values where !listing.isParent {
            let price = listing.price(in: self.home)
            items[listing.sku] = ShopReport.Item(
                id: 0, parentID: 0,
                // Here a pending order has taken its units already.
                stock: listing.quantity, held: held[listing.sku, default: 0], isOnSale: price != nil,
                open: price == nil ? 0 : max(0, listing.quantity),
                regularPrice: WooMoney(minor: price ?? 0).text, name: listing.title)
        }
        return items
    }

    private func change(_ body: (inout AmazonState, Moment) -> Void) {
        body(&self.state, self.now)
        self.isChanged = true
    }
}
