import Foundation

extension ShopifyState {
    /// One buyer at the till: all or nothing, and what is available falls at once, paid or not.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let id = self.variantOfSKU[sku], let variant = self.variants[id],
            self.products[variant.product]?.isOnSale == true
        else { return nil }
        let location = self.location(of: variant, units: units)
        let isCounted = variant.isTracked && variant.policy == "DENY"
        let left = isCounted ? max(0, variant.available[location] ?? 0) : Int.max
        guard let purchase = self.purchase(sku, units: units, paid: paid, left: left, at: moment) else { return nil }
        let order = self.place(purchase, of: variant, at: location, moment)
        let movement = self.move(id, at: location, by: -units, moment)
        self.orders[order.id] = order
        for line in order.lines { self.book.write(purchase.isPaid ? .sale : .hold, line, of: order, movement, moment) }
        self.note("ORDERS_CREATE", order.id, moment)
        return self.placed(purchase, as: order.id, at: moment)
    }

    /// Where enough of it lies, the primary one first.
    private func location(of variant: ShopifyVariant, units: Int) -> Int {
        let active = self.locations.filter(\.isActive).map(\.id)
        return active.first { variant.available[$0] ?? 0 >= units } ?? self.home
    }

    private mutating func place(
        _ purchase: Purchase, of variant: ShopifyVariant, at location: Int, _ moment: Moment
    ) -> ShopifyOrder {
        let buyer = Shopper(dice: &self.dice)
        let line = ShopifyOrder.Line(
            id: self.newID(.line), variant: variant.id, product: variant.product, sku: variant.sku,
            title: self.products[variant.product]?.title ?? "", variantTitle: variant.title,
            units: purchase.units, price: variant.price, beyond: purchase.beyond, location: location)
        return ShopifyOrder(
            id: self.newID(.order), number: 1_001 + self.orders.count, fulfillmentOrder: self.newID(.fulfillmentOrder),
            buyer: buyer, lines: [line], shippingCost: 495, created: moment.shop, updated: moment.shop,
            paid: purchase.isPaid ? moment.shop : nil, visibleAt: purchase.visibleAt)
    }

    /// An unpaid order is paid: what was held is sold.
    mutating func pay(_ id: Int, at moment: Moment) {
        guard let order = self.orders[id], order.paid == nil, order.cancelled == nil else { return }
        self.orders[id]?.paid = moment.shop
        self.orders[id]?.updated = moment.shop
        for line in order.lines {
            let units = self.variants[line.variant]?.available[line.location]
            self.book.write(.sale, line, of: order, (units, units), moment)
        }
        self.note("ORDERS_UPDATED", id, moment)
        self.note("ORDERS_PAID", id, moment)
    }

    mutating func cancel(_ id: Int, at moment: Moment) { self.cancel(id, restock: nil, at: moment) }

    /// Cancels an order that has not left. Its units come back unless the seller chose not to restock.
    ///
    /// - Parameters:
    ///   - restock: `nil`: as `cancelWithoutRestock` decides.
    ///   - refunds: Whether what was paid is given back.
    mutating func cancel(_ id: Int, restock: Bool?, refunds: Bool = true, at moment: Moment) {
        guard var order = self.orders[id], order.cancelled == nil, !order.isFulfilled else { return }
        let gives = restock ?? (self.faults.strikes(.cancelWithoutRestock) == nil)
        let wasPaid = order.paid != nil
        var refund = ShopifyOrder.Refund(id: self.newID(.refund), at: moment.shop, lines: [])
        refund.amount = refunds ? order.received - order.moneyBack : 0
        refund.shipping = refunds && wasPaid ? order.shippingLeft : 0
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
            self.book.write(wasPaid ? .cancellation : .release, line, of: order, movement, moment)
        }
        order.refunds.append(refund)
        order.cancelled = moment.shop
        order.updated = moment.shop
        self.orders[id] = order
        self.book.write(status: "OPEN>CANCELLED", of: id, by: .checkout, moment)
        for topic in ["ORDERS_CANCELLED", "ORDERS_UPDATED", "REFUNDS_CREATE"] { self.note(topic, id, moment) }
    }

    /// The seller fulfils the order in the back office.
    mutating func complete(_ id: Int, at moment: Moment) { self.ship(id, by: .secondProgram, at: moment) }

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
        self.book.write(status: "OPEN>FULFILLED", of: id, by: actor, moment)
        for topic in ["ORDERS_FULFILLED", "ORDERS_UPDATED", "FULFILLMENTS_CREATE"] { self.note(topic, id, moment) }
        return fulfillment
    }
}
