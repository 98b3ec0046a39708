import Foundation

@testable import Commerce

/// Orders for tests: line ids are single letters, amounts do not matter.
enum OrderFixture {
    static func line(
        _ id: String, _ units: Int, refunded: Int = 0, held: Int = 0, reduced: Int = 0
    ) -> OrderSnapshotLine {
        OrderSnapshotLine(
            id: id, offer: "offer-\(id)", sku: "SKU-\(id)", title: "Thing", units: units, refundedUnits: refunded,
            unitPrice: Money(minor: 100, currency: .eur), heldUnits: held, reducedUnits: reduced)
    }

    static func snapshot(
        _ state: OrderState, at second: Double, read: Double? = nil, _ lines: [OrderSnapshotLine]
    ) -> OrderSnapshot {
        OrderSnapshot(
            number: "1001", state: state, remoteStatus: state.rawValue, createdAt: Date(timeIntervalSince1970: 0),
            modifiedAt: Date(timeIntervalSince1970: second), readAt: read.map { Date(timeIntervalSince1970: $0) },
            total: Money(minor: 100, currency: .eur), lines: lines)
    }

    static func shipment(_ number: UInt8, _ units: [String: Int]) -> Shipment {
        Shipment(
            id: .v7(at: Date(timeIntervalSince1970: 1), random: [UInt8](repeating: number, count: 10)),
            shippedAt: Date(timeIntervalSince1970: 50), tracking: TrackingNumber(carrier: "DHL", number: "N\(number)"),
            units: units)
    }

    static func order(_ snapshots: OrderSnapshot..., shipments: [Shipment] = []) -> Order {
        Order(snapshots.map(OrderFact.snapshot) + shipments.map(OrderFact.shipped))
    }
}
