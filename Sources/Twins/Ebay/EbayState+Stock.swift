import Foundation

extension EbayState {
    /// Moves the number a SKU draws on, its offer's own and the item's, and the listing with it.
    ///
    /// - Returns: The number before and after.
    mutating func move(_ sku: String, by units: Int, at moment: Moment) -> (Int, Int) {
        guard let offer = self.offer(ofSKU: sku) else { return (0, 0) }
        let before = self.units(of: offer)
        if var item = self.items[sku], let quantity = item.quantity {
            // With a number of its own the offer may have sold what the item never had.
            item.quantity = offer.available == nil ? quantity + units : max(0, quantity + units)
            self.put(item, at: moment)
        }
        if var moved = self.offers[offer.id], let available = moved.available {
            moved.available = available + units
            self.put(moved, at: moment)
        }
        if let id = offer.listing { self.settle(id, moment) }
        return (before, before + units)
    }

    /// Sets the number a SKU draws on; an offer's own is set with the item's.
    mutating func set(_ sku: String, to units: Int, at moment: Moment) {
        if var item = self.items[sku] {
            item.quantity = units
            self.put(item, at: moment)
        }
        if var offer = self.offer(ofSKU: sku), offer.available != nil {
            offer.available = units
            self.put(offer, at: moment)
        }
        if let id = self.offer(ofSKU: sku)?.listing { self.settle(id, moment) }
    }

    /// Brings a listing's status in line with its numbers: nothing left hides or ends it. What has ended stays so.
    mutating func settle(_ id: String, _ moment: Moment) {
        guard let listing = self.listings[id], listing.isOpen else { return }
        let left = listing.offers.compactMap { self.offers[$0] }.reduce(0) { $0 + max(0, self.units(of: $1)) }
        let status: EbayListing.Status = left > 0 ? .active : self.habits.hidesAtZero ? .outOfStock : .ended
        guard status != listing.status else { return }
        self.listings[id]?.status = status
        self.noteAvailability(id, moment)
    }

    mutating func end(_ id: String, _ moment: Moment) {
        guard self.listings[id]?.isOpen == true else { return }
        self.listings[id]?.status = .ended
        self.noteAvailability(id, moment)
    }

    // MARK: Revisions

    private static func day(_ moment: Moment) -> Int {
        Int((moment.shop.timeIntervalSince1970 / 86_400).rounded(.down))
    }

    /// How often a listing was revised today.
    func revisions(of id: String, _ moment: Moment) -> Int {
        guard let listing = self.listings[id], listing.day == Self.day(moment) else { return 0 }
        return listing.revisions
    }

    /// Throws where a listing was revised as often as it may be today, or has ended. That the day is that of Greenwich is a
    /// guess.
    func allowRevision(of id: String, _ moment: Moment) throws(EbayError) {
        guard let listing = self.listings[id] else { return }
        guard listing.isOpen else {
            throw .inventory(25019, "Cannot revise the listing. You are not allowed to revise ended listings.")
        }
        guard self.revisions(of: id, moment) < self.habits.revisionsPerDay else {
            throw .inventory(
                25019,
                "Cannot revise the listing. The limit of \(self.habits.revisionsPerDay) revisions in one calendar day is reached.",
                ["additionalInfo": String(self.habits.revisionsPerDay)])
        }
    }

    /// Counts a revision, and looks what it made of the listing.
    mutating func revise(_ id: String, _ moment: Moment) {
        guard self.listings[id]?.isOpen == true else { return }
        let count = self.revisions(of: id, moment)
        self.listings[id]?.revisions = count + 1
        self.listings[id]?.day = Self.day(moment)
        self.settle(id, moment)
    }

    // MARK: Other programs

    /// The seller sets a number on the site; units on an ended listing list it anew.
    mutating func setStockBehindTheHub(_ sku: String, to units: Int, at moment: Moment) -> Bool {
        let units = max(0, units)
        if let id = self.olderOfSKU[sku], let index = self.older[id]?.goods.firstIndex(where: { $0.sku == sku }) {
            let before = self.older[id]?.goods[index].stock ?? 0
            self.book.write(stockOf: sku, from: before, to: units, by: .secondProgram, moment)
            self.older[id]?.goods[index].stock = units
            return true
        }
        guard let offer = self.offer(ofSKU: sku) else { return false }
        self.book.write(stockOf: sku, from: self.units(of: offer), to: units, by: .secondProgram, moment)
        self.set(sku, to: units, at: moment)
        if units > 0, let listing = self.listing(of: offer), !listing.isOpen {
            let offers = listing.offers.compactMap { self.offers[$0] }
            self.list(offers, group: listing.group, moment)
        }
        return true
    }

    mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        guard let offer = self.anyOnSale() else { return }
        let units = self.faults.meddled(stock: self.units(of: offer), direction)
        _ = self.setStockBehindTheHub(offer.sku, to: units, at: moment)
    }

    mutating func meddleWithPrice(_ moment: Moment) {
        guard var offer = self.anyOnSale(), let old = offer.price else { return }
        let price = self.faults.meddled(price: old, least: 1)
        self.book.write(priceOf: offer.sku, to: TwinMoney(minor: price).text, by: .secondProgram, moment)
        offer.price = price
        self.put(offer, at: moment)
    }

    /// Some offer on an active listing with units left.
    private mutating func anyOnSale() -> EbayOffer? {
        let ids = self.offers.keys.sorted().filter { id in
            self.offers[id].map { self.listing(of: $0)?.status == .active && self.units(of: $0) > 0 } ?? false
        }
        return ids.isEmpty ? nil : self.offers[self.faults.dice.pick(ids)]
    }
}
