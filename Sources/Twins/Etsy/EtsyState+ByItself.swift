import Foundation

extension EtsyState {
    /// Lets the faults of passing time happen: another program's writes, a clock that jumps.
    mutating func happen(within seconds: Double, at moment: Moment) {
        for rule in self.faults.happenings(within: seconds) {
            switch rule.kind {
            case .secondProgramStock: self.meddleWithStock(rule.direction ?? .lowering, moment)
            case .secondProgramPrice: self.meddleWithPrice(moment)
            case .clockSkew: self.clock.skew = rule.span
            case .clockStep: self.clock.skew += self.faults.dice.real(-rule.span...rule.span)
            default: break
            }
        }
    }

    private mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        guard let (listing, index) = self.anyOnSale() else { return }
        let product = listing.products[index]
        let change = self.faults.dice.whole(1...3)
        let raises = direction == .any && self.faults.dice.chance(0.5)
        let units = raises ? product.quantity + change : max(0, product.quantity - change)
        _ = self.setStockBehindTheHub(product.sku, to: units, at: moment)
    }

    private mutating func meddleWithPrice(_ moment: Moment) {
        guard let (found, index) = self.anyOnSale() else { return }
        var listing = found
        let percent = self.faults.dice.whole(1...10) * (self.faults.dice.chance(0.5) ? 1 : -1)
        let price = max(20, listing.products[index].price * (100 + percent) / 100)
        let key = listing.products[index].key(on: listing.priceOn)
        for sharer in listing.products.indices where listing.products[sharer].key(on: listing.priceOn) == key {
            self.writePrice(listing.products[sharer], to: price, by: .secondProgram, moment)
            listing.products[sharer].price = price
        }
        listing.modified = moment.shop
        self.put(listing, at: moment)
    }

    /// Some product on sale with units left and a SKU.
    private mutating func anyOnSale() -> (EtsyListing, Int)? {
        let ids = self.listings.keys.sorted().filter { self.listings[$0]?.state == .active }
        guard !ids.isEmpty, let listing = self.listings[self.faults.dice.pick(ids)] else { return nil }
        let indices = listing.products.indices.filter {
            listing.products[$0].quantity > 0 && !listing.products[$0].sku.isEmpty
        }
        return indices.isEmpty ? nil : (listing, self.faults.dice.pick(indices))
    }
}
