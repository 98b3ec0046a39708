import Foundation

extension AmazonShop {
    /// SKUs with an offer, in order.
    public func sellableSKUs() -> [String] {
        self.state.listings.values.filter { $0.isOffered(in: self.home) }.map(\.sku).sorted()
    }

    /// Wall seconds that a change takes at most before it is applied; 2 at first.
    public func setApplying(_ seconds: Double) { self.change { state, _ in state.applySeconds = max(0, seconds) } }

    /// How feeds handed in from now on fare, and how many wall seconds each takes; 30 and well at first.
    public func setFeeds(_ fate: AmazonFeedFate = .whole, seconds: Double? = nil) {
        self.change { state, _ in
            state.feeds.fate = fate
            if let seconds { state.feeds.seconds = max(0, seconds) }
        }
    }

    /// Feeds that were handed in, by what became of them: `IN_QUEUE`, `DONE`, `FATAL`, `CANCELLED`.
    public var feeds: [String: Int] {
        self.state.feeds.feeds.values.reduce(into: [:]) { $0[$1.status, default: 0] += 1 }
    }

    /// Seconds of the shop's clock that an order is old before a search shows it; 120 at first, as at the real one.
    public func setSearchLag(_ seconds: Double) { self.change { state, _ in state.searchLag = max(0, seconds) } }

    /// Whether the seller's app may see what Amazon keeps; it may at first.
    public func setKeptRight(_ isGiven: Bool) { self.change { state, _ in state.hidesKept = !isGiven } }

    /// How money is told of: seconds of the shop's clock after which a booking is (120 at first), and for how many it is held
    /// back (0 at first); transactions on a page (100 at first), and whether the first page of each reading is empty.
    public func setFinances(
        lag: Double? = nil, deferral: Double? = nil, page: Int? = nil, beginsEmpty: Bool? = nil, isGiven: Bool = true
    ) {
        self.change { state, _ in
            var desk = state.finances ?? AmazonFinanceDesk()
            desk.lag = max(0, lag ?? desk.lag)
            desk.deferral = max(0, deferral ?? desk.deferral)
            desk.pageSize = max(1, page ?? desk.pageSize)
            desk.beginsEmpty = beginsEmpty ?? desk.beginsEmpty
            desk.isHidden = !isGiven
            state.finances = desk
        }
    }

    /// Who else offers these goods, and whether the seller's app may see it; it may at first.
    public func setRivals(_ rivals: [AmazonRival], of sku: String) {
        self.change { state, _ in state.rivals = (state.rivals ?? [:]).merging([sku: rivals]) { $1 } }
    }
    public func setMarketRight(_ isGiven: Bool) { self.change { state, _ in state.hidesMarket = !isGiven } }

    /// How reports that are asked for from now on fare, and how many wall seconds each takes; 30 and well at first.
    public func setReports(_ fate: AmazonReportFate = .whole, seconds: Double? = nil) {
        self.change { state, _ in
            state.reports.fate = fate
            if let seconds { state.reports.seconds = max(0, seconds) }
        }
    }
    /// Whether the seller's app may ask for reports; it may at first.
    public func setReportRight(_ isGiven: Bool) { self.change { state, _ in state.hidesReports = !isGiven } }

    /// Puts products into the store's catalogue, in place of those that were put there before.
    public func setProducts(_ products: [AmazonProduct]) { self.change { state, _ in state.products = products } }

    /// Gives a SKU's units to Amazon to be kept and sent, or takes them back.
    public func setByAmazon(_ sku: String, _ isByAmazon: Bool, inbound: Int = 0, unsellable: Int = 0) {
        self.change { state, moment in
            guard var listing = state.listings[sku] else { return }
            let channel: Json = [
                "fulfillment_channel_code": .string(isByAmazon ? "AMAZON_EU" : AmazonListing.own),
                "quantity": .integer(listing.quantity), "marketplace_id": .string(state.home.id),
            ]
            listing.attributes = listing.attributes.with("fulfillment_availability", [channel])
            (listing.inbound, listing.unsellable) = (inbound, unsellable)
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

    public var items: [String: ShopReport.Item] {
        let held = self.state.heldBySKU
        var items: [String: ShopReport.Item] = [:]
        for listing in self.state.listings.values where !listing.isParent {
            let price = listing.price(in: self.home)
            items[listing.sku] = ShopReport.Item(
                id: 0, parentID: 0,
                // Here a pending order has taken its units already.
                stock: listing.quantity, held: held[listing.sku, default: 0],
                isOnSale: listing.isOffered(in: self.home),
                open: listing.isOffered(in: self.home) ? max(0, listing.quantity) : 0,
                regularPrice: TwinMoney(minor: price ?? 0).text, name: listing.title)
        }
        return items
    }
}
