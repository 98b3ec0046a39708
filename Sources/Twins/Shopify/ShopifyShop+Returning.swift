import Foundation

extension ShopifyShop {
    /// The buyer of an order that was sent wants so many units of its first line to go back.
    ///
    /// - Parameter touchesOrder: Whether the order counts as changed, too (not confirmed of Shopify's).
    public func askReturn(ofOrder id: Int, units: Int, touchesOrder: Bool = true) {
        self.change { state, moment in
            guard let order = state.orders[id], order.isFulfilled, let line = order.lines.first else { return }
            let part = ShopifyOrder.Return.Line(id: state.newID(.returned), line: line.id, units: units)
            let item = ShopifyOrder.Return(id: state.newID(.returned), status: "REQUESTED", lines: [part])
            state.orders[id]?.returns = (order.returns ?? []) + [item]
            state.note("RETURNS_REQUEST", id, moment)
            guard touchesOrder else { return }
            state.orders[id]?.updated = moment.shop
            state.note("ORDERS_UPDATED", id, moment)
        }
    }

    /// The seller agrees to the last return of an order (`OPEN`), declines it, or ends it (`CLOSED`).
    ///
    /// - Parameters:
    ///   - restocked: Units that are put back on the shop's shelf.
    ///   - refunds: Whether what they cost is given back, by a refund that tells of the shelf, too.
    public func setReturn(
        ofOrder id: Int, to status: String, restocked: Int = 0, refunds: Bool = false, touchesOrder: Bool = true
    ) {
        self.change { state, moment in
            guard let order = state.orders[id], var items = order.returns, var item = items.popLast(),
                let line = order.lines.first
            else { return }
            item.status = status
            if restocked > 0, !item.lines.isEmpty {
                item.lines[0].restocked += restocked
                _ = state.move(line.variant, at: line.location, by: restocked, moment)
            }
            if refunds {
                let part = ShopifyOrder.Refund.Line(
                    id: state.newID(.refundLine), line: line.id, units: item.lines[0].units,
                    restock: restocked > 0 ? "RETURN" : "NO_RESTOCK")
                let refund = ShopifyOrder.Refund(id: state.newID(.refund), at: moment.shop, lines: [part])
                item.refund = refund.id
                state.orders[id]?.refunds.append(refund)
                state.orders[id]?.lines[0].refunded += item.lines[0].units
            }
            state.orders[id]?.returns = items + [item]
            let topics = [
                "OPEN": "RETURNS_APPROVE", "DECLINED": "RETURNS_DECLINE", "CLOSED": "RETURNS_CLOSE",
                "CANCELED": "RETURNS_CANCEL",
            ]
            state.note(topics[status] ?? "RETURNS_UPDATE", id, moment)
            guard touchesOrder else { return }
            state.orders[id]?.updated = moment.shop
            state.note("ORDERS_UPDATED", id, moment)
        }
    }
}
