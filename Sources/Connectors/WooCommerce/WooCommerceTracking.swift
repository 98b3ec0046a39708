import ConnectorKit
import Foundation
import Wire

/// Tracking numbers in an order's meta, where the common plugins keep them; the core has no field for them.
///
/// Read: WooCommerce Shipment Tracking (`_wc_shipment_tracking_items`), AfterShip, and a bare `_tracking_number`.
/// Written: the first, which the others import.
enum WooCommerceTracking {
    static func read(_ meta: [WooCommerceWire.Meta]) -> [Tracking] {
        var found: [Tracking] = []
        for entry in meta where entry.key == WooCommerceWire.Meta.trackingItems {
            found += Self.items(entry.value).compactMap(Self.tracking)
        }
        for (key, carrierKey) in zip(WooCommerceWire.Meta.trackingNumbers, WooCommerceWire.Meta.trackingCarriers) {
            guard let number = Self.text(meta, key) else { continue }
            found.append(Tracking(carrier: Self.text(meta, carrierKey), number: number))
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0.number).inserted }
    }

    /// The items to store: those there, untouched, and the new one behind them.
    static func adding(_ notice: ShipmentNotice, to existing: JSONValue?) -> JSONValue {
        .array(Self.items(existing) + [Self.item(notice)])
    }

    private static func item(_ notice: ShipmentNotice) -> JSONValue {
        let number = notice.tracking.number
        let carrier = notice.tracking.carrier ?? ""
        // The plugin's own ids are 32 hexadecimal digits; ours is the same for the same parcel.
        let id = Signing.sha256Hex("\(notice.remoteOrderID)|\(carrier)|\(number)".utf8).prefix(32)
        return .object([
            "tracking_provider": .text(""), "custom_tracking_provider": .text(carrier),
            "custom_tracking_link": .text(""), "tracking_number": .text(number),
            "date_shipped": .text(String(Int(notice.shippedAt.timeIntervalSince1970))),
            "tracking_id": .text(String(id)),
        ])
    }

    private static func items(_ value: JSONValue?) -> [JSONValue] {
        switch value {
        case .array(let items): items
        case .object(let members): members.sorted { $0.key < $1.key }.map(\.value)
        // Some programs store the list as JSON text.
        case .text(let text): Self.items(text)
        default: []
        }
    }

    private static func items(_ text: String) -> [JSONValue] {
        guard case .array(let items)? = try? JSONAnswer.decode(JSONValue.self, from: Array(text.utf8)) else {
            return []
        }
        return items
    }

    private static func tracking(_ item: JSONValue) -> Tracking? {
        guard let number = Self.nonEmpty(item["tracking_number"]?.text) else { return nil }
        let carrier =
            Self.nonEmpty(item["tracking_provider"]?.text) ?? Self.nonEmpty(item["custom_tracking_provider"]?.text)
        return Tracking(carrier: carrier, number: number)
    }

    private static func text(_ meta: [WooCommerceWire.Meta], _ key: String) -> String? {
        Self.nonEmpty(meta.last { $0.key == key }?.value?.text)
    }

    private static func nonEmpty(_ text: String?) -> String? {
        let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return trimmed.isEmpty ? nil : trimmed
    }
}
