import ConnectorKit
import Foundation
import Wire

/// Tells Etsy that a receipt was shipped. Each time it is told it mails the buyer, so it looks first: a tracking code
/// that stands on the receipt is not sent again.
struct EtsyShipments: ShipmentWriting {
    let api: EtsyAPI

    func confirm(_ shipment: ShipmentNotice) async throws(ConnectorError) -> Answer<Void> {
        guard let receipt = Int64(shipment.remoteOrderID) else {
            throw .refused(code: "bad-reference", field: "id", message: "Etsy's receipt ids are numbers.")
        }
        let shop = try await self.api.shop.number(self.api)
        let path = "/shops/\(shop)/receipts/\(receipt)"
        let before = try await self.api.get(
            EtsyWire.ReceiptTracking.self, path, query: [("legacy", "false")],
            timeout: self.api.settings.readBeforeWriteTimeout)
        if Self.stands(shipment.tracking.number, on: before.value) { return before.answer(()) }
        guard before.value.status != "canceled", before.value.status != "fully refunded" else {
            throw .refused(
                code: "order-not-open", field: "status",
                message: "Etsy has this order as \(before.value.status ?? "closed"). Nothing was sent.")
        }
        let sent = try await self.api.send(
            EtsyWire.ReceiptTracking.self, "POST", path + "/tracking",
            form: [
                ("tracking_code", shipment.tracking.number),
                ("carrier_name", EtsyCarriers.name(shipment.tracking.carrier)),
            ], timeout: self.api.settings.writeAfterReadTimeout)
        var answer = sent.answer(())
        answer.latency += before.latency
        return answer
    }

    private static func stands(_ code: String, on receipt: EtsyWire.ReceiptTracking) -> Bool {
        let code = Self.bare(code)
        return (receipt.shipments ?? []).contains { $0.trackingCode.map(Self.bare) == code }
    }

    /// Codes are printed with spaces and dashes and stored without.
    private static func bare(_ code: String) -> String {
        code.uppercased().filter { $0.isLetter || $0.isNumber }
    }
}

/// Carriers by Etsy's names. A carrier it does not know is `other`, which keeps the tracking code
/// (createReceiptShipment: "you may use `other` as the carrier name").
enum EtsyCarriers {
    static func name(_ carrier: String?) -> String {
        let words = (carrier ?? "").lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let joined = words.joined(separator: "-")
        if Self.known.contains(joined) { return joined }
        return Self.aliases[joined] ?? "other"
    }

    /// From the vendor's example (`usps`) and the carriers' own names; the full list is not published with the API.
    private static let known: Set<String> = [
        "usps", "ups", "fedex", "dhl", "royal-mail", "canada-post", "australia-post", "deutsche-post", "la-poste",
        "poste-italiane", "correos", "dpd", "gls", "hermes", "evri", "postnl", "posti", "japan-post",
        "new-zealand-post",
        "india-post", "an-post", "bpost", "postnord", "swiss-post", "austrian-post",
    ]
    private static let aliases = [
        "united-states-postal-service": "usps", "us-postal-service": "usps", "united-parcel-service": "ups",
        "dhl-express": "dhl", "dhl-paket": "dhl", "fed-ex": "fedex", "federal-express": "fedex",
        "royalmail": "royal-mail",
        "auspost": "australia-post", "canadapost": "canada-post", "colissimo": "la-poste", "indiapost": "india-post",
    ]
}
