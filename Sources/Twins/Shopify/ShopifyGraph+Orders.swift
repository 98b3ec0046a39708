import Foundation

extension ShopifyGraph {
    func order(_ id: Int) -> (any GraphQLObject)? {
        guard let known = self.state.orders[id], known.visibleAt <= self.moment.wall else { return nil }
        return ShopifyNode("Order") { field, arguments throws(GraphQLError) in
            guard let order = self.state.orders[id] else { return .null }
            if let money = self.money(field, of: order) { return money }
            switch field {
            case "id": return .json(Self.id("Order", id))
            case "legacyResourceId": return .text(String(id))
            case "name": return .text("#\(order.number)")
            case "number": return .json(.integer(order.number))
            case "createdAt", "processedAt": return .json(Self.time(order.created))
            case "updatedAt": return .json(Self.time(order.updated))
            case "cancelledAt": return .json(Self.time(order.cancelled))
            case "cancelReason": return .text(order.cancelled == nil ? nil : "OTHER")
            case "closed": return .json(.bool(false))
            case "closedAt", "note": return .null
            case "test": return .json(.bool(false))
            case "confirmed": return .json(.bool(true))
            case "email": return .text(order.buyer.email)
            case "tags": return .json(.array([]))
            case "currencyCode", "presentmentCurrencyCode": return .text(self.state.currency)
            case "displayFinancialStatus": return .text(order.financialStatus)
            case "displayFulfillmentStatus": return .text(order.isFulfilled ? "FULFILLED" : "UNFULFILLED")
            case "returnStatus": return .text(order.returnStatus)
            case "returns":
                try self.needs("read_returns")
                return try ShopifyPage((order.returns ?? []).map(\.id), arguments).connection("Return") {
                    self.returned($0, of: order)
                }
            case "fullyPaid": return .json(.bool(order.paid != nil))
            case "unpaid": return .json(.bool(order.paid == nil))
            case "subtotalLineItemsQuantity": return .json(.integer(order.lines.reduce(0) { $0 + $1.units }))
            case "lineItems":
                return try ShopifyPage(order.lines.map(\.id), arguments).connection("LineItem") { line in
                    order.lines.first { $0.id == line }.map { self.line($0, of: order) }
                }
            case "suggestedRefund": return self.suggestion(arguments, for: order)
            case "refunds": return .objects(Self.prefix(order.refunds, arguments).map { self.refund($0, of: order) })
            case "fulfillments":
                return .objects(Self.prefix(order.fulfillments, arguments).map { self.fulfillment($0, of: order) })
            case "fulfillmentOrders":
                try self.needs("read_merchant_managed_fulfillment_orders")
                return try ShopifyPage([order.fulfillmentOrder], arguments).connection("FulfillmentOrder") { _ in
                    self.fulfillmentOrder(of: order)
                }
            default: throw ShopifyNode.unknown(field, "Order")
            }
        }
    }

    private static func prefix<Item>(_ items: [Item], _ arguments: Json) -> ArraySlice<Item> {
        items.prefix(arguments["first"]?.whole ?? items.count)
    }

    private func money(_ field: String, of order: ShopifyOrder) -> GraphQLResult? {
        switch field {
        case "totalPriceSet": self.money(order.total)
        case "subtotalPriceSet": self.money(order.subtotal)
        case "totalShippingPriceSet": self.money(order.shippingCost)
        case "totalTaxSet", "totalDiscountsSet": self.money(0)
        case "totalReceivedSet": self.money(order.received)
        case "totalRefundedSet": self.money(order.moneyBack)
        case "currentTotalPriceSet": self.money(order.total - order.lines.reduce(0) { $0 + $1.refunded * $1.price })
        default: nil
        }
    }

