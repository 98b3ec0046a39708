import Foundation

extension AmazonState {
    /// Plans a change that was taken, after all others of its SKU.
    mutating func plan(_ change: AmazonChange, at moment: Moment) {
        let wait = self.applySeconds > 0 ? self.faults.wait(upTo: self.applySeconds) : 0
        let due = max(moment.wall.addingTimeInterval(wait), self.lastChange[change.sku] ?? .distantPast)
        self.lastChange[change.sku] = due
        guard due > moment.wall else { return self.apply(change, at: moment) }
        self.later.append(Planned(due: due, deed: .apply(change)))
    }

    mutating func apply(_ change: AmazonChange, at moment: Moment) {
        switch change.deed {
        case .feed(let id): self.workThrough(id, at: moment)
        case .delete:
            self.listings[change.sku] = nil
        case .put(let productType, let attributes):
            var listing =
                self.listings[change.sku]
                ?? AmazonListing(
                    sku: change.sku, asin: AmazonListing.suggested(attributes) ?? self.newASIN(),
                    productType: productType, attributes: [:], created: moment.shop, updated: moment.shop,
                    catalogueTitle: AmazonListing.suggested(attributes).flatMap { self.catalogue[$0]?.title })
            let before = listing
            listing.productType = productType
            for member in attributes.members {
                let patch = AmazonChange.Patch(op: "replace", name: member.name, value: member.value.list ?? [])
                listing.attributes = AmazonAttributes.apply(patch, to: listing.attributes, self.home)
            }
            listing.noteEnd(in: self.home, at: moment.shop)
            self.write(before, listing, moment)
            self.put(listing, at: moment)
        case .patch(let patches):
            guard var listing = self.listings[change.sku] else { return }
            let before = listing
            for patch in patches {
                listing.attributes = AmazonAttributes.apply(patch, to: listing.attributes, self.home)
            }
            listing.noteEnd(in: self.home, at: moment.shop)
            self.write(before, listing, moment)
            self.put(listing, at: moment)
        }
    }

    /// Takes down what a change through the API did.
    private mutating func write(_ before: AmazonListing, _ after: AmazonListing, _ moment: Moment) {
        if before.quantity != after.quantity || after.channels.count != before.channels.count {
            self.book.write(stockOf: after.sku, from: before.quantity, to: after.quantity, by: .hub, moment)
        }
        let price = after.price(in: self.home)
        if let price, price != before.price(in: self.home) {
            self.book.write(priceOf: after.sku, to: TwinMoney(minor: price).text, by: .hub, moment)
        }
    }

    /// Another program, or the seller by hand, sets a number. It is on the shelf at once.
    mutating func setStockBehindTheHub(_ sku: String, to units: Int, at moment: Moment) -> Bool {
        guard var listing = self.listings[sku], !listing.isParent else { return false }
        let before = listing.quantity
        listing.setQuantity(max(0, units))
        self.book.write(stockOf: sku, from: before, to: listing.quantity, by: .secondProgram, moment)
        self.put(listing, at: moment)
        return true
    }

    mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        guard let listing = self.anyOnSale() else { return }
        let units = self.faults.meddled(stock: listing.quantity, direction)
        _ = self.setStockBehindTheHub(listing.sku, to: units, at: moment)
    }

    mutating func meddleWithPrice(_ moment: Moment) {
        guard var listing = self.anyOnSale(), let before = listing.price(in: self.home) else { return }
        let price = self.faults.meddled(price: before, least: 20)
        listing.setPrice(price, in: self.home)
        self.book.write(priceOf: listing.sku, to: TwinMoney(minor: price).text, by: .secondProgram, moment)
        self.put(listing, at: moment)
    }

    private mutating func anyOnSale() -> AmazonListing? {
        let skus = self.listings.values.filter { !$0.isParent && !$0.isByAmazon && $0.quantity > 0 }.map(\.sku).sorted()
        return skus.isEmpty ? nil : self.listings[self.faults.dice.pick(skus)]
    }
}
