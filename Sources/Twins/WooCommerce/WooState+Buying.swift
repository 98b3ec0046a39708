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
        guard
            let purchase = self.purchase(sku, units: units, paid: paid, left: self.sellable(product), at: moment)
        else { return nil }
        let placing = Placing(
            status: purchase.isPaid ? "processing" : "pending", via: "checkout", buyer: Shopper(dice: &self.dice),
            visibleAt: purchase.visibleAt, beyond: purchase.beyond)
        let order = self.place([(product, units)], placing, at: moment)
        return self.placed(purchase, as: order.id, at: moment)
    }

    mutating func pay(_ order: Int, at moment: Moment) {
        if self.orders[order]?.status == "pending" { self.change(order: order, to: "processing", at: moment) }
    }

    mutating func cancel(_ order: Int, at moment: Moment) {
        if ["pending", "processing", "on-hold"].contains(self.orders[order]?.status ?? "") {
            self.change(order: order, to: "cancelled", at: moment)
        }
    }

    mutating func complete(_ order: Int, at moment: Moment) { self.change(order: order, to: "completed", at: moment) }
    mutating func fail(_ order: Int, at moment: Moment) { self.change(order: order, to: "failed", at: moment) }
}
