import Foundation

extension AmazonState {
    /// One buyer at the till: all or nothing, and the offer's number moves at once, pending or not.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let listing = self.listings[sku], listing.isOffered(in: self.home),
            let price = listing.price(in: self.home)
        else {
            return nil
        }
        guard
            let purchase = self.purchase(
                sku, units: units, paid: paid, left: max(0, listing.quantity), at: moment)
        else { return nil }
        let buyer = Shopper(dice: &self.dice)
        var order = AmazonOrder(
            number: self.newNumber(), buyer: buyer,
            lines: [
                AmazonOrder.Line(
                    id: String(50_000_000_000_000 + self.newNumber()), sku: sku, asin: listing.asin,
                    title: listing.title, units: units, price: price, beyond: purchase.beyond)
            ], isByAmazon: listing.isByAmazon, created: moment.shop, updated: moment.shop,
            visibleAt: purchase.visibleAt)
        if purchase.isPaid { order.paid = moment.shop }
        let movement = self.move(sku, by: -units, moment)
        self.orders[order.number] = order
        self.write(purchase.isPaid ? .sale : .hold, order, movement, moment)
        self.tell(.order(order), visibleAt: order.visibleAt, at: moment)
        return self.placed(purchase, as: order.number, at: moment)
    }

    private mutating func move(_ sku: String, by units: Int, _ moment: Moment) -> (Int?, Int?) {
        guard var listing = self.listings[sku] else { return (nil, nil) }
        let before = listing.quantity
        listing.setQuantity(before + units)
        self.put(listing, at: moment)
        return (before, before + units)
    }

    /// A pending order is released: what was held is sold.
    mutating func pay(_ number: Int, at moment: Moment) {
        guard var order = self.orders[number], order.paid == nil, order.canceled == nil else { return }
        order.paid = moment.shop
        order.updated = moment.shop
        self.orders[number] = order
        let units = order.lines.first.flatMap { self.listings[$0.sku]?.quantity }
        self.write(.sale, order, (units, units), moment)
        self.tell(.order(order), visibleAt: order.visibleAt, at: moment)
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

    /// The seller marks the order as sent in Seller Central.
    mutating func complete(_ number: Int, at moment: Moment) {
        self.ship(number, nil, by: .secondProgram, at: moment)
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
        self.book.write(status: "\(before)>\(order.status)", of: order.number, by: actor, moment)
        self.tell(.order(order), visibleAt: order.visibleAt, at: moment)
    }

    private mutating func write(
        _ kind: BookEntry.Kind, _ order: AmazonOrder, _ movement: (Int?, Int?), _ moment: Moment
    ) {
        for line in order.lines { self.book.write(kind, line, of: order, movement, moment) }
    }
}
