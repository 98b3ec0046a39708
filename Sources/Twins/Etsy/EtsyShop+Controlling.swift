import Foundation

extension EtsyShop {
    public func sell(_ sku: String, units: Int, paid: Bool, holdSeconds: Double?) -> TwinSale? {
        let moment = self.now
        self.isChanged = true
        let sale = self.state.buy(sku: sku, units: units, paid: paid, at: moment)
        if let sale, !paid, let holdSeconds { self.state.endHold(of: sale.orderID, within: holdSeconds, moment) }
        return sale
    }

    public func pay(order: Int) { self.change { state, moment in state.pay(order, at: moment) } }

    public func cancel(order: Int, within seconds: Double) {
        guard seconds > 0 else { return self.change { state, moment in state.cancel(order, at: moment) } }
        let due = self.wall().addingTimeInterval(self.state.faults.wait(upTo: seconds))
        self.state.later.append(EtsyLater(due: due, deed: .cancel(order: order)))
    }

    /// The seller marks the order as sent on the site.
    public func complete(order: Int) {
        self.change { state, moment in state.ship(order, by: .secondProgram, at: moment) }
    }

    /// The payment fails: the order is cancelled.
    public func fail(order: Int) {
        self.change { state, moment in
            if state.receipts[order]?.paid == nil { state.cancel(order, at: moment) }
        }
    }

    /// SKUs on active listings with an enabled offering, in order.
    public func sellableSKUs() -> [String] {
        let products = self.state.listings.values.filter { $0.state == .active }.flatMap(\.products)
        return Set(products.filter { $0.isEnabled && !$0.sku.isEmpty }.map(\.sku)).sorted()
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

    public func setWebhookDelay(_ seconds: Double) { self.state.webhookDelay = seconds }

    /// Whether writing zero to a whole listing is refused with 400 (open-api issues 395 and 560, 2022), or makes it
    /// sold out (the default). Which of the two Etsy does today is not known here.
    public func setZeroRefused(_ isRefused: Bool) { self.change { state, _ in state.refusesZero = isRefused } }

    /// Takes a listing's inventory record away, as listings have that were never edited with the inventory tools.
    public func dropInventoryRecord(of sku: String) {
        self.change { state, _ in
            if let (id, _) = state.place(of: sku) { state.listings[id]?.hasInventory = false }
        }
    }

    /// The listing a SKU is on, as its owner sees it: its id, state and fees.
    public func listing(_ sku: String) -> (id: Int, state: String)? {
        guard let (id, _) = self.state.place(of: sku), let listing = self.state.listings[id] else { return nil }
        return (id, listing.state.rawValue)
    }

    /// How many listings are in a state, by Etsy's word for it.
    public func count(state: String) -> Int { self.state.listings.values.count { $0.state.rawValue == state } }

    /// The seller takes a listing off sale, or puts it back, at Etsy's own pages.
    ///
    /// - Returns: Whether there is such a listing, and it was on sale, or deactivated.
    public func setOnSaleByHand(_ sku: String, _ isOnSale: Bool) -> Bool {
        self.isChanged = true
        return self.state.setOnSaleByHand(sku, isOnSale, at: self.now)
    }

    public func report() -> ShopReport {
        let orders = self.state.receipts.values.sorted { $0.id < $1.id }.map { receipt in
            ShopReport.Order(
                id: receipt.id, status: receipt.status,
                lines: receipt.lines.map { .init(sku: $0.sku, units: $0.units, restocked: 0) },
                placed: receipt.created, visibleAt: receipt.visibleAt)
        }
        return ShopReport(
            name: self.name, address: self.address, orders: orders, items: self.items,
            pendingWebhooks: self.state.deliveries.count,
            struck: Dictionary(self.struck.map { ($0.rawValue, $1) }) { first, _ in first })
    }

    public var items: [String: ShopReport.Item] {
        var held: [String: Int] = [:]
        for receipt in self.state.receipts.values where receipt.paid == nil && receipt.canceled == nil {
            for line in receipt.lines { held[line.sku, default: 0] += line.units }
        }
        var items: [String: ShopReport.Item] = [:]
        for sku in self.state.listingsBySKU.keys {
            guard let (id, index) = self.state.place(of: sku), let listing = self.state.listings[id] else { continue }
            let product = listing.products[index]
            let isOnSale = listing.state == .active && product.isEnabled
            items[sku] = ShopReport.Item(
                id: listing.hasVariations ? product.id : id, parentID: listing.hasVariations ? id : 0,
                // Here an unpaid order has taken its units already.
                stock: product.quantity, held: held[sku, default: 0], isOnSale: isOnSale,
                open: isOnSale ? max(0, product.quantity) : 0, regularPrice: WooMoney(minor: product.price).text,
                name: product.values.isEmpty ? listing.title : "\(listing.title) - \(product.name)")
        }
        return items
    }

    private func change(_ body: (inout EtsyState, Moment) -> Void) {
        body(&self.state, self.now)
        self.isChanged = true
    }
}
