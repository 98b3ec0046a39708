import Foundation

extension AmazonState {
    /// One buyer at the till: all or nothing, and the offer's number moves at once, pending or not.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let listing = self.listings[sku], !listing.isParent, let price = listing.price(in: self.home) else {
            return nil
        }
        let left = max(0, listing.quantity)
        var beyond: Int?
        if units > left {
            guard units == left + 1, self.faults.strikes(.selfOversell) != nil else {
                self.book.turnAway(units, of: sku)
                return nil
            }
            beyond = units - left
        }
        let unpaid = paid ? self.faults.strikes(.unpaidHold) : nil
        let late = self.faults.strikes(.orderLate)
        let visibleAt = moment.wall.addingTimeInterval(late.map { self.faults.wait(upTo: $0.span) } ?? 0)
        let buyer = Shopper(dice: &self.dice)
        var order = AmazonOrder(
            number: self.newNumber(), buyer: buyer,
            lines: [
                AmazonOrder.Line(
                    id: String(50_000_000_000_000 + self.newNumber()), sku: sku, asin: listing.asin,
                    title: listing.title, units: units, price: price, beyond: beyond)
            ], isByAmazon: listing.isByAmazon, created: moment.shop, updated: moment.shop, visibleAt: visibleAt)
        let isPaid = paid && unpaid == nil
        if isPaid { order.paid = moment.shop }
        let movement = self.move(sku, by: -units, moment)
        self.orders[order.number] = order
        self.write(isPaid ? .sale : .hold, order, movement, moment)
        if let unpaid { self.endHold(of: order.number, within: unpaid.span, moment) }
        if let cancel = self.faults.strikes(.selfCancel) {
            self.later.append(self.in(cancel.span, moment, .cancel(order: order.number)))
        }
        return TwinSale(orderID: order.number, sku: sku, units: units, isPaid: isPaid, at: moment.wall)
    }

    private mutating func move(_ sku: String, by units: Int, _ moment: Moment) -> (Int?, Int?) {
        guard var listing = self.listings[sku] else { return (nil, nil) }
        let before = listing.quantity
        listing.setQuantity(before + units)
        self.put(listing, at: moment)
        return (before, before + units)
    }

    /// Pays (seven times in ten) or cancels a pending order within `seconds`.
    mutating func endHold(of order: Int, within seconds: Double, _ moment: Moment) {
        let pays = self.faults.dice.chance(0.7)
        self.later.append(self.in(seconds, moment, pays ? .pay(order: order) : .cancel(order: order)))
    }

    private mutating func `in`(_ seconds: Double, _ moment: Moment, _ deed: AmazonLater.Deed) -> AmazonLater {
        AmazonLater(due: moment.wall.addingTimeInterval(self.faults.wait(upTo: seconds)), deed: deed)
    }

    /// A pending order is released: what was held is sold.
    mutating func pay(_ number: Int, at moment: Moment) {
        guard var order = self.orders[number], order.paid == nil, order.canceled == nil else { return }
        order.paid = moment.shop
        order.updated = moment.shop
        self.orders[number] = order
        let units = order.lines.first.flatMap { self.listings[$0.sku]?.quantity }
        self.write(.sale, order, (units, units), moment)
    }

    /// Cancels an order that has not left. Its units come back to the offer, unless the seller's settings say otherwise
    /// (`cancelWithoutRestock`).
    mutating func cancel(_ number: Int, at moment: Moment) {
        guard var order = self.orders[number], order.canceled == nil, order.shipped == nil, order.packages.isEmpty
        else {
            return
        }
        let keeps = self.faults.strikes(.cancelWithoutRestock) != nil
        for line in order.lines {
            let now = self.listings[line.sku]?.quantity
            let movement = keeps ? (now, now) : self.move(line.sku, by: line.units, moment)
            self.write(order.paid == nil ? .release : .cancellation, order, movement, moment)
        }
        let before = order.status
        order.canceled = moment.shop
        order.updated = moment.shop
        self.orders[number] = order
        self.status(order, from: before, by: .checkout, moment)
    }

    /// Takes a package of an order; what is left is not sent yet.
    mutating func ship(
        _ number: Int, _ package: AmazonOrder.Package?, by actor: BookEntry.Actor, at moment: Moment
    ) {
        guard var order = self.orders[number], order.canceled == nil, order.shipped == nil else { return }
        let before = order.status
        if order.paid == nil {
            self.pay(number, at: moment)
            order.paid = moment.shop
        }
        if let package { order.packages.append(package) }
        order.updated = moment.shop
        if package == nil || order.lines.allSatisfy({ order.fulfilled($0) >= $0.units }) { order.shipped = moment.shop }
        self.orders[number] = order
        self.status(order, from: before, by: actor, moment)
    }

    private mutating func status(
        _ order: AmazonOrder, from before: String, by actor: BookEntry.Actor, _ moment: Moment
    ) {
        self.book.write(
            BookEntry(
                kind: .status, at: moment.wall, shopTime: moment.shop, by: actor, orderID: order.number, sku: nil,
                units: 0, before: nil, after: nil, note: "\(before)>\(order.status)"))
    }

    private mutating func write(
        _ kind: BookEntry.Kind, _ order: AmazonOrder, _ movement: (Int?, Int?), _ moment: Moment
    ) {
        let isFirst = kind == .sale || kind == .hold
        let back = kind == .cancellation || kind == .release
        for line in order.lines {
            self.book.write(
                BookEntry(
                    kind: kind, at: moment.wall, shopTime: moment.shop, by: back ? .restock : .checkout,
                    orderID: order.number, sku: line.sku, units: line.units, beyond: isFirst ? line.beyond : nil,
                    before: movement.0, after: movement.1, visibleAt: isFirst ? order.visibleAt : nil))
        }
    }
}
