import Foundation

extension WooState {
    /// One buyer at the till: all or nothing.
    ///
    /// The shop refuses when the stock number less the units held by unpaid orders is too small, and counts the buyer
    /// as turned away. What happens in between belongs to no one else: the whole purchase is one step of the shop.
    mutating func buy(sku: String, units: Int, paid: Bool, at moment: Moment) -> TwinSale? {
        guard let id = self.idBySKU[sku], let product = self.products[id], product.kind != .variable,
            product.status == "publish"
        else { return nil }
        var beyond: Int?
        if units > self.sellable(product) {
            guard units == self.sellable(product) + 1, self.faults.strikes(.selfOversell) != nil else {
                self.book.turnAway(units, of: sku)
                return nil
            }
            beyond = units - self.sellable(product)
        }
        let unpaid = paid ? self.faults.strikes(.unpaidHold) : nil
        let late = self.faults.strikes(.orderLate)
        let visibleAt = moment.wall.addingTimeInterval(late.map { self.faults.wait(upTo: $0.span) } ?? 0)
        let placing = Placing(
            status: paid && unpaid == nil ? "processing" : "pending", via: "checkout", buyer: Shopper(dice: &self.dice),
            visibleAt: visibleAt, beyond: beyond)
        let order = self.place([(product, units)], placing, at: moment)
        if let unpaid { self.endHold(of: order.id, within: unpaid.span, moment) }
        if let cancel = self.faults.strikes(.selfCancel) {
            self.later.append(self.in(cancel.span, moment, .cancel(order: order.id)))
        }
        return TwinSale(
            orderID: order.id, sku: sku, units: units, isPaid: order.status == "processing", at: moment.wall)
    }

    /// Pays (seven times in ten) or cancels an unpaid order within `seconds`.
    mutating func endHold(of order: Int, within seconds: Double, _ moment: Moment) {
        let pays = self.faults.dice.chance(0.7)
        self.later.append(self.in(seconds, moment, pays ? .pay(order: order) : .cancel(order: order)))
    }

    private mutating func `in`(_ seconds: Double, _ moment: Moment, _ deed: WooLater.Deed) -> WooLater {
        WooLater(due: moment.wall.addingTimeInterval(self.faults.wait(upTo: seconds)), deed: deed)
    }

    /// Does what the shop had planned for itself.
    mutating func perform(_ deed: WooLater.Deed, at moment: Moment) {
        switch deed {
        case .pay(let id):
            if self.orders[id]?.status == "pending" { self.change(order: id, to: "processing", at: moment) }
        case .cancel(let id):
            if ["pending", "processing", "on-hold"].contains(self.orders[id]?.status ?? "") {
                self.change(order: id, to: "cancelled", at: moment)
            }
        case .write:
            break  // the actor plays the request again
        }
    }
}
