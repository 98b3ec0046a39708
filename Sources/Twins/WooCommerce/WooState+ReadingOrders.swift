import Foundation

extension WooState {
    func listOrders(_ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        let query = call.query
        var found = self.orders.values.filter { $0.visibleAt <= moment.wall }
        let asked = query.list("status").map { $0.hasPrefix("wc-") ? String($0.dropFirst(3)) : $0 }
        let statuses = Set(asked)
        if let unknown = asked.first(where: { $0 != "any" && !WooOrder.statuses.contains($0) }) {
            throw .invalidParameter("status", "status[0] is not one of the known statuses: \(unknown).")
        }
        if statuses.isEmpty || statuses.contains("any") {
            found.removeAll { $0.status == "trash" }
        } else {
            found.removeAll { !statuses.contains($0.status) }
        }
        let include = Set(query.list("include").compactMap { Int($0) })
        if !include.isEmpty { found.removeAll { !include.contains($0.id) } }
        let exclude = Set(query.list("exclude").compactMap { Int($0) })
        if !exclude.isEmpty { found.removeAll { exclude.contains($0.id) } }
        if let product = query["product"].flatMap({ Int($0) }) {
            found.removeAll { !$0.lines.contains { $0.productID == product || $0.variationID == product } }
        }
        let offset = self.utcOffset
        if let after = try query.date("after", offset: offset) { found.removeAll { Self.whole($0.created) <= after } }
        if let before = try query.date("before", offset: offset) {
            found.removeAll { Self.whole($0.created) >= before }
        }
        if let after = try query.date("modified_after", offset: offset) {
            found.removeAll { Self.whole($0.modified) <= after }
        }
        if let before = try query.date("modified_before", offset: offset) {
            found.removeAll { Self.whole($0.modified) >= before }
        }
        let key = try query.choice(
            "orderby", default: "date", of: ["date", "modified", "id", "include", "title", "slug"])
        let rises = try query.choice("order", default: "desc", of: ["asc", "desc"]) == "asc"
        found.sort { left, right in
            let isBefore: Bool
            switch key {
            case "date": isBefore = (Self.whole(left.created), left.id) < (Self.whole(right.created), right.id)
            case "modified": isBefore = (Self.whole(left.modified), left.id) < (Self.whole(right.modified), right.id)
            default: isBefore = left.id < right.id
            }
            return left.id != right.id && isBefore == rises
        }
        let rendering = self.rendering(call)
        return WooOutcome(try WooPage(found, query)) { rendering.order($0) }
    }

    func readOrder(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        WooOutcome(self.rendering(call).order(try self.visible(id, moment)))
    }

    /// The order, when the API may already know it.
    func visible(_ id: Int, _ moment: Moment) throws(WooError) -> WooOrder {
        guard let order = self.orders[id], order.visibleAt <= moment.wall else { throw .invalidID("shop_order") }
        return order
    }

    func listNotes(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        let order = try self.visible(id, moment)
        let rendering = self.rendering(call)
        return WooOutcome(.array(order.notes.reversed().map { rendering.note($0, of: order) }))
    }

    func listRefunds(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        let order = try self.visible(id, moment)
        let rendering = self.rendering(call)
        return WooOutcome(try WooPage(order.refunds.reversed(), call.query)) { rendering.refund($0, of: order) }
    }

    func readRefund(_ id: Int, of orderID: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        let order = try self.visible(orderID, moment)
        guard call.isRead else { throw .noRoute }
        guard let refund = order.refunds.first(where: { $0.id == id }) else {
            throw .invalidID("shop_order_refund")
        }
        return WooOutcome(self.rendering(call).refund(refund, of: order))
    }
}
