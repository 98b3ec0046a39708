import Foundation

/// What only an eBay seller can do, and what is known of one.
extension EbayShop {
    /// SKUs on listings that have not ended, in order.
    public func sellableSKUs() -> [String] {
        let offered = self.state.offers.values.filter { self.state.listing(of: $0)?.isOpen == true }.map(\.sku)
        return (offered + self.state.olderOfSKU.keys).sorted()
    }

    public var items: [String: ShopReport.Item] {
        let held = self.state.heldBySKU
        var items: [String: ShopReport.Item] = [:]
        for offer in self.state.offers.values {
            let listing = self.state.listing(of: offer)
            let isOpen = listing?.isOpen == true
            let units = self.state.units(of: offer)
            items[offer.sku] = ShopReport.Item(
                id: Int(offer.id) ?? 0, parentID: listing?.group == nil ? 0 : Int(listing?.id ?? "") ?? 0,
                // Here an unpaid order has taken its units already.
                stock: units, held: held[offer.sku, default: 0], isOnSale: isOpen, open: isOpen ? max(0, units) : 0,
                regularPrice: offer.price.map { TwinMoney(minor: $0).text } ?? "",
                name: self.state.items[offer.sku]?.title ?? "")
        }
        for older in self.state.older.values {
            for product in older.goods {
                let units = product.stock ?? 0
                items[product.sku] = ShopReport.Item(
                    id: Int(older.id) ?? 0, parentID: product.parent == nil ? 0 : Int(older.id) ?? 0, stock: units,
                    held: held[product.sku, default: 0], isOnSale: true, open: max(0, units),
                    regularPrice: product.price, name: product.name)
            }
        }
        return items
    }

    /// The offer of a SKU and its listing, as the seller sees them; `nil` where the Inventory API knows no offer.
    public func offer(_ sku: String) -> (offer: String, listing: String?, status: String?)? {
        guard let offer = self.state.offer(ofSKU: sku) else { return nil }
        return (offer.id, offer.listing, self.state.listing(of: offer)?.status.rawValue)
    }

    /// The units of a SKU, as its item and its offer hold them.
    public func numbers(_ sku: String) -> (item: Int?, offer: Int?) {
        (self.state.items[sku]?.quantity, self.state.offer(ofSKU: sku)?.available)
    }

    /// One policy of each kind on the account's site: `fulfillment`, `payment`, `return`.
    public var policyIDs: [String: String] {
        let own = self.state.policies.filter { $0.marketplace == self.site.id }
        return Dictionary(own.map { ($0.kind.rawValue, $0.id) }) { first, _ in first }
    }

    /// The account's out-of-stock control. Without it zero ends a listing; with it, as at first, zero hides it.
    public func setOutOfStockControl(_ isOn: Bool) {
        self.change { state, _ in
            state.habits.hidesAtZero = isOn
            if isOn {
                state.programs.insert("OUT_OF_STOCK_CONTROL")
            } else {
                state.programs.remove("OUT_OF_STOCK_CONTROL")
            }
        }
    }

    /// SKUs that one `bulkUpdatePriceQuantity` takes: the contract says 25 (at first), and says 1.
    public func setUpdateSize(_ skus: Int) { self.change { state, _ in state.habits.skusPerUpdate = max(1, skus) } }

    /// How often a listing may be revised in one calendar day; 250 at first.
    public func setRevisions(perDay count: Int) {
        self.change { state, _ in state.habits.revisionsPerDay = max(0, count) }
    }

    /// How often a SKU's listing was revised today.
    public func revisions(_ sku: String) -> Int {
        self.state.offer(ofSKU: sku)?.listing.map { self.state.revisions(of: $0, self.now) } ?? 0
    }

    /// Wall seconds from `issueRefund` until the refund is done.
    public func setRefunding(_ seconds: Double) {
        self.change { state, _ in state.habits.refundSeconds = max(0, seconds) }
    }

    /// Lists goods as the site and older APIs do: unseen by the Inventory API until migrated.
    ///
    /// - Parameter obstacle: Why these cannot be migrated; `nil`: they can.
    public func fillOlder(_ goods: [TwinProduct], obstacle: String? = nil) {
        self.change { state, moment in state.fillOlder(goods, obstacle: obstacle, at: moment) }
    }

    /// The older listings, by id, with their SKUs.
    public var olderListings: [String: [String]] { self.state.older.mapValues { $0.goods.map(\.sku) } }

    /// A buyer asks to cancel; the seller has to agree or not.
    public func requestCancel(order: Int, reason: String = "BUYER_ASKED_CANCEL") {
        self.change { state, moment in state.requestCancel(order, reason: reason, moment) }
    }
}
