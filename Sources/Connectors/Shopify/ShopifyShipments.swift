import ConnectorKit
import Foundation
import Wire

/// Tells Shopify that an order was shipped: on its fulfilment orders, not on the order. Each telling mails the buyer, so it
/// looks first; a number that stands there is not sent again.
struct ShopifyShipments: ShipmentWriting {
    let api: ShopifyAPI

    func confirm(_ shipment: ShipmentNotice) async throws(ConnectorError) -> Answer<Void> {
        guard ShopifyID.isNumber(shipment.remoteOrderID) else {
            throw .refused(code: "bad-reference", field: "id", message: "Shopify's order ids are numbers.")
        }
        let before = try await self.api.read(
            ShopifyWire.ToShip.self, ShopifyDocuments.toShip,
            ["id": .text(ShopifyID.global("Order", shipment.remoteOrderID))],
            timeout: self.api.settings.readBeforeWriteTimeout)
        guard let order = before.value.order else {
            throw .refused(code: "not-found", field: "id", message: "Shopify has no such order any more.")
        }
        let known = ShopifyOrderMapping.tracking(order.fulfillments).map { Self.bare($0.number) }
        if known.contains(Self.bare(shipment.tracking.number)) { return before.answer(()) }
        let open = order.fulfillmentOrders.nodes.filter { ["OPEN", "IN_PROGRESS", "SCHEDULED"].contains($0.status) }
        guard order.cancelledAt == nil, !open.isEmpty else {
            throw .refused(
                code: "order-not-open", field: "status",
                message:
                    "Nothing of this order is left to be sent at Shopify: it is held, cancelled, or was sent already.")
        }
        return try await self.send(shipment.tracking, open, before)
    }

    /// Fulfilment orders of one location share a fulfilment; one call each.
    private func send(
        _ tracking: Tracking, _ open: [ShopifyWire.FulfillmentOrder], _ before: ShopifyAPI.Reading<ShopifyWire.ToShip>
    ) async throws(ConnectorError) -> Answer<Void> {
        var answer = before.answer(())
        var info: [String: JSONValue] = ["number": .text(tracking.number)]
        if let carrier = tracking.carrier { info["company"] = .text(carrier) }
        let places = Dictionary(grouping: open) { $0.assignedLocation.location?.id ?? "" }.sorted { $0.key < $1.key }
        for (index, (_, orders)) in places.enumerated() {
            let lines = orders.map { JSONValue.object(["fulfillmentOrderId": .text($0.id)]) }
            do throws(ConnectorError) {
                let sent = try await self.api.write(
                    ShopifyWire.Ship.self, ShopifyDocuments.ship,
                    [
                        "fulfillment": .object([
                            "lineItemsByFulfillmentOrder": .array(lines), "trackingInfo": .object(info),
                            "notifyCustomer": .boolean(true),
                        ])
                    ], timeout: self.api.settings.writeAfterReadTimeout)
                answer.latency += sent.latency
                answer.budgets = ShopifyCost.sum(answer.budgets, sent.budgets)
                if let error = sent.value.fulfillmentCreate?.userErrors.first { throw self.refused(error) }
            } catch  where index > 0 {
                throw .unknownOutcome("A part of the order was told as sent; of the rest nothing is known.")
            }
        }
        return answer
    }

    private func refused(_ error: ShopifyWire.UserError) -> ConnectorError {
        .refused(
            code: "shipment-refused", field: error.field?.last,
            message: Redaction.clean(error.message ?? "", secrets: self.api.secrets + [self.api.token]))
    }

    /// Numbers are printed with spaces and dashes and stored without.
    private static func bare(_ number: String) -> String {
        number.uppercased().filter { $0.isLetter || $0.isNumber }
    }
}
