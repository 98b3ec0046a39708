import Foundation

extension EbayState {
    /// One buyer at the till: all or nothing, and the number moves at once, paid or not.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let shelf = self.shelf(of: sku) else { return nil }
        guard
            let purchase = self.purchase(
                sku, units: units, paid: paid, left: shelf.left, mayOversell: shelf.isOpen, at: moment)
        else { return nil }
        let order = self.place(purchase, shelf, moment)
        self.orders[order.id] = order
        let movement = self.take(units, of: sku, from: shelf, moment)
        for line in order.lines { self.book.write(purchase.isPaid ? .sale : .hold, line, of: order, movement, moment) }
        self.note(order: "CREATED", order.id, moment)
        return self.placed(purchase, as: order.id, at: moment)
    }

    /// Where a SKU is found by buyers.
    private struct Shelf {
        var listing: String
        var left: Int
        /// Hundredths.
        var price: Int
        var title: String
        var options: [TwinOption]
        var isOpen: Bool
        var isOlder = false
    }

    private func shelf(of sku: String) -> Shelf? {
        if let id = self.olderOfSKU[sku], let product = self.older[id]?.goods.first(where: { $0.sku == sku }) {
            return Shelf(
                listing: id, left: max(0, product.stock ?? 0), price: TwinMoney(product.price)?.minor ?? 100,
                title: product.parentName ?? product.name, options: product.options ?? [], isOpen: true, isOlder: true)
        }
        guard let offer = self.offer(ofSKU: sku), let item = self.items[sku], let listing = self.listing(of: offer)
        else { return nil }
        let group = listing.group.flatMap { self.groups[$0] }
        let varying = group?.body["variesBy"]?["specifications"]?.list?.compactMap { $0["name"]?.text } ?? []
        let aspects = item.body["product"]?["aspects"]
        return Shelf(
            listing: listing.id, left: listing.isOpen ? max(0, self.units(of: offer)) : 0, price: offer.price ?? 100,
            title: group?.body["title"]?.text ?? item.title,
            options: varying.compactMap { name in aspects?[name]?.texts.first.map { TwinOption(name, $0) } },
            isOpen: listing.isOpen)
    }

    private mutating func take(_ units: Int, of sku: String, from shelf: Shelf, _ moment: Moment) -> (Int, Int) {
        guard shelf.isOlder else {
            self.listings[shelf.listing]?.sold[sku, default: 0] += units
            return self.move(sku, by: -units, at: moment)
        }
        if let index = self.older[shelf.listing]?.goods.firstIndex(where: { $0.sku == sku }) {
            self.older[shelf.listing]?.goods[index].stock = shelf.left - units
        }
        self.older[shelf.listing]?.sold[sku, default: 0] += units
        return (shelf.left, shelf.left - units)
    }

    private mutating func place(_ purchase: Purchase, _ shelf: Shelf, _ moment: Moment) -> EbayOrder {
        let buyer = Shopper(dice: &self.dice)
        let line = EbayOrder.Line(
            id: self.newID(.line), listing: shelf.listing, sku: purchase.sku, title: shelf.title,
            options: shelf.options, units: purchase.units, price: shelf.price, beyond: purchase.beyond)
        let now = EbayDate.stamp(moment.shop)
        return EbayOrder(
            id: self.newNumber(.order), buyer: buyer, lines: [line], shippingCost: 395, created: now, updated: now,
            paid: purchase.isPaid ? now : nil, visibleAt: purchase.visibleAt)
    }

    /// An unpaid order is paid: what was held is sold.
    mutating func pay(_ id: Int, at moment: Moment) {
        guard let order = self.orders[id], order.isUnpaid else { return }
        for line in order.lines {
            let number = self.offer(ofSKU: line.sku).map { self.units(of: $0) }
            self.book.write(.sale, line, of: order, (number, number), moment)
        }
        self.orders[id]?.paid = EbayDate.stamp(moment.shop)
        self.touch(id, moment)
        self.note(order: "PAID", id, moment)
    }

    /// An order has ended without leaving: cancelled by its buyer, its seller or eBay. Its units come back, unless
    /// `cancelWithoutRestock` strikes; a listing that has ended stays so.
    mutating func cancel(_ id: Int, at moment: Moment) {
        self.cancel(id, isBuyers: true, reason: "BUYER_CANCEL_OR_ADDRESS_ISSUE", at: moment)
    }

    mutating func cancel(_ id: Int, isBuyers: Bool, reason: String, at moment: Moment) {
        guard let order = self.orders[id], order.cancelled == nil, order.shipments.isEmpty else { return }
        let keeps = self.faults.strikes(.cancelWithoutRestock) != nil
        for line in order.lines {
            let number = self.offer(ofSKU: line.sku).map { self.units(of: $0) }
            var movement = (number, number)
            if !keeps, let offer = self.offer(ofSKU: line.sku), self.listing(of: offer)?.isOpen == true {
                let (before, after) = self.move(line.sku, by: line.units, at: moment)
                movement = (before, after)
            }
            self.book.write(order.paid == nil ? .release : .cancellation, line, of: order, movement, moment)
        }
        let now = EbayDate.stamp(moment.shop)
        if let open = order.cancels.firstIndex(where: { $0.state == .requested }) {
            self.orders[id]?.cancels[open].state = .completed
            self.orders[id]?.cancels[open].completed = now
        } else {
            let cancel = EbayOrder.Cancel(
                id: self.newID(.cancel), isBuyers: isBuyers, reason: reason, asked: now, completed: now,
                state: .completed)
            self.orders[id]?.cancels.append(cancel)
        }
        self.orders[id]?.cancelled = now
        let rest = order.total - order.refunds.reduce(0) { $0 + $1.amount }
        if order.paid != nil, rest > 0 {
            let refund = EbayOrder.Refund(id: self.newID(.refund), amount: rest, line: nil, asked: now, done: now)
            self.orders[id]?.refunds.append(refund)
        }
        self.touch(id, moment)
        self.book.write(status: "\(order.status)>CANCELED", of: id, by: isBuyers ? .checkout : .hub, moment)
        self.note(order: "CANCELLED", id, moment)
    }

    /// The seller marks the order as sent on the site, without a tracking number.
    mutating func complete(_ id: Int, at moment: Moment) {
        guard let order = self.orders[id], order.cancelled == nil, order.fulfillment != "FULFILLED" else { return }
        let rest = order.lines.map { ($0.id, $0.units - order.shipped($0.id)) }
        self.send(
            id,
            EbayOrder.Shipment(
                id: self.newID(.shipment), shipped: EbayDate.stamp(moment.shop),
                units: Dictionary(rest.filter { $0.1 > 0 }) { first, _ in first }), by: .secondProgram, moment)
    }

    /// Something leaves.
    mutating func send(_ id: Int, _ shipment: EbayOrder.Shipment, by actor: BookEntry.Actor, _ moment: Moment) {
        guard let before = self.orders[id]?.status else { return }
        self.orders[id]?.shipments.append(shipment)
        self.touch(id, moment)
        if let after = self.orders[id]?.status, after != before {
            self.book.write(status: "\(before)>\(after)", of: id, by: actor, moment)
        }
        self.note(order: "SHIPPED", id, moment)
    }

    /// An order has changed now.
    mutating func touch(_ id: Int, _ moment: Moment) { self.orders[id]?.updated = EbayDate.stamp(moment.shop) }

    mutating func apply(_ change: EbayChange, at moment: Moment) {
        switch change {
        case .refunded(let order, let refund):
            guard let index = self.orders[order]?.refunds.firstIndex(where: { $0.id == refund && $0.done == nil })
            else { return }
            self.orders[order]?.refunds[index].done = EbayDate.stamp(moment.shop)
            self.touch(order, moment)
            self.note(order: "REFUNDED", order, moment)
        }
    }
}
