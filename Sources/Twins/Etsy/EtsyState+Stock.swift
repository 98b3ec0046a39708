import Foundation

extension EtsyState {
    /// Moves the number a product draws on, and the listing with it. Selling out ends a listing; getting units back
    /// does not bring it back.
    ///
    /// - Returns: The number before and after.
    mutating func move(_ id: Int, product index: Int, by units: Int, at moment: Moment) -> (Int, Int) {
        guard var listing = self.listings[id] else { return (0, 0) }
        let before = listing.products[index].quantity
        for sharer in listing.sharers(of: index) { listing.products[sharer].quantity = before + units }
        listing.modified = moment.shop
        if listing.state == .active, listing.quantity <= 0 {
            listing.state = .soldOut
            listing.stateChanged = moment.shop
        }
        self.put(listing, at: moment)
        return (before, before + units)
    }

    /// Another program sets a number, as someone at the shop's own back office would; zero for all sells out, and a
    /// sold-out listing with units again is renewed.
    mutating func setStockBehindTheHub(_ sku: String, to units: Int, at moment: Moment) -> Bool {
        guard let (id, index) = self.place(of: sku), var listing = self.listings[id] else { return false }
        let units = min(999, max(0, units))
        for sharer in listing.sharers(of: index) {
            self.writeStock(listing.products[sharer], to: units, by: .secondProgram, moment)
            listing.products[sharer].quantity = units
        }
        listing.modified = moment.shop
        if listing.state == .active, listing.quantity == 0 {
            listing.state = .soldOut
            listing.stateChanged = moment.shop
        } else if listing.state == .soldOut, listing.quantity > 0 {
            self.renew(&listing, at: moment)
        }
        self.put(listing, at: moment)
        return true
    }

    /// The seller deactivates a listing, or activates it again, which is free while it has neither sold out nor expired.
    mutating func setOnSaleByHand(_ sku: String, _ isOnSale: Bool, at moment: Moment) -> Bool {
        guard let id = self.listingsBySKU[sku, default: []].min(), var listing = self.listings[id],
            listing.state == (isOnSale ? .inactive : .active)
        else { return false }
        listing.state = isOnSale ? .active : .inactive
        listing.stateChanged = moment.shop
        listing.modified = moment.shop
        self.put(listing, at: moment)
        return true
    }

    /// Brings a listing on sale for another four months, for a fee.
    mutating func renew(_ listing: inout EtsyListing, at moment: Moment) {
        self.charge(listing.state == .draft ? "publish" : "renewal", listing, moment)
        listing.state = .active
        listing.stateChanged = moment.shop
        listing.ending = moment.shop.addingTimeInterval(Self.listingLife)
    }

    /// Takes down a listing fee.
    private mutating func charge(_ reason: String, _ listing: EtsyListing, _ moment: Moment) {
        self.book.write(
            BookEntry(
                kind: .fee, at: moment.wall, shopTime: moment.shop, by: .hub, orderID: nil,
                sku: listing.products.first?.sku, units: 0, before: nil, after: nil, note: "\(reason) \(listing.id)"))
    }

    mutating func writeStock(_ product: EtsyProduct, to units: Int, by actor: BookEntry.Actor, _ moment: Moment) {
        guard product.quantity != units || actor == .secondProgram else { return }
        self.book.write(stockOf: product.sku, from: product.quantity, to: units, by: actor, moment)
    }

    mutating func writePrice(_ product: EtsyProduct, to price: Int, by actor: BookEntry.Actor, _ moment: Moment) {
        guard product.price != price else { return }
        self.book.write(priceOf: product.sku, to: TwinMoney(minor: price).text, by: actor, moment)
    }
}
