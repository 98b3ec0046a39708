import ConnectorKit
import Foundation
import Wire

/// Tells a shop that an order was shipped: tracking into the meta that the common plugins read, status `completed`, and a
/// note to the buyer. Safe to repeat: it looks first, and what stands already is left alone.
struct WooCommerceShipments: ShipmentWriting {
    let api: WooCommerceAPI

    func confirm(_ shipment: ShipmentNotice) async throws(ConnectorError) -> Answer<Void> {
        guard Int(shipment.remoteOrderID) != nil else {
            throw .refused(code: "bad-reference", field: "id", message: "WooCommerce's order ids are numbers.")
        }
        let path = "/orders/\(shipment.remoteOrderID)"
        let order = try await self.api.get(
            WooCommerceWire.OrderTracking.self, path, fields: WooCommerceWire.OrderTracking.fields)
        var latency = order.latency
        let stands = WooCommerceTracking.read(order.value.metaData?.elements ?? [])
            .contains { $0.number == shipment.tracking.number }
        if !stands {
            try Self.checkOpen(order.value.status)
            latency += try await self.complete(shipment, order.value, path)
        }
        if self.api.settings.notesTracking {
            // A repeated confirmation may be one whose note was lost: then the note is looked for.
            let hasNote = stands ? try await self.hasNote(shipment, path) : false
            if !hasNote { latency += try await self.note(shipment, path) }
        }
        return Answer((), channelTime: order.channelTime, latency: latency)
    }

    /// `completed` would bring an order back to life that the shop has ended.
    private static func checkOpen(_ status: String) throws(ConnectorError) {
        guard ["cancelled", "refunded", "failed", "trash", "checkout-draft", "auto-draft"].contains(status) else {
            return
        }
        throw .refused(
            code: "order-not-open", field: "status",
            message: "The shop has this order as \(status). Reopen it there if it was shipped after all.")
    }

    private func complete(
        _ shipment: ShipmentNotice, _ order: WooCommerceWire.OrderTracking, _ path: String
    )
        async throws(ConnectorError) -> Duration
    {
        let existing = order.metaData?.elements.last { $0.key == WooCommerceWire.Meta.trackingItems }
        let change = Change(
            status: order.status == "completed" ? nil : "completed",
            metaData: [
                Change.Meta(
                    id: existing?.id, key: WooCommerceWire.Meta.trackingItems,
                    value: WooCommerceTracking.adding(shipment, to: existing?.value))
            ])
        return try await self.api.send(WooCommerceWire.Identified.self, "PUT", path, fields: ["id"], body: change)
            .latency
    }

    private func hasNote(_ shipment: ShipmentNotice, _ path: String) async throws(ConnectorError) -> Bool {
        let notes = try await self.api.get(
            [WooCommerceWire.Note].self, path + "/notes", fields: WooCommerceWire.Note.fields,
            query: [("type", "customer")])
        return notes.value.contains { $0.note?.contains(shipment.tracking.number) ?? false }
    }

    private func note(_ shipment: ShipmentNotice, _ path: String) async throws(ConnectorError) -> Duration {
        let carrier = shipment.tracking.carrier.map { " with \($0)" } ?? ""
        let note = Note(
            note: "Your order was shipped\(carrier). Tracking number: \(shipment.tracking.number)", customerNote: true)
        return try await self.api.send(
            WooCommerceWire.Identified.self, "POST", path + "/notes", fields: ["id"], body: note
        ).latency
    }

    private struct Change: Encodable, Sendable {
        struct Meta: Encodable, Sendable {
            var id: Int?
            var key: String
            var value: JSONValue
        }
        var status: String?
        var metaData: [Meta]

        enum CodingKeys: String, CodingKey {
            case status
            case metaData = "meta_data"
        }
    }

    private struct Note: Encodable, Sendable {
        var note: String
        var customerNote: Bool

        enum CodingKeys: String, CodingKey {
            case note
            case customerNote = "customer_note"
        }
    }
}
