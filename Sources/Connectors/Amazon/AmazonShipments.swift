import Commerce
import ConnectorKit
import Foundation
import Wire

/// Tells Amazon that an order was shipped: all that is left of it, as one package. It looks first: a tracking number that
/// stands on the order is not sent again.
struct AmazonShipments: ShipmentWriting {
    let api: AmazonAPI

    func confirm(_ shipment: ShipmentNotice) async throws(ConnectorError) -> Answer<Void> {
        let before = try await AmazonOrders(api: self.api).order(
            shipment.remoteOrderID, timeout: self.api.settings.readBeforeWriteTimeout)
        let order = before.value.order
        if Self.stands(shipment.tracking.number, on: order) { return before.answer(()) }
        let left = order.orderItems.compactMap { item -> AmazonWire.Confirmation.Item? in
            let quantity = item.fulfillment?.quantityUnfulfilled ?? item.quantityOrdered
            return quantity > 0 ? AmazonWire.Confirmation.Item(orderItemId: item.orderItemId, quantity: quantity) : nil
        }
        let state = AmazonOrderMapping.state(order.fulfillment?.fulfillmentStatus ?? "")
        guard state == .open, !left.isEmpty else {
            throw .refused(
                code: "order-not-open", field: "fulfillmentStatus",
                message: "Amazon has this order as \(state.rawValue). Nothing was sent.")
        }
        let carrier = AmazonCarriers.code(shipment.tracking.carrier)
        let sent = try await self.api.send(
            .confirmShipment, "POST", "/orders/v0/orders/\(AmazonAPI.part(order.orderId))/shipmentConfirmation",
            json: AmazonWire.Confirmation(
                marketplaceId: order.salesChannel?.marketplaceId ?? self.api.place.home.id,
                packageDetail: AmazonWire.Confirmation.Detail(
                    // "Only positive numeric values are supported" (confirmShipment, PackageReferenceId).
                    packageReferenceId: String((order.packages?.count ?? 0) + 1), carrierCode: carrier,
                    carrierName: carrier == AmazonCarriers.other ? shipment.tracking.carrier ?? "Other" : nil,
                    trackingNumber: shipment.tracking.number, shipDate: AmazonTime.text(shipment.shippedAt),
                    orderItems: left)),
            timeout: self.api.settings.writeAfterReadTimeout)
        var answer = sent.answer(())
        answer.latency += before.latency
        return answer
    }

    private static func stands(_ number: String, on order: AmazonWire.Order) -> Bool {
        let number = Self.bare(number)
        return (order.packages ?? []).contains { $0.trackingNumber.map(Self.bare) == number }
    }

    /// Numbers are printed with spaces and dashes and stored without.
    private static func bare(_ number: String) -> String {
        number.uppercased().filter { $0.isLetter || $0.isNumber }
    }
}

/// Carriers by Amazon's codes. The full list is not published with the model; one it does not know goes by its name.
enum AmazonCarriers {
    static let other = "Other"

    static func code(_ carrier: String?) -> String {
        let words = (carrier ?? "").lowercased().filter { $0.isLetter || $0.isNumber }
        return Self.known[words] ?? Self.other
    }

    private static let known: [String: String] = [
        "ups": "UPS", "usps": "USPS", "fedex": "FedEx", "dhl": "DHL", "dhlexpress": "DHL", "dpd": "DPD", "gls": "GLS",
        "hermes": "Hermes", "evri": "Evri", "royalmail": "Royal Mail", "deutschepost": "Deutsche Post",
        "canadapost": "Canada Post", "australiapost": "Australia Post", "japanpost": "Japan Post",
        "laposte": "La Poste", "posteitaliane": "Poste Italiane", "correos": "Correos", "postnl": "PostNL",
    ]
}
