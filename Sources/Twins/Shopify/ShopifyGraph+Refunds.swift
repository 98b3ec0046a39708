import Foundation

extension ShopifyGraph {
    /// What is to be refunded of a line.
    private struct Part {
        var line: ShopifyOrder.Line
        var units: Int
        var restock: String
        var location: Int?
    }

    private func parts(_ inputs: [Json], of order: ShopifyOrder) -> Result<[Part], RefundComplaint> {
        var parts: [Part] = []
        for (index, input) in inputs.enumerated() {
            let place = ["refundLineItems", String(index)]
            let id = Self.number(input["lineItemId"], "LineItem")
            guard let line = order.lines.first(where: { $0.id == id }) else {
                return .failure(RefundComplaint(place: place, message: "Line item does not exist."))
            }
            let units = input["quantity"]?.whole ?? 0
            guard units > 0, units <= line.units - line.refunded else {
                return .failure(
                    RefundComplaint(
                        place: place + ["quantity"], message: "Quantity cannot refund more items than were purchased"))
            }
            let restock = input["restockType"]?.text ?? "NO_RESTOCK"
            let location = Self.number(input["locationId"], "Location")
            guard restock == "NO_RESTOCK" || location != nil else {
                return .failure(
                    RefundComplaint(place: place + ["locationId"], message: "Location must be given to restock."))
            }
            parts.append(Part(line: line, units: units, restock: restock, location: location))
        }
        return .success(parts)
    }

    /// What Shopify would give back, through the payment it was paid with.
    func suggestion(_ arguments: Json, for order: ShopifyOrder) -> GraphQLResult {
        let whole = arguments["suggestFullRefund"] == .bool(true)
        var goods = 0
        if whole {
            goods = order.lines.reduce(0) { $0 + ($1.units - $1.refunded) * $1.price }
        } else if case .success(let parts) = self.parts(arguments["refundLineItems"]?.list ?? [], of: order) {
            goods = parts.reduce(0) { $0 + $1.units * $1.line.price }
        } else {
            return .null
        }
        let shipping = arguments["refundShipping"] == .bool(true) ? order.shippingLeft : 0
        let most = order.received - order.moneyBack
        let amount = min(most, goods + shipping)
        return .object(
            ShopifyNode("SuggestedRefund") { field, _ throws(GraphQLError) in
                switch field {
                case "amountSet": return self.money(amount)
                case "maximumRefundableSet": return self.money(most)
                case "subtotalSet": return self.money(goods)
                case "totalTaxSet": return self.money(0)
                case "shipping":
                    return .object(
                        ShopifyNode("ShippingRefund") { field, _ throws(GraphQLError) in
                            switch field {
                            case "amountSet": self.money(shipping)
                            case "maximumRefundableSet": self.money(order.shippingLeft)
                            default: self.money(0)
                            }
                        })
                default: return .objects(amount == 0 ? [] : [self.transaction(amount, of: order)])
                }
            })
    }

    private func transaction(_ amount: Int, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("SuggestedOrderTransaction") { field, _ throws(GraphQLError) in
            switch field {
            case "amountSet": self.money(amount)
            case "gateway": .text("shopify_payments")
            case "kind": .text("SUGGESTED_REFUND")
            default:
                .object(
                    ShopifyNode("OrderTransaction") { _, _ throws(GraphQLError) in
                        .json(Self.id("OrderTransaction", order.id))
                    })
            }
        }
    }

    func refund(_ arguments: Json) throws(GraphQLError) -> GraphQLResult {
        let type = "RefundCreatePayload"
        let input = arguments["input"] ?? .null
        let id = Self.number(input["orderId"], "Order") ?? 0
        guard let order = self.state.orders[id] else {
            return Self.payload(type, [:], [Complaint(["orderId"], "Order does not exist.")])
        }
        let last = order.refunds.last.map { self.refund($0, of: order) }
        if let done = try self.again(arguments, type, "UserError", ["refund": .maybe(last)]) { return done }
        let parts: [Part]
        switch self.parts(input["refundLineItems"]?.list ?? [], of: order) {
        case .success(let found): parts = found
        case .failure(let no): return Self.payload(type, [:], [Complaint(no.place, no.message)])
        }
        let amount = (input["transactions"]?.list ?? []).filter { $0["kind"]?.text == "REFUND" }
            .reduce(0) { $0 + Self.hundredths($1["amount"]) }
        let isAllowed = input["allowOverRefunding"] == .bool(true)
        guard isAllowed || amount <= order.received - order.moneyBack else {
            return Self.payload(
                type, [:], [Complaint(["transactions"], "Refund amount cannot be more than the total paid.")])
        }
        let shipping = min(order.shippingLeft, Self.hundredths(input["shipping"]?["amount"]))
        let made = self.state.refund(
            order.id, lines: parts.map { ($0.line.id, $0.units, $0.restock, $0.location) }, amount: amount,
            shipping: shipping, note: input["note"]?.text, at: self.moment)
        self.keep(arguments)
        let now = self.state.orders[id] ?? order
        return Self.payload(
            type, ["refund": .maybe(made.map { self.refund($0, of: now) }), "order": .maybe(self.order(id))], [])
    }

    private static func hundredths(_ amount: Json?) -> Int {
        guard let amount, !amount.isNull else { return 0 }
        return TwinMoney(amount.text ?? String(decoding: amount.bytes(), as: UTF8.self))?.minor ?? 0
    }
}

private struct RefundComplaint: Error {
    var place: [String]
    var message: String
}

extension ShopifyState {
    /// Money goes back; units only where a line says so.
    mutating func refund(
        _ id: Int, lines: [(line: Int, units: Int, restock: String, location: Int?)], amount: Int, shipping: Int,
        note: String?, at moment: Moment
    ) -> ShopifyOrder.Refund? {
        guard var order = self.orders[id] else { return nil }
        var refund = ShopifyOrder.Refund(id: self.newID(.refund), at: moment.shop, lines: [])
        refund.amount = amount
        refund.shipping = shipping
        refund.note = note
        for part in lines {
            guard let index = order.lines.firstIndex(where: { $0.id == part.line }) else { continue }
            let line = order.lines[index]
            order.lines[index].refunded += part.units
            if part.restock != "NO_RESTOCK", let location = part.location {
                let movement = self.move(line.variant, at: location, by: part.units, moment)
                order.lines[index].restocked += part.units
                self.book.write(.restock, line, of: order, units: part.units, by: .hub, movement, moment)
            }
            refund.lines.append(
                ShopifyOrder.Refund.Line(
                    id: self.newID(.refundLine), line: line.id, units: part.units, restock: part.restock))
        }
        order.refunds.append(refund)
        order.updated = moment.shop
        self.orders[id] = order
        for topic in ["ORDERS_UPDATED", "REFUNDS_CREATE"] { self.note(topic, id, moment) }
        return refund
    }
}
