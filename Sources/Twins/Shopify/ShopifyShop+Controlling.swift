import Foundation

extension ShopifyShop {
    /// SKUs of active products, in order.
    public func sellableSKUs() -> [String] {
        self.state.variantOfSKU.filter { _, id in
            self.state.variants[id].flatMap { self.state.products[$0.product]?.isOnSale } == true
        }.keys.sorted()
    }

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
        let (secret, app) = (customApp ? self.state.customSecret : self.app.clientSecret, self.app)
        self.change { state, moment in
            state.uninstall(secret: secret, moment)
            if !customApp { state.tell(app, "shop/redact", after: ShopifyState.redactAfter, moment) }
        }
    }

    /// The buyer of an order asks the merchant what is held of them, or that it be erased; Shopify tells the app.
    public func buyerAsks(ofOrder order: Int, toErase: Bool) {
        let app = self.app
        self.change { state, moment in
            state.tell(app, toErase ? "customers/redact" : "customers/data_request", of: order, moment)
        }
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

    /// Another program or its owner removes a product.
    public func delete(productOf sku: String) {
        self.change { state, moment in
            guard let variant = state.variantOfSKU[sku].flatMap({ state.variants[$0] }),
                let product = state.products.removeValue(forKey: variant.product)
            else { return }
            state.productIDs.removeAll { $0 == product.id }
            for id in product.variants { state.remove(variant: id) }
            state.note("PRODUCTS_DELETE", product.id, moment)
        }
    }

    /// Where the product of a SKU is published, by name, and its pictures' words in their order.
    public func face(_ sku: String) -> (publications: [String], alts: [String?])? {
        self.state.variantOfSKU[sku].flatMap { self.state.variants[$0] }.flatMap { self.state.products[$0.product] }
            .map { product in
                let all = self.state.outlets
                let places = product.publications.map { ids in all.filter { ids.contains($0.id) } } ?? all
                return (places.map(\.title), (product.media ?? []).map(\.alt))
            }
    }

    /// What becomes of operations in bulk from now on, and whether their files come whole whatever part is asked for.
    public func setBulk(_ fate: ShopifyBulkFate, ignoresRanges: Bool = false) {
        self.ignoresRanges = ignoresRanges
        self.change { state, _ in state.bulkFate = fate }
    }

    /// `CONTINUE` to sell beyond zero, else `DENY`.
    public func setInventoryPolicy(of sku: String, _ policy: String) {
        self.change { state, _ in
            if let id = state.variantOfSKU[sku] { state.variants[id]?.policy = policy }
        }
    }

    /// The merchant gives a variant another SKU.
    public func rename(_ sku: String, to other: String) {
        self.change { state, _ in
            guard let id = state.variantOfSKU.removeValue(forKey: sku), var variant = state.variants[id] else { return }
            variant.sku = other
            state.add(variant)
        }
    }

    /// Shopify freezes the shop for an open bill (402), locks it (423), or opens it again (`nil`).
    public func close(_ status: Int?) { self.closed = status }

    /// The next so many quantities that name the number they replace are found stale, as if something moved before each.
    public func spoilComparisons(_ times: Int) {
        self.change { state, _ in state.staleNext = times }
    }

    /// How many of those are left.
    public var comparisonsToSpoil: Int { self.state.staleNext ?? 0 }

    /// Shopify takes a subscription away, and says nothing.
    public func drop(subscriptionTo topic: String) {
        self.change { state, _ in state.hooks = state.hooks.filter { $0.value.topic != topic } }
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

    /// Units of a SKU at one location; `nil` where it is not stocked.
    public func stock(_ sku: String, at location: Int) -> Int? {
        self.state.variantOfSKU[sku].flatMap { self.state.variants[$0]?.available[location] }
    }

    /// The product and variant of a SKU, by their numbers.
    public func variant(_ sku: String) -> (product: Int, variant: Int, item: Int)? {
        self.state.variantOfSKU[sku].flatMap { self.state.variants[$0] }.map { ($0.product, $0.id, $0.item) }
    }

    /// Subscriptions to webhooks, by topic.
    public var subscriptions: [(topic: String, uri: String)] {
        self.state.hooks.values.sorted { $0.id < $1.id }.map { ($0.topic, $0.uri) }
    }

    public var items: [String: ShopReport.Item] {
        let held = self.state.heldBySKU
        var items: [String: ShopReport.Item] = [:]
        for (sku, id) in self.state.variantOfSKU {
            guard let variant = self.state.variants[id], let product = self.state.products[variant.product] else {
                continue
            }
            let isOnSale = product.isOnSale
            let stock = variant.isTracked ? variant.available[self.state.home] ?? 0 : nil
            items[sku] = ShopReport.Item(
                id: id, parentID: product.options.isEmpty ? 0 : product.id,
                // Here an unpaid order has taken its units already.
                stock: stock, held: held[sku, default: 0], isOnSale: isOnSale,
                open: isOnSale ? stock.map { max(0, $0) } : 0,
                regularPrice: TwinMoney(minor: variant.price).text,
                name: variant.options.isEmpty ? product.title : "\(product.title) - \(variant.title)")
        }
        return items
    }
}
