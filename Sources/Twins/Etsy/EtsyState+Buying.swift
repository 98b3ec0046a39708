import Foundation

extension EtsyState {
    /// One buyer at the till: all or nothing, and the listing's number moves at once, paid or not.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let (id, index) = self.place(of: sku), let listing = self.listings[id] else { return nil }
        let product = listing.products[index]
        let left = listing.state == .active && product.isEnabled ? max(0, product.quantity) : 0
        var beyond: Int?
        if units > left {
            guard listing.state == .active, units == left + 1, self.faults.strikes(.selfOversell) != nil else {
                self.book.turnAway(units, of: sku)
                return nil
            }
            beyond = units - left
        }
        let unpaid = paid ? self.faults.strikes(.unpaidHold) : nil
        let late = self.faults.strikes(.orderLate)
        let visibleAt = moment.wall.addingTimeInterval(late.map { self.faults.wait(upTo: $0.span) } ?? 0)
        let receipt = self.place(
            listing, product, units: units, beyond: beyond, visibleAt: visibleAt, at: moment)
        let isPaid = paid && unpaid == nil
        let movement = self.move(id, product: index, by: -units, at: moment)
        self.write(isPaid ? .sale : .hold, receipt, movement, moment)
        self.receipts[receipt.id] = receipt
        if isPaid { self.setPaid(receipt.id, at: moment) }
        if let unpaid { self.endHold(of: receipt.id, within: unpaid.span, moment) }
        if let cancel = self.faults.strikes(.selfCancel) {
            self.later.append(self.in(cancel.span, moment, .cancel(order: receipt.id)))
        }
        return TwinSale(orderID: receipt.id, sku: sku, units: units, isPaid: isPaid, at: moment.wall)
    }

    private mutating func place(
        _ listing: EtsyListing, _ product: EtsyProduct, units: Int, beyond: Int?, visibleAt: Date,
        at moment: Moment
    ) -> EtsyReceipt {
        let buyer = Shopper(dice: &self.dice)
        let line = EtsyReceipt.Line(
            id: self.newID(.transaction), listing: listing.id, product: product.id, sku: product.sku,
            title: listing.title, units: units, price: product.price, values: product.values, beyond: beyond)
        return EtsyReceipt(
            id: self.newID(.receipt), buyer: buyer, buyerID: 700_000_000 + self.dice.whole(1...9_999_999),
            lines: [line], shippingCost: self.profiles.first?.primaryCost ?? 0, created: moment.shop,
            updated: moment.shop, visibleAt: visibleAt)
    }

    private mutating func setPaid(_ id: Int, at moment: Moment) {
        self.receipts[id]?.paid = moment.shop
        self.receipts[id]?.updated = moment.shop
        self.note("order.paid", id, moment)
    }

    /// Pays (seven times in ten) or cancels an unpaid order within `seconds`.
    mutating func endHold(of order: Int, within seconds: Double, _ moment: Moment) {
        let pays = self.faults.dice.chance(0.7)
        self.later.append(self.in(seconds, moment, pays ? .pay(order: order) : .cancel(order: order)))
    }

    private mutating func `in`(_ seconds: Double, _ moment: Moment, _ deed: EtsyLater.Deed) -> EtsyLater {
        EtsyLater(due: moment.wall.addingTimeInterval(self.faults.wait(upTo: seconds)), deed: deed)
    }

    /// Does what the shop had planned for itself.
    mutating func perform(_ deed: EtsyLater.Deed, at moment: Moment) {
        switch deed {
        case .pay(let id): self.pay(id, at: moment)
        case .cancel(let id): self.cancel(id, at: moment)
        case .write: break  // the actor plays the request again
        }
    }

    /// An unpaid order is paid: what was held is sold.
    mutating func pay(_ id: Int, at moment: Moment) {
        guard let receipt = self.receipts[id], receipt.paid == nil, receipt.canceled == nil else { return }
        for line in receipt.lines {
            let number = self.number(of: line)
            self.write(.sale, receipt, (number, number), moment, only: line)
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
            self.write(receipt.paid == nil ? .release : .cancellation, receipt, movement, moment, only: line)
        }
        self.receipts[id]?.canceled = moment.shop
        self.receipts[id]?.updated = moment.shop
        self.status(receipt, to: "Canceled", by: .checkout, moment)
        self.note("order.canceled", id, moment)
    }

    /// Marks an order as sent.
    mutating func ship(_ id: Int, by actor: BookEntry.Actor, at moment: Moment) {
        guard let receipt = self.receipts[id], receipt.canceled == nil else { return }
        self.receipts[id]?.updated = moment.shop
        guard receipt.shipped == nil else { return }
        self.receipts[id]?.shipped = moment.shop
        self.status(receipt, to: "Completed", by: actor, moment)
        self.note("order.shipped", id, moment)
    }

    private mutating func status(
        _ receipt: EtsyReceipt, to status: String, by actor: BookEntry.Actor, _ moment: Moment
    ) {
        self.book.write(
            BookEntry(
                kind: .status, at: moment.wall, shopTime: moment.shop, by: actor, orderID: receipt.id, sku: nil,
                units: 0, before: nil, after: nil, note: "\(receipt.status)>\(status)"))
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

    private mutating func write(
        _ kind: BookEntry.Kind, _ receipt: EtsyReceipt, _ movement: (Int?, Int?), _ moment: Moment,
        only: EtsyReceipt.Line? = nil
    ) {
        let isFirst = kind == .sale || kind == .hold
        let back = kind == .cancellation || kind == .release
        for line in only.map({ [$0] }) ?? receipt.lines {
            self.book.write(
                BookEntry(
                    kind: kind, at: moment.wall, shopTime: moment.shop, by: back ? .restock : .checkout,
                    orderID: receipt.id, sku: line.sku, units: line.units, beyond: isFirst ? line.beyond : nil,
                    before: movement.0, after: movement.1, visibleAt: isFirst ? receipt.visibleAt : nil))
        }
    }
}
