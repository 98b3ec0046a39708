import Foundation

extension EbayState {
    func shipments(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let order = try self.order(call.value("orderId"), moment)
        guard let id = call.values["fulfillmentId"] else {
            return EbayOutcome([
                "fulfillments": .array(order.shipments.map(self.json)), "total": .integer(order.shipments.count),
                "warnings": [],
            ])
        }
        guard let shipment = order.shipments.first(where: { $0.id == id }) else {
            throw .fulfillment(32110, "Invalid shipping fulfillment ID: \(id)", status: 404)
        }
        return EbayOutcome(self.json(shipment))
    }

    private func json(_ shipment: EbayOrder.Shipment) -> Json {
        let lines = shipment.units.sorted { $0.key < $1.key }.map { line, units -> Json in
            ["lineItemId": .string(line), "quantity": .integer(units)]
        }
        var json: Json = [
            "fulfillmentId": .string(shipment.id), "shippedDate": .string(EbayDate.text(shipment.shipped)),
            "lineItems": .array(lines),
        ]
        if let tracking = shipment.tracking { json = json.adding("shipmentTrackingNumber", .string(tracking)) }
        if let carrier = shipment.carrier { json = json.adding("shippingCarrierCode", .string(carrier)) }
        return json
    }

    /// One package leaves. There is no key that tells a repeated call: it is another package.
    mutating func ship(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let order = try self.order(call.value("orderId"), moment, status: 400)
        guard order.paid != nil, order.cancelled == nil else {
            throw .fulfillment(32600, "Invalid input data")
        }
        let carrier = call.body["shippingCarrierCode"]?.text
        let tracking = call.body["trackingNumber"]?.text
        // Both or neither; a number has letters and digits only (contract).
        guard (carrier == nil) == (tracking == nil),
            tracking.map({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } }) ?? true
        else { throw .fulfillment(32300, "Invalid shipment tracking number or carrier") }
        var shipped = EbayDate.stamp(moment.shop)
        if let text = call.body["shippedDate"]?.text {
            guard let date = EbayDate.date(text), date <= moment.shop.addingTimeInterval(86_400) else {
                throw .fulfillment(32500, "Invalid shipped date")
            }
            shipped = date
        }
        let shipment = EbayOrder.Shipment(
            id: tracking ?? self.newID(.shipment), carrier: carrier, tracking: tracking, shipped: shipped,
            units: try Self.units(call.body["lineItems"]?.list ?? [], of: order))
        self.send(order.id, shipment, by: .hub, moment)
        let place = "\(call.address)/sell/fulfillment/v1/order/\(Self.orderID(order.id))/shipping_fulfillment/"
        return EbayOutcome([:], status: 201, headers: [("Location", place + shipment.id)])
    }

    /// Units by line; all that has not left where none is named.
    private static func units(_ entries: [Json], of order: EbayOrder) throws(EbayError) -> [String: Int] {
        if entries.isEmpty {
            let rest = order.lines.map { ($0.id, $0.units - order.shipped($0.id)) }.filter { $0.1 > 0 }
            guard !rest.isEmpty else { throw .fulfillment(32600, "Invalid input data") }
            return Dictionary(rest) { first, _ in first }
        }
        var units: [String: Int] = [:]
        for entry in entries {
            let id = entry["lineItemId"]?.text ?? ""
            guard let line = order.lines.first(where: { $0.id == id }) else {
                throw .fulfillment(32200, "Invalid line item id: \(id)")
            }
            guard units[id] == nil else { throw .fulfillment(32210, "Duplicate line item in the request") }
            let count = entry["quantity"]?.whole ?? line.units
            guard count > 0, count <= line.units else { throw .fulfillment(32600, "Invalid input data") }
            units[id] = count
        }
        return units
    }

    /// Gives money back, some time later.
    mutating func refund(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        guard let order = try? self.order(call.value("order_id"), moment) else {
            throw .fulfillment(34913, "Can not find the order.", status: 404)
        }
        guard call.body["reasonForRefund"]?.text?.isEmpty == false else {
            throw .fulfillment(34903, "The refund reason must be specified.")
        }
        guard order.paid != nil else {
            throw .fulfillment(
                34929,
                "You cannot refund this order yet since the buyer payment has not been processed. Please try again later.",
                status: 409)
        }
        guard order.refunds.allSatisfy({ $0.done != nil }) else {
            throw .fulfillment(34922, "Refund can't be issued while previous refund is processing.")
        }
        let wishes = try self.wishes(call.body, order)
        let given = order.refunds.reduce(0) { $0 + $1.amount }
        guard given < order.total else {
            throw .fulfillment(34917, "This order was already refunded.", category: "BUSINESS")
        }
        guard given + wishes.reduce(0, { $0 + $1.amount }) <= order.total else {
            throw .fulfillment(34915, "The refund amount exceeds order amount.")
        }
        let id = self.newID(.refund)
        for wish in wishes {
            self.orders[order.id]?.refunds.append(
                EbayOrder.Refund(
                    id: id, amount: wish.amount, line: wish.line, asked: EbayDate.stamp(moment.shop)))
        }
        self.touch(order.id, moment)
        for _ in wishes {
            self.later.append(
                Planned(
                    due: moment.wall.addingTimeInterval(self.habits.refundSeconds),
                    deed: .apply(.refunded(order: order.id, refund: id))))
        }
        return EbayOutcome(["refundId": .string(id), "refundStatus": "PENDING"])
    }

    private func wishes(_ body: Json, _ order: EbayOrder) throws(EbayError) -> [(line: String?, amount: Int)] {
        func minor(_ amount: Json?) throws(EbayError) -> Int {
            guard let amount, amount["value"] != nil else {
                throw .fulfillment(34906, "The amount value must be specified.")
            }
            guard amount["currency"]?.text == self.currency else {
                throw .fulfillment(34909, "The amount currency isn't correct.")
            }
            guard let minor = amount.minor(in: self.currency), minor > 0 else {
                throw .fulfillment(34907, "The amount value must be positive and within two decimals.")
            }
            return minor
        }
        if let whole = body["orderLevelRefundAmount"], body["refundItems"]?.list?.isEmpty ?? true {
            return [(nil, try minor(whole))]
        }
        guard let items = body["refundItems"]?.list, !items.isEmpty, body["orderLevelRefundAmount"] == nil else {
            throw .fulfillment(34905, "Either orderLevelRefundAmount or refundItems must be specified.")
        }
        var wishes: [(line: String?, amount: Int)] = []
        for item in items {
            guard let id = item["lineItemId"]?.text, order.lines.contains(where: { $0.id == id }) else {
                throw .fulfillment(34914, "Can't find the item in the order.")
            }
            wishes.append((id, try minor(item["refundAmount"])))
        }
        return wishes
    }
}