    func line(_ line: ShopifyOrder.Line, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("LineItem") { field, _ throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("LineItem", line.id))
            case "title": return .text(line.title)
            case "name":
                return .text(line.variantTitle == "Default Title" ? line.title : "\(line.title) - \(line.variantTitle)")
            case "variantTitle": return .text(line.variantTitle == "Default Title" ? nil : line.variantTitle)
            case "vendor": return .text(self.state.products[line.product]?.vendor)
            case "sku": return .text(line.sku.isEmpty ? nil : line.sku)
            case "quantity": return .json(.integer(line.units))
            case "currentQuantity", "refundableQuantity": return .json(.integer(line.units - line.refunded))
            case "unfulfilledQuantity": return .json(.integer(order.isFulfilled ? 0 : line.units - line.refunded))
            case "requiresShipping", "taxable": return .json(.bool(true))
            case "product": return .maybe(self.product(line.product))
            case "variant": return .maybe(self.variant(line.variant))
            case "originalUnitPriceSet", "discountedUnitPriceSet": return self.money(line.price)
            case "originalTotalSet", "discountedTotalSet": return self.money(line.price * line.units)
            default: throw ShopifyNode.unknown(field, "LineItem")
            }
        }
    }

    func refund(_ refund: ShopifyOrder.Refund, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("Refund") { field, arguments throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("Refund", refund.id))
            case "legacyResourceId": return .text(String(refund.id))
            case "createdAt": return .json(Self.time(refund.at))
            case "note": return .text(refund.note)
            case "totalRefundedSet": return self.money(order.amount(of: refund))
            default:
                return try ShopifyPage(refund.lines.map(\.id), arguments).connection("RefundLineItem") { id in
                    refund.lines.first { $0.id == id }.flatMap { self.refundLine($0, of: order) }
                }
            }
        }
    }

    private func refundLine(_ refunded: ShopifyOrder.Refund.Line, of order: ShopifyOrder) -> ShopifyNode? {
        guard let line = order.lines.first(where: { $0.id == refunded.line }) else { return nil }
        return ShopifyNode("RefundLineItem") { field, _ throws(GraphQLError) in
            switch field {
            case "id": .json(Self.id("RefundLineItem", refunded.id))
            case "lineItem": .object(self.line(line, of: order))
            case "quantity": .json(.integer(refunded.units))
            case "restockType": .text(refunded.restock)
            default: .json(.bool(refunded.restock != "NO_RESTOCK"))
            }
        }
    }

    func fulfillment(_ fulfillment: ShopifyOrder.Fulfillment, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("Fulfillment") { field, arguments throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("Fulfillment", fulfillment.id))
            case "legacyResourceId": return .text(String(fulfillment.id))
            case "name": return .text("#\(order.number)-F1")
            case "status": return .text("SUCCESS")
            case "createdAt", "updatedAt": return .json(Self.time(fulfillment.at))
            case "totalQuantity": return .json(.integer(order.lines.reduce(0) { $0 + $1.units }))
            default:
                let info = ShopifyNode("FulfillmentTrackingInfo") { field, _ throws(GraphQLError) in
                    switch field {
                    case "company": .text(fulfillment.company)
                    case "number": .text(fulfillment.number)
                    default: .null
                    }
                }
                return .objects(fulfillment.number == nil && fulfillment.company == nil ? [] : [info])
            }
        }
    }

    func fulfillmentOrder(of order: ShopifyOrder) -> ShopifyNode {
        let status = order.cancelled != nil ? "CANCELLED" : order.isFulfilled ? "CLOSED" : "OPEN"
        return ShopifyNode("FulfillmentOrder") { field, arguments throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("FulfillmentOrder", order.fulfillmentOrder))
            case "status": return .text(status)
            case "requestStatus": return .text("UNSUBMITTED")
            case "orderId": return .json(Self.id("Order", order.id))
            case "orderName": return .text("#\(order.number)")
            case "createdAt": return .json(Self.time(order.created))
            case "updatedAt": return .json(Self.time(order.updated))
            case "assignedLocation":
                let location = order.lines.first?.location ?? self.state.home
                return .object(
                    ShopifyNode("FulfillmentOrderAssignedLocation") { field, _ throws(GraphQLError) in
                        field == "name"
                            ? .text(self.state.locations.first { $0.id == location }?.name ?? "")
                            : .maybe(self.location(location))
                    })
            default:
                return try ShopifyPage(order.lines.map(\.id), arguments).connection("FulfillmentOrderLineItem") { id in
                    order.lines.first { $0.id == id }.map { self.toSend($0, of: order) }
                }
            }
        }
    }

    private func toSend(_ line: ShopifyOrder.Line, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("FulfillmentOrderLineItem") { field, _ throws(GraphQLError) in
            switch field {
            case "id": .json(Self.id("FulfillmentOrderLineItem", line.id))
            case "sku": .text(line.sku)
            case "remainingQuantity": .json(.integer(order.isFulfilled ? 0 : line.units - line.refunded))
            case "totalQuantity": .json(.integer(line.units))
            default: .object(self.line(line, of: order))
            }
        }
    }
}
