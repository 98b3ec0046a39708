import Foundation

extension WooState {
    /// How an order comes to be.
    struct Placing {
        var status: String
        var via: String
        var buyer: Shopper?
        var visibleAt: Date
        /// Hundredths.
        var shippingCost = 495
        /// Units the shelf did not have.
        var beyond: Int?
    }

    /// Puts an order into the shop. Stock is not asked about here: buyers are checked before, and the API never checks.
    mutating func place(
        _ wanted: [(product: WooProduct, units: Int)], _ placing: Placing, at moment: Moment
    ) -> WooOrder {
        let lines = wanted.map { product, units in
            WooOrder.Line(
                id: self.newItemID(), productID: product.kind == .variation ? product.parentID : product.id,
                variationID: product.kind == .variation ? product.id : 0, name: product.name, sku: product.sku,
                quantity: units, unitPrice: TwinMoney(product.price)?.minor ?? 0, beyond: placing.beyond,
                stockOwner: self.stockOwner(of: product)?.id)
        }
        var order = WooOrder(
            id: self.newID(), key: "wc_order_" + self.token(13), status: "pending", createdVia: placing.via,
            created: moment.shop, modified: moment.shop, lines: lines, shippingCost: placing.shippingCost,
            buyer: placing.buyer, paymentMethod: placing.status == "pending" ? "bacs" : "stripe",
            paymentTitle: placing.status == "pending" ? "Direct bank transfer" : "Credit card",
            visibleAt: placing.visibleAt)
        if placing.status == "pending" { self.hold(order, at: moment) }
        self.enter(placing.status, &order, from: nil, at: moment)
        self.orders[order.id] = order
        self.note("order.created", order.id, moment)
        self.note("order.updated", order.id, moment)
        return order
    }

    /// Moves an order to another status, with what that does to the stock.
    mutating func change(order id: Int, to status: String, by author: String = "system", at moment: Moment) {
        guard var order = self.orders[id], order.status != status else { return }
        let old = order.status
        if old == "pending" { self.release(order, sold: WooOrder.reducing.contains(status), at: moment) }
        self.enter(status, &order, from: old, at: moment)
        if status == "pending" { self.hold(order, at: moment) }
        order.modified = moment.shop
        order.notes.append(
            WooNote(
                id: self.newNoteID(), author: author, created: moment.shop,
                text: "Order status changed from \(Self.title(old)) to \(Self.title(status)).", forCustomer: false))
        self.orders[id] = order
        self.book.write(status: "\(old)>\(status)", of: id, by: author == "system" ? .checkout : .hub, moment)
        self.note("order.updated", id, moment)
    }

    private mutating func enter(_ status: String, _ order: inout WooOrder, from old: String?, at moment: Moment) {
        order.status = status
        if WooOrder.reducing.contains(status) {
            if !order.stockReduced { self.reduceStock(for: &order, at: moment) }
            if status != "on-hold", order.paid == nil {
                order.paid = moment.shop
                order.transactionID = "ch_" + self.token(16)
            }
        }
        if status == "cancelled" || (status == "pending" && old != nil), order.stockReduced {
            self.restoreStock(for: &order, at: moment)
        }
        if status == "completed" { order.completed = moment.shop }
        if status == "refunded", order.refunded < order.total {
            order.refunds.append(
                WooRefund(
                    id: self.newID(), created: moment.shop, amount: order.total - order.refunded,
                    reason: "Order fully refunded.", lines: []))
        }
    }

    /// Refunds part of an order; a full refund ends in `refunded`.
    mutating func refund(order id: Int, _ refund: WooRefund, restock: Bool, at moment: Moment) {
        guard var order = self.orders[id] else { return }
        if restock {
            for line in refund.lines {
                guard let index = order.lines.firstIndex(where: { $0.id == line.orderLine }) else { continue }
                self.restock(line.quantity, line: index, of: &order, at: moment)
            }
        }
        order.refunds.append(refund)
        order.modified = moment.shop
        self.orders[id] = order
        if order.refunded >= order.total {
            self.change(order: id, to: "refunded", at: moment)
        } else {
            self.note("order.updated", id, moment)
        }
    }

    /// A random text of hexadecimal digits.
    mutating func token(_ length: Int) -> String {
        String((0..<length).map { _ in self.dice.pick(Array("0123456789abcdef")) })
    }

    static func title(_ status: String) -> String {
        switch status {
        case "pending": "Pending payment"
        case "on-hold": "On hold"
        default: status.prefix(1).uppercased() + status.dropFirst()
        }
    }
}
