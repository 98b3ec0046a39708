import Foundation

extension WooState {
    mutating func createOrder(_ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        let status = try Self.status(body) ?? "pending"
        var wanted: [(product: WooProduct, units: Int)] = []
        for line in body["line_items"]?.list ?? [] {
            let variation = line["variation_id"]?.whole ?? 0
            let sku = line["sku"]?.text.flatMap { self.idBySKU[$0] }
            guard let product = self.products[variation != 0 ? variation : line["product_id"]?.whole ?? sku ?? 0] else {
                throw WooError(400, "woocommerce_rest_invalid_product_id", "Product ID provided is not valid.")
            }
            wanted.append((product, line["quantity"]?.whole ?? 1))
        }
        let paid = body["set_paid"]?.truth == true && status == "pending"
        let placing = Placing(
            status: paid ? "processing" : status, via: "rest-api", buyer: nil, visibleAt: moment.wall, shippingCost: 0)
        var order = self.place(wanted, placing, at: moment)
        self.apply(body, to: &order)
        self.orders[order.id] = order
        return WooOutcome(self.rendering(call).order(order), status: 201)
    }

    mutating func updateOrder(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        var order = try self.visible(id, moment)
        let status = try Self.status(body)
        self.apply(body, to: &order)
        order.modified = moment.shop
        self.orders[id] = order
        let paid = body["set_paid"]?.truth == true && order.paid == nil
        if let status = status ?? (paid ? "processing" : nil), status != order.status {
            self.change(order: id, to: status, by: "api", at: moment)
        } else {
            self.note("order.updated", id, moment)
        }
        return WooOutcome(self.rendering(call).order(self.orders[id] ?? order))
    }

    mutating func deleteOrder(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        let order = try self.visible(id, moment)
        let last = self.rendering(call).order(order)
        self.change(order: id, to: "trash", by: "api", at: moment)
        if call.query.isForced { self.orders[id] = nil }
        self.note("order.deleted", id, moment)
        return WooOutcome(last)
    }

    mutating func batchOrders(_ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        try self.batch(
            call, moment, create: { (state, call) throws(WooError) in try state.createOrder(call, moment) },
            update: { (state, id, call) throws(WooError) in try state.updateOrder(id, call, moment) },
            delete: { (state, id, call) throws(WooError) in try state.deleteOrder(id, call, moment) })
    }

    mutating func createNote(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        var order = try self.visible(id, moment)
        guard let text = body["note"]?.text else {
            throw WooError(400, "rest_missing_callback_param", "Missing parameter(s): note")
        }
        let note = WooNote(
            id: self.newNoteID(), author: body["added_by_user"]?.truth == true ? "admin" : "system",
            created: moment.shop, text: text, forCustomer: body["customer_note"]?.truth == true)
        order.notes.append(note)
        self.orders[id] = order
        return WooOutcome(self.rendering(call).note(note, of: order), status: 201)
    }

    mutating func readOrDeleteNote(
        _ id: Int, of orderID: Int, _ call: WooCall, _ moment: Moment
    ) throws(WooError) -> WooOutcome {
        let order = try self.visible(orderID, moment)
        guard let note = order.notes.first(where: { $0.id == id }) else { throw .invalidID("order_note") }
        let shown = self.rendering(call).note(note, of: order)
        if call.method == "DELETE" {
            guard call.query.isForced else { throw .trashNotSupported }
            self.orders[orderID]?.notes.removeAll { $0.id == id }
        } else if !call.isRead {
            throw .noRoute
        }
        return WooOutcome(shown)
    }

    mutating func createRefund(_ id: Int, _ call: WooCall, _ moment: Moment) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        let order = try self.visible(id, moment)
        var lines: [WooRefund.Line] = []
        for item in body["line_items"]?.list ?? [] {
            let amount = item["refund_total"].map { $0.text ?? String(decoding: $0.bytes(), as: UTF8.self) } ?? "0"
            lines.append(
                WooRefund.Line(
                    id: self.newItemID(), orderLine: item["id"]?.whole ?? 0, quantity: item["quantity"]?.whole ?? 0,
                    amount: TwinMoney(amount)?.minor ?? 0))
        }
        let asked = body["amount"].flatMap { TwinMoney($0.text ?? String(decoding: $0.bytes(), as: UTF8.self)) }
        let amount = asked?.minor ?? lines.reduce(0) { $0 + $1.amount }
        guard amount > 0, amount <= order.total - order.refunded else {
            throw WooError(400, "woocommerce_rest_invalid_order_refund", "Invalid refund amount.")
        }
        let throughGateway = body["api_refund"]?.truth ?? true
        // As WooCommerce says it of a payment whose gateway cannot (`wc_refund_payment`); the record is taken away again.
        guard !throughGateway || order.paymentMethod != "bacs" else {
            throw WooError(
                500, "woocommerce_rest_cannot_create_order_refund",
                "The payment gateway for this order does not support automatic refunds.")
        }
        var refund = WooRefund(
            id: self.newID(), created: moment.shop, amount: amount, reason: body["reason"]?.text ?? "", lines: lines)
        refund.isPaidBack = throughGateway
        var meta: [WooMeta] = []
        self.merge(body["meta_data"], into: &meta)
        refund.meta = meta
        self.refund(order: id, refund, restock: body["api_restock"]?.truth ?? true, at: moment)
        return WooOutcome(self.rendering(call).refund(refund, of: self.orders[id] ?? order), status: 201)
    }

    private mutating func apply(_ body: Json, to order: inout WooOrder) {
        self.merge(body["meta_data"], into: &order.meta)
        if let value = body["customer_note"]?.text { order.customerNote = value }
        if let value = body["transaction_id"]?.text { order.transactionID = value }
        if let value = body["payment_method"]?.text { order.paymentMethod = value }
        if let value = body["payment_method_title"]?.text { order.paymentTitle = value }
        if let value = body["billing"] { order.billing = Self.texts(value, over: order.billing) }
        if let value = body["shipping"] { order.shipping = Self.texts(value, over: order.shipping) }
    }

    private static func texts(_ value: Json, over old: [String: String]?) -> [String: String] {
        guard case .object(let members) = value else { return old ?? [:] }
        return members.reduce(into: old ?? [:]) { $0[$1.name] = $1.value.text }
    }

    private static func status(_ body: Json) throws(WooError) -> String? {
        guard let value = body["status"] else { return nil }
        guard let status = value.text, WooOrder.statuses.contains(status) else {
            throw .invalidParameter("status", "status is not one of the known order statuses.")
        }
        return status
    }
}
