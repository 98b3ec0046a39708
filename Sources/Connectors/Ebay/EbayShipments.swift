import Commerce
import ConnectorKit
import Foundation
import Wire

/// Tells eBay that an order was shipped: all that is left of it, as one package. eBay knows no key of ours here, so it looks
/// first: a tracking number that stands on the order is not sent again.
struct EbayShipments: ShipmentWriting {
    let orders: EbayOrders
    private var api: EbayAPI { self.orders.api }

    init(orders: EbayOrders) { self.orders = orders }

    func confirm(_ shipment: ShipmentNotice) async throws(ConnectorError) -> Answer<Void> {
        let part = self.api.settings.readBeforeWriteTimeout / 2
        let before = try await self.orders.order(shipment.remoteOrderID, timeout: part)
        let order = before.value
        let path = "/order/\(EbayAPI.part(order.orderId))/shipping_fulfillment"
        let told = try await self.api.get(EbayWire.Fulfillments.self, .fulfillment, path, timeout: part)
        let number = Self.bare(shipment.tracking.number)
        if told.value.fulfillments.contains(where: { $0.shipmentTrackingNumber.map(Self.bare) == number }) {
            return told.answer(())
        }
        let left = Self.left(of: order, told.value)
        let state = EbayOrderMapping.state(order)
        guard state == .open, !left.isEmpty else {
            throw .refused(
                code: "order-not-open", field: "orderFulfillmentStatus",
                message: "eBay has this order as \(state.rawValue). Nothing was sent.")
        }
        guard !number.isEmpty else {
            throw .refused(
                code: "bad-tracking", field: "tracking", message: "A tracking number is letters and digits at eBay.")
        }
        let sent = try await self.api.send(
            .fulfillment, "POST", path,
            json: EbayWire.Shipping(
                lineItems: left, shippedDate: EbayTime.text(shipment.shippedAt),
                shippingCarrierCode: EbayCarriers.code(shipment.tracking.carrier), trackingNumber: number),
            timeout: self.api.settings.writeAfterReadTimeout)
        var answer = sent.answer(())
        answer.latency += before.latency + told.latency
        return answer
    }

    /// Units of each line that no package holds yet.
    private static func left(of order: EbayWire.Order, _ told: EbayWire.Fulfillments) -> [EbayWire.Shipping.Part] {
        var sent: [String: Int] = [:]
        for part in told.fulfillments.flatMap({ $0.lineItems ?? [] }) {
            // A package that does not say how many holds all of the line.
            sent[part.lineItemId ?? "", default: 0] += part.quantity ?? RemoteOrderLine.mostUnits
        }
        return order.lineItems.compactMap { line in
            let left = line.quantity - (sent[line.lineItemId] ?? 0)
            return left > 0 ? EbayWire.Shipping.Part(lineItemId: line.lineItemId, quantity: left) : nil
        }
    }

    /// Numbers are printed with spaces and dashes; eBay takes letters and digits.
    private static func bare(_ number: String) -> String {
        number.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}

/// Carriers by eBay's codes. The list is told by another interface (GeteBayDetails) and is not published with this one; a carrier that
/// is not known here goes as `Other`, which keeps the number.
enum EbayCarriers {
    static let other = "Other"

    static func code(_ carrier: String?) -> String {
        let words = (carrier ?? "").lowercased().filter { $0.isLetter || $0.isNumber }
        return Self.known[words] ?? Self.other
    }

    private static let known: [String: String] = [
        "usps": "USPS", "ups": "UPS", "fedex": "FedEx", "dhl": "DHL", "dhlexpress": "DHL", "dpd": "DPD", "gls": "GLS",
        "hermes": "Hermes", "evri": "Evri", "royalmail": "RoyalMail", "deutschepost": "DeutschePost",
        "canadapost": "CanadaPost", "australiapost": "AustraliaPost",
    ]
}
