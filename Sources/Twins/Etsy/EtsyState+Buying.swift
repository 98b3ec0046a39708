import Foundation

extension EtsyState {
    /// One buyer at the till: all or nothing, and the listing's number moves at once, paid or not.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let (id, index) = self.place(of: sku), let listing = self.listings[id] else { return nil }
        let product = listing.products[index]
        let left = listing.state == .active && product.isEnabled ? max(0, product.quantity) : 0
        guard
            let purchase = self.purchase(
                sku, units: units, paid: paid, left: left, mayOversell: listing.state == .active, at: moment)
        else { return nil }
        let receipt = self.place(purchase, of: product, on: listing, at: moment)
        let movement = self.move(id, product: index, by: -units, at: moment)
        for line in receipt.lines {
            self.book.write(purchase.isPaid ? .sale : .hold, line, of: receipt, movement, moment)
        }
        self.receipts[receipt.id] = receipt
        if purchase.isPaid { self.setPaid(receipt.id, at: moment) }
        return self.placed(purchase, as: receipt.id, at: moment)
    }

    private mutating func place(
        _ purchase: Purchase, of product: EtsyProduct, on listing: EtsyListing, at moment: Moment
    ) -> EtsyReceipt {
        let buyer = Shopper(dice: &self.dice)
        let line = EtsyReceipt.Line(
            id: self.newID(.transaction), listing: listing.id, product: product.id, sku: product.sku,
            title: listing.title, units: purchase.units, price: product.price, values: product.values,
            beyond: purchase.beyond)
        return EtsyReceipt(
            id: self.newID(.receipt), buyer: buyer, buyerID: 700_000_000 + self.dice.whole(1...9_999_999),
            lines: [line], shippingCost: self.profiles.first?.primaryCost ?? 0, created: moment.shop,
            updated: moment.shop, visibleAt: purchase.visibleAt)
    }

    private mutating func setPaid(_ id: Int, at moment: Moment) {
        self.receipts[id]?.paid = moment.shop
        self.receipts[id]?.updated = moment.shop
        self.note("order.paid", id, moment)
    }

    /// An unpaid order is paid: what was held is sold.
    mutating func pay(_ id: Int, at moment: Moment) {
        guard let receipt = self.receipts[id], receipt.paid == nil, receipt.canceled == nil else { return }
        for line in receipt.lines {
            let number = self.number(of: line)
            self.book.write(.sale, line, of: receipt, (number, number), moment)
        }
        self.setPaid(id, at: moment)
    }

    /// Cancels an order that has not left. Its units come back to a listing on sale, unless the seller chose not to
    /// restock (`cancelWithoutRestock`); a sold-out listing stays as it is.
    mutating func cancel(_ id: Int, at moment: Moment) {
        guard let receipt = self.receipts[id], receipt.canceled == nil, receipt.shipped == nil else { return }
        let keeps = self.faults.strikes(.cancelWithoutRestock) != nil
        for line in receipt.lines {
            var movement = (self.number(of: line), self.number(of: line))
            if !keeps, self.listings[line.listing]?.state == .active, let index = self.index(of: line) {
                movement = self.move(line.listing, product: index, by: line.units, at: moment)
            }
            self.book.write(receipt.paid == nil ? .release : .cancellation, line, of: receipt, movement, moment)
        }
        self.receipts[id]?.canceled = moment.shop
        self.receipts[id]?.updated = moment.shop
        self.book.write(status: "\(receipt.status)>Canceled", of: id, by: .checkout, moment)
        self.note("order.canceled", id, moment)
    }

    /// The seller marks the order as sent on the site.
    mutating func complete(_ id: Int, at moment: Moment) { self.ship(id, by: .secondProgram, at: moment) }

    /// Marks an order as sent.
    mutating func ship(_ id: Int, by actor: BookEntry.Actor, at moment: Moment) {
        guard let receipt = self.receipts[id], receipt.canceled == nil else { return }
        self.receipts[id]?.updated = moment.shop
        guard receipt.shipped == nil else { return }
        self.receipts[id]?.shipped = moment.shop
        self.book.write(status: "\(receipt.status)>Completed", of: id, by: actor, moment)
        self.note("order.shipped", id, moment)
    }

    /// The product a line was sold from: its ids change with each write, so by SKU and by values.
    private func index(of line: EtsyReceipt.Line) -> Int? {
        let products = self.listings[line.listing]?.products ?? []
        return products.firstIndex { $0.sku == line.sku && !$0.sku.isEmpty }
            ?? products.firstIndex { $0.values.map(\.values) == line.values.map(\.values) }
    }

    private func number(of line: EtsyReceipt.Line) -> Int? {
        self.index(of: line).flatMap { self.listings[line.listing]?.products[$0].quantity }
    }
}
