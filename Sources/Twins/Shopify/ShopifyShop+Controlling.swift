import Foundation

extension ShopifyShop {
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
        self.state.later.append(ShopifyLater(due: due, deed: .cancel(order: order)))
    }

    /// The seller fulfils the order in the back office.
    public func complete(order: Int) {
        self.change { state, moment in state.ship(order, by: .secondProgram, at: moment) }
    }

    /// The payment fails: the order is cancelled.
    public func fail(order: Int) {
        self.change { state, moment in
            if state.orders[order]?.paid == nil { state.cancel(order, at: moment) }
        }
    }

    /// SKUs of active products, in order.
    public func sellableSKUs() -> [String] {
        self.state.variantOfSKU.filter { _, id in
            self.state.variants[id].flatMap { self.state.products[$0.product]?.status } == "ACTIVE"
        }.keys.sorted()
    }

    public func fill(_ goods: [TwinProduct]) { self.change { state, moment in state.fill(goods, at: moment) } }

    @discardableResult
    public func setStock(_ sku: String, to units: Int) -> Bool {
        guard let id = self.state.variantOfSKU[sku], self.state.variants[id]?.isTracked == true else { return false }
        self.change { state, moment in
            state.setStock(of: id, at: state.home, to: units, by: .secondProgram, moment)
        }
        return true
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

    // MARK: What a merchant does in the back office

    /// Of the custom app that the merchant made there: it never ends.
    public var customApp: (token: String, secret: String) { (self.state.customToken, self.state.customSecret) }
    public var domain: String { self.state.domain }

    /// A merchant's consent without the pages.
    public func grant(scopes: [String] = ShopifyApp.allScopes, isExpiring: Bool = true) -> ShopifyTokens {
        self.isChanged = true
        return self.issue(scopes: scopes, isExpiring: isExpiring)
    }

    /// Whether whoever opens the consent page agrees at once, says no, or is asked (neither).
    public func setConsent(agrees: Bool, denies: Bool = false) {
        (self.agrees, self.denies) = (agrees, denies)
    }

    /// The merchant removes the app, or the custom one.
    public func uninstall(customApp: Bool = false) {
        let secret = customApp ? self.state.customSecret : self.app.clientSecret
        self.change { state, moment in state.uninstall(secret: secret, moment) }
    }

    /// The app's access tokens run out now; refreshing works.
    public func expireTokens() {
        self.change { state, moment in
            for token in state.tokens.keys where state.tokens[token]?.expires != nil {
                state.tokens[token]?.expires = moment.shop
            }
        }
    }

    /// - Parameters:
    ///   - maximum: Points in a full bucket; 2,000 at first.
    ///   - rate: Points a second that come back; 100 at first.
    public func setLimits(maximum: Double, rate: Double) {
        self.change { state, moment in state.bucket.set(maximum: maximum, rate: rate, at: moment.wall) }
    }

    /// `CONTINUE` to sell beyond zero, else `DENY`.
    public func setInventoryPolicy(of sku: String, _ policy: String) {
        self.change { state, _ in
            if let id = state.variantOfSKU[sku] { state.variants[id]?.policy = policy }
        }
    }

    /// Another location, with so much of some goods.
    @discardableResult
    public func addLocation(_ name: String, stock: [String: Int]) -> Int {
        let id = self.state.home + self.state.locations.count
        self.change { state, moment in
            state.locations.append(ShopifyLocation(id: id, name: name))
            for (sku, units) in stock.sorted(by: { $0.key < $1.key }) {
                if let variant = state.variantOfSKU[sku] {
                    state.setStock(of: variant, at: id, to: units, by: .filling, moment)
                }
            }
        }
        return id
    }

    /// The product and variant of a SKU, by their numbers.
    public func variant(_ sku: String) -> (product: Int, variant: Int, item: Int)? {
        self.state.variantOfSKU[sku].flatMap { self.state.variants[$0] }.map { ($0.product, $0.id, $0.item) }
    }

    /// Subscriptions to webhooks, by topic.
    public var subscriptions: [(topic: String, uri: String)] {
        self.state.hooks.values.sorted { $0.id < $1.id }.map { ($0.topic, $0.uri) }
    }

    public func report() -> ShopReport {
        let orders = self.state.orders.values.sorted { $0.id < $1.id }.map { order in
            ShopReport.Order(
                id: order.id,
                status: order.cancelled != nil ? "CANCELLED" : order.isFulfilled ? "FULFILLED" : order.financialStatus,
                lines: order.lines.map { .init(sku: $0.sku, units: $0.units, restocked: $0.restocked) },
                placed: order.created, visibleAt: order.visibleAt)
        }
        return ShopReport(
            name: self.name, address: self.address, orders: orders, items: self.items,
            pendingWebhooks: self.state.deliveries.count,
            struck: Dictionary(self.struck.map { ($0.rawValue, $1) }) { first, _ in first })
    }

    public var items: [String: ShopReport.Item] {
        var held: [String: Int] = [:]
        for order in self.state.orders.values where order.paid == nil && order.cancelled == nil {
            for line in order.lines { held[line.sku, default: 0] += line.units }
        }
        var items: [String: ShopReport.Item] = [:]
        for (sku, id) in self.state.variantOfSKU {
            guard let variant = self.state.variants[id], let product = self.state.products[variant.product] else {
                continue
            }
            let isOnSale = product.status == "ACTIVE"
            let stock = variant.isTracked ? variant.available[self.state.home] ?? 0 : nil
            items[sku] = ShopReport.Item(
                id: id, parentID: product.options.isEmpty ? 0 : product.id,
                // Here an unpaid order has taken its units already.
                stock: stock, held: held[sku, default: 0], isOnSale: isOnSale,
                open: isOnSale ? stock.map { max(0, $0) } : 0,
                regularPrice: WooMoney(minor: variant.price).text,
                name: variant.options.isEmpty ? product.title : "\(product.title) - \(variant.title)")
        }
        return items
    }

    func change(_ body: (inout ShopifyState, Moment) -> Void) {
        body(&self.state, self.now)
        self.isChanged = true
    }
}
