import Foundation

extension AmazonState {
    /// Plans a change that was taken, after all others of its SKU.
    mutating func plan(_ change: AmazonChange, at moment: Moment) {
        let wait = self.applySeconds > 0 ? self.faults.wait(upTo: self.applySeconds) : 0
        let due = max(moment.wall.addingTimeInterval(wait), self.lastChange[change.sku] ?? .distantPast)
        self.lastChange[change.sku] = due
        guard due > moment.wall else { return self.apply(change, at: moment) }
        self.later.append(AmazonLater(due: due, deed: .apply(change)))
    }

    mutating func apply(_ change: AmazonChange, at moment: Moment) {
        switch change.deed {
        case .delete:
            self.listings[change.sku] = nil
        case .put(let productType, let attributes):
            var listing =
                self.listings[change.sku]
                ?? AmazonListing(
                    sku: change.sku, asin: self.newASIN(), productType: productType, attributes: [:],
                    created: moment.shop, updated: moment.shop)
            let before = listing
            listing.productType = productType
            for member in attributes.members {
                let patch = AmazonChange.Patch(op: "replace", name: member.name, value: member.value.list ?? [])
                listing.attributes = AmazonAttributes.apply(patch, to: listing.attributes, self.home)
            }
            self.write(before, listing, moment)
            self.put(listing, at: moment)
        case .patch(let patches):
            guard var listing = self.listings[change.sku] else { return }
            let before = listing
            for patch in patches {
                listing.attributes = AmazonAttributes.apply(patch, to: listing.attributes, self.home)
            }
            self.write(before, listing, moment)
            self.put(listing, at: moment)
        }
    }

    /// Takes down what a change through the API did.
    private mutating func write(_ before: AmazonListing, _ after: AmazonListing, _ moment: Moment) {
        if before.quantity != after.quantity || after.channels.count != before.channels.count {
            self.book(.stockSet, after.sku, by: .hub, before: before.quantity, after: after.quantity, moment)
        }
        let price = after.price(in: self.home)
        if let price, price != before.price(in: self.home) {
            self.book(.priceSet, after.sku, by: .hub, note: WooMoney(minor: price).text, moment)
        }
    }

    mutating func book(
        _ kind: BookEntry.Kind, _ sku: String, by actor: BookEntry.Actor, before: Int? = nil, after: Int? = nil,
        note: String? = nil, _ moment: Moment
    ) {
        self.book.write(
            BookEntry(
                kind: kind, at: moment.wall, shopTime: moment.shop, by: actor, orderID: nil, sku: sku, units: 0,
                before: before, after: after, note: note))
    }

    /// Another program, or the seller by hand, sets a number. It is on the shelf at once.
    mutating func setStockBehindTheHub(_ sku: String, to units: Int, at moment: Moment) -> Bool {
        guard var listing = self.listings[sku], !listing.isParent else { return false }
        let before = listing.quantity
        listing.setQuantity(max(0, units))
        self.book(.stockSet, sku, by: .secondProgram, before: before, after: listing.quantity, moment)
        self.put(listing, at: moment)
        return true
    }

    /// Lets the faults of passing time happen: another program's writes, a clock that jumps.
    mutating func happen(within seconds: Double, at moment: Moment) {
        for rule in self.faults.happenings(within: seconds) {
            switch rule.kind {
            case .secondProgramStock:
                guard let listing = self.anyOnSale() else { continue }
                let change = self.faults.dice.whole(1...3)
                let raises = rule.direction == .any && self.faults.dice.chance(0.5)
                let units = raises ? listing.quantity + change : max(0, listing.quantity - change)
                _ = self.setStockBehindTheHub(listing.sku, to: units, at: moment)
            case .secondProgramPrice:
                guard var listing = self.anyOnSale(), let before = listing.price(in: self.home) else { continue }
                let percent = self.faults.dice.whole(1...10) * (self.faults.dice.chance(0.5) ? 1 : -1)
                let price = max(20, before * (100 + percent) / 100)
                listing.setPrice(price, in: self.home)
                self.book(
                    .priceSet, listing.sku, by: .secondProgram, note: WooMoney(minor: price).text, moment)
                self.put(listing, at: moment)
            case .clockSkew: self.clock.skew = rule.span
            case .clockStep: self.clock.skew += self.faults.dice.real(-rule.span...rule.span)
            default: break
            }
        }
    }

    private mutating func anyOnSale() -> AmazonListing? {
        let skus = self.listings.values.filter { !$0.isParent && !$0.isByAmazon && $0.quantity > 0 }.map(\.sku).sorted()
        return skus.isEmpty ? nil : self.listings[self.faults.dice.pick(skus)]
    }
}
