import Foundation

extension ShopifyState {
    /// One buyer at the till: all or nothing, and what is available falls at once, paid or not.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let id = self.variantOfSKU[sku], let variant = self.variants[id],
            self.products[variant.product]?.status == "ACTIVE"
        else { return nil }
        let location = self.location(of: variant, units: units)
        let isCounted = variant.isTracked && variant.policy == "DENY"
        let left = isCounted ? max(0, variant.available[location] ?? 0) : Int.max
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
        let isPaid = paid && unpaid == nil
        let order = self.place(
            variant, at: location, units: units, beyond: beyond, isPaid: isPaid, visibleAt: visibleAt, moment)
        let movement = self.move(id, at: location, by: -units, moment)
        self.orders[order.id] = order
        self.write(isPaid ? .sale : .hold, order, movement, moment)
        self.note("ORDERS_CREATE", order.id, moment)
        if let unpaid { self.endHold(of: order.id, within: unpaid.span, moment) }
        if let cancel = self.faults.strikes(.selfCancel) {
            self.later.append(self.in(cancel.span, moment, .cancel(order: order.id)))
        }
        return TwinSale(orderID: order.id, sku: sku, units: units, isPaid: isPaid, at: moment.wall)
    }

    /// Where enough of it lies, the primary one first.
    private func location(of variant: ShopifyVariant, units: Int) -> Int {
        let active = self.locations.filter(\.isActive).map(\.id)
        return active.first { variant.available[$0] ?? 0 >= units } ?? self.home
    }

    private mutating func place(
        _ variant: ShopifyVariant, at location: Int, units: Int, beyond: Int?, isPaid: Bool, visibleAt: Date,
        _ moment: Moment
    ) -> ShopifyOrder {
        let buyer = Shopper(dice: &self.dice)
        let line = ShopifyOrder.Line(
            id: self.newID(.line), variant: variant.id, product: variant.product, sku: variant.sku,
            title: self.products[variant.product]?.title ?? "", variantTitle: variant.title, units: units,
            price: variant.price, beyond: beyond, location: location)
        return ShopifyOrder(
            id: self.newID(.order), number: 1_001 + self.orders.count, fulfillmentOrder: self.newID(.fulfillmentOrder),
            buyer: buyer, lines: [line], shippingCost: 495, created: moment.shop, updated: moment.shop,
            paid: isPaid ? moment.shop : nil, visibleAt: visibleAt)
    }

    /// Pays (seven times in ten) or cancels an unpaid order within `seconds`.
    mutating func endHold(of order: Int, within seconds: Double, _ moment: Moment) {
        let pays = self.faults.dice.chance(0.7)
        self.later.append(self.in(seconds, moment, pays ? .pay(order: order) : .cancel(order: order)))
    }

    private mutating func `in`(_ seconds: Double, _ moment: Moment, _ deed: ShopifyLater.Deed) -> ShopifyLater {
        ShopifyLater(due: moment.wall.addingTimeInterval(self.faults.wait(upTo: seconds)), deed: deed)
    }

    /// Does what the shop had planned for itself.
    mutating func perform(_ deed: ShopifyLater.Deed, at moment: Moment) {
        switch deed {
        case .pay(let id): self.pay(id, at: moment)
        case .cancel(let id): self.cancel(id, at: moment)
        case .write: break  // the actor plays the request again
        }
    }

    /// An unpaid order is paid: what was held is sold.
    mutating func pay(_ id: Int, at moment: Moment) {
        guard let order = self.orders[id], order.paid == nil, order.cancelled == nil else { return }
        self.orders[id]?.paid = moment.shop
        self.orders[id]?.updated = moment.shop
        for line in order.lines {
            let units = self.variants[line.variant]?.available[line.location]
            self.write(.sale, order, (units, units), moment, only: line)
        }
        self.note("ORDERS_UPDATED", id, moment)
        self.note("ORDERS_PAID", id, moment)
    }

    /// Cancels an order that has not left. Its units come back unless the seller chose not to restock.
    ///
    /// - Parameter restock: `nil`: as `cancelWithoutRestock` decides.
    mutating func cancel(_ id: Int, restock: Bool? = nil, at moment: Moment) {
        guard var order = self.orders[id], order.cancelled == nil, !order.isFulfilled else { return }
        let gives = restock ?? (self.faults.strikes(.cancelWithoutRestock) == nil)
        let wasPaid = order.paid != nil
        var refund = ShopifyOrder.Refund(id: self.newID(.refund), at: moment.shop, lines: [])
        for index in order.lines.indices {
            let line = order.lines[index]
            let units = line.units - line.refunded
            let here = self.variants[line.variant]?.available[line.location]
            let movement = gives ? self.move(line.variant, at: line.location, by: units, moment) : (here, here)
            order.lines[index].refunded += units
            if gives { order.lines[index].restocked += units }
            refund.lines.append(
                ShopifyOrder.Refund.Line(
                    id: self.newID(.refundLine), line: line.id, units: units, restock: gives ? "CANCEL" : "NO_RESTOCK"))
            self.write(wasPaid ? .cancellation : .release, order, movement, moment, only: line)
        }
        order.refunds.append(refund)
        order.cancelled = moment.shop
        order.updated = moment.shop
        self.orders[id] = order
        self.status(id, "CANCELLED", by: .checkout, moment)
        for topic in ["ORDERS_CANCELLED", "ORDERS_UPDATED", "REFUNDS_CREATE"] { self.note(topic, id, moment) }
    }

    /// All of an order leaves.
    @discardableResult
    mutating func ship(
        _ id: Int, company: String? = nil, number: String? = nil, by actor: BookEntry.Actor, at moment: Moment
    ) -> ShopifyOrder.Fulfillment? {
        guard let order = self.orders[id], order.cancelled == nil, !order.isFulfilled else { return nil }
        let fulfillment = ShopifyOrder.Fulfillment(
            id: self.newID(.fulfillment), company: company, number: number, at: moment.shop)
        self.orders[id]?.fulfillments.append(fulfillment)
        self.orders[id]?.updated = moment.shop
        self.status(id, "FULFILLED", by: actor, moment)
        for topic in ["ORDERS_FULFILLED", "ORDERS_UPDATED", "FULFILLMENTS_CREATE"] { self.note(topic, id, moment) }
        return fulfillment
    }

    private mutating func status(_ id: Int, _ status: String, by actor: BookEntry.Actor, _ moment: Moment) {
        self.book.write(
            BookEntry(
                kind: .status, at: moment.wall, shopTime: moment.shop, by: actor, orderID: id, sku: nil, units: 0,
                before: nil, after: nil, note: "OPEN>\(status)"))
    }

    private mutating func write(
        _ kind: BookEntry.Kind, _ order: ShopifyOrder, _ movement: (Int?, Int?), _ moment: Moment,
        only: ShopifyOrder.Line? = nil
    ) {
        let isFirst = kind == .sale || kind == .hold
        let isBack = kind == .cancellation || kind == .release
        for line in only.map({ [$0] }) ?? order.lines {
            self.book.write(
                BookEntry(
                    kind: kind, at: moment.wall, shopTime: moment.shop, by: isBack ? .restock : .checkout,
                    orderID: order.id, sku: line.sku, units: line.units, beyond: isFirst ? line.beyond : nil,
                    before: movement.0, after: movement.1, visibleAt: isFirst ? order.visibleAt : nil))
        }
    }
}
