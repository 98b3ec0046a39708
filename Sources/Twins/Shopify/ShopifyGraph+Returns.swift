import Foundation

extension ShopifyGraph {
    func returned(_ id: Int, of order: ShopifyOrder) -> ShopifyNode? {
        guard let item = order.returns?.first(where: { $0.id == id }),
            let place = order.returns?.firstIndex(where: { $0.id == id })
        else { return nil }
        let lines = item.lines.map(\.id)
        return ShopifyNode("Return") { field, arguments throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("Return", id))
            case "name": return .text("#\(order.number)-R\(place + 1)")
            case "status": return .text(item.status)
            case "createdAt": return .json(Self.time(order.updated))
            case "order": return .maybe(self.order(order.id))
            case "totalQuantity": return .json(.integer(item.lines.reduce(0) { $0 + $1.units }))
            case "returnLineItems":
                return try ShopifyPage(lines, arguments).connection("ReturnLineItemType") { line in
                    item.lines.first { $0.id == line }.map { self.returnLine($0, of: order) }
                }
            case "reverseFulfillmentOrders":
                let isAgreed = ["OPEN", "CLOSED"].contains(item.status)
                return try ShopifyPage(isAgreed ? [id] : [], arguments).connection("ReverseFulfillmentOrder") { _ in
                    self.reverse(item, of: order)
                }
            default:
                return try ShopifyPage(item.refund.map { [$0] } ?? [], arguments).connection("Refund") { refund in
                    order.refunds.first { $0.id == refund }.map { self.refund($0, of: order) }
                }
            }
        }
    }

    private func sent(_ line: ShopifyOrder.Return.Line, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("FulfillmentLineItem") { field, _ throws(GraphQLError) in
            switch field {
            case "id": .json(Self.id("FulfillmentLineItem", line.line))
            case "quantity": .json(.integer(line.units))
            default: .maybe(order.lines.first { $0.id == line.line }.map { self.line($0, of: order) })
            }
        }
    }

    private func returnLine(_ line: ShopifyOrder.Return.Line, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("ReturnLineItem") { field, _ throws(GraphQLError) in
            switch field {
            case "id": .json(Self.id("ReturnLineItem", line.id))
            case "quantity": .json(.integer(line.units))
            default: .object(self.sent(line, of: order))
            }
        }
    }

    private func reverse(_ item: ShopifyOrder.Return, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("ReverseFulfillmentOrder") { field, arguments throws(GraphQLError) in
            guard field == "lineItems" else { return .json(Self.id("ReverseFulfillmentOrder", item.id)) }
            return try ShopifyPage(item.lines.map(\.id), arguments).connection("ReverseFulfillmentOrderLineItem") {
                id in
                item.lines.first { $0.id == id }.map { self.reverseLine($0, of: order) }
            }
        }
    }

    private func reverseLine(_ line: ShopifyOrder.Return.Line, of order: ShopifyOrder) -> ShopifyNode {
        ShopifyNode("ReverseFulfillmentOrderLineItem") { field, _ throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("ReverseFulfillmentOrderLineItem", line.id))
            case "totalQuantity": return .json(.integer(line.units))
            case "fulfillmentLineItem": return .object(self.sent(line, of: order))
            default:
                guard line.restocked > 0 else { return .objects([]) }
                return .objects([
                    ShopifyNode("ReverseFulfillmentOrderDisposition") { field, _ throws(GraphQLError) in
                        switch field {
                        case "id": .json(Self.id("ReverseFulfillmentOrderDisposition", line.id))
                        case "quantity": .json(.integer(line.restocked))
                        default: .text("RESTOCKED")
                        }
                    }
                ])
            }
        }
    }
}
