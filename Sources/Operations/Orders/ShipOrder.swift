import Commerce
import Foundation
import Records
import Store

/// Says that what is still open of an order has left the house; the shop is told the tracking number.
public struct ShipOrder: Sendable {
    /// Our id, or the number the merchant sees in the shop.
    public var order: String
    public var carrier: String?
    public var tracking: String

    public init(_ order: String, carrier: String? = nil, tracking: String) {
        self.order = order
        self.carrier = carrier
        self.tracking = tracking
    }

    /// - Throws: `OperationError.unknownOrder`, `.invalid` where nothing is left to ship or the order is not paid.
    public func run(_ desk: Desk) async throws -> OrderReport {
        let tracking = try Name.checked(self.tracking, field: "tracking")
        let carrier = try self.carrier.map { try Name.checked($0, field: "carrier") }
        let text = self.order
        return try await desk.write { db in
            let found = try OrderDesk.find(db, text)
            try LockOrder.connection(db, found.connection)
            let records = try OrderRecords.load(db, connection: found.connection, remoteIDs: [found.remoteID])
            guard let record = records.first else { throw OperationError.unknownOrder(text) }
            try Self.ship(record, tracking: TrackingNumber(carrier: carrier, number: tracking), desk, db)
            return try OrderDesk.show(db, try OrderDesk.find(db, found.id.text))
        }
    }

    private static func ship(
        _ before: OrderRecord, tracking: TrackingNumber, _ desk: Desk, _ db: any SQLConnection
    ) throws {
        let open = before.order.lines.filter { $0.open > 0 }
        guard !open.isEmpty else {
            throw OperationError.invalid(
                field: "order", reason: "Nothing of it is left to ship: it is \(before.order.state.rawValue).")
        }
        guard before.order.state != .unpaid else {
            throw OperationError.invalid(field: "order", reason: "It is not paid yet.")
        }
        var record = before
        let shipment = Shipment(
            id: desk.hub.id(), shippedAt: desk.now, tracking: tracking,
            units: Dictionary(open.map { ($0.id, $0.open) }, uniquingKeysWith: +))
        record.order.fold(.shipped(shipment))
        var room = try Stockroom(db, desk: desk, variants: Set(before.lines.compactMap(\.variant)))
        for effect in OrderEffects.between(old: before.order, new: record.order) {
            guard let index = record.lines.firstIndex(where: { $0.ref == effect.line }) else { continue }
            record.lines[index].open += effect.open
            record.lines[index].shipped += effect.shipped
            guard let variant = record.lines[index].variant else { continue }
            let line = record.lines[index]
            try room.reserve(variant, order: record.id, line: line.ref, units: line.open)
            for (part, each) in room.draws(of: variant).sorted(by: { $0.key < $1.key }) {
                try room.ship(part, units: effect.shipped * each, order: record.id.text)
            }
        }
        try OrderRecords.save(db, record)
        try desk.audit(db, .orderShipped, on: DeedObject("order", record.id))
        try ShipmentRecords.save(
            db,
            ShipmentRecord(
                id: shipment.id, order: record.id, connection: record.connection, carrier: tracking.carrier,
                tracking: tracking.number, createdAt: desk.now))
        room.note(
            "order.shipped", "Order \(record.order.latest?.number ?? record.remoteID) left with \(tracking.number).",
            level: .success, order: record.id, connection: record.connection)
        try room.close(cause: .order)
        try Steering.wake(db, desk, record.connection)
    }
}
