import Foundation

extension EtsyShop {
    /// SKUs on active listings with an enabled offering, in order.
    public func sellableSKUs() -> [String] {
        let products = self.state.listings.values.filter { $0.state == .active }.flatMap(\.products)
        return Set(products.filter { $0.isEnabled && !$0.sku.isEmpty }.map(\.sku)).sorted()
    }

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

    public var items: [String: ShopReport.Item] {
        let held = self.state.heldBySKU
        var items: [String: ShopReport.Item] = [:]
        for sku in self.state.listingsBySKU.keys {
            guard let (id, index) = self.state.place(of: sku), let listing = self.state.listings[id] else { continue }
            let product = listing.products[index]
            let isOnSale = listing.state == .active && product.isEnabled
            items[sku] = ShopReport.Item(
                id: listing.hasVariations ? product.id : id, parentID: listing.hasVariations ? id : 0,
                // Here an unpaid order has taken its units already.
                stock: product.quantity, held: held[sku, default: 0], isOnSale: isOnSale,
                open: isOnSale ? max(0, product.quantity) : 0, regularPrice: TwinMoney(minor: product.price).text,
                name: product.values.isEmpty ? listing.title : "\(listing.title) - \(product.name)")
        }
        return items
    }
}
