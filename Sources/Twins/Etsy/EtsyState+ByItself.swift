import Foundation

extension EtsyState {
    mutating func meddleWithStock(_ direction: FaultRule.Direction, _ moment: Moment) {
        guard let (listing, index) = self.anyOnSale() else { return }
        let product = listing.products[index]
        let units = self.faults.meddled(stock: product.quantity, direction)
        _ = self.setStockBehindTheHub(product.sku, to: units, at: moment)
    }

    mutating func meddleWithPrice(_ moment: Moment) {
        guard let (found, index) = self.anyOnSale() else { return }
        var listing = found
        let price = self.faults.meddled(price: listing.products[index].price, least: 20)
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
