import Foundation

extension WooShop {
    /// One purchase; an unpaid one stays `pending` and holds its units, the stock number does not move.
    public func sell(_ sku: String, units: Int, paid: Bool, holdSeconds: Double?) -> TwinSale? {
        let moment = self.now
        self.isChanged = true
        let sale = self.state.buy(sku: sku, units: units, paid: paid, at: moment)
        if let sale, !paid, let holdSeconds { self.state.endHold(of: sale.orderID, within: holdSeconds, moment) }
        return sale
    }

    /// Pays an unpaid order: its units leave the stock number. Nothing happens to any other order.
    public func pay(order: Int) { self.perform(.pay(order: order)) }

    /// Cancels an order that is not completed; units that were taken off the stock number come back.
    ///
    /// - Parameter seconds: Within this much wall time; 0 for at once.
    public func cancel(order: Int, within seconds: Double) {
        guard seconds > 0 else { return self.perform(.cancel(order: order)) }
        let due = self.wall().addingTimeInterval(self.state.faults.wait(upTo: seconds))
        self.state.later.append(WooLater(due: due, deed: .cancel(order: order)))
    }

    /// The seller ships by hand in the shop's own back office.
    public func complete(order: Int) { self.change(order, to: "completed") }

    /// The payment fails; a hold ends.
    public func fail(order: Int) { self.change(order, to: "failed") }

    /// SKUs a buyer can ask for, in order.
    public func sellableSKUs() -> [String] {
        self.state.products.values.filter { $0.kind != .variable && $0.status == "publish" && !$0.sku.isEmpty }
            .map(\.sku).sorted()
    }

    private func perform(_ deed: WooLater.Deed) {
        self.state.perform(deed, at: self.now)
        self.isChanged = true
    }

    private func change(_ order: Int, to status: String) {
        self.state.change(order: order, to: status, at: self.now)
        self.isChanged = true
    }
}
