public import Foundation
public import Store

/// A parcel the channel must be told about.
public struct ShipmentRecord: Sendable, Hashable, Identifiable {
    public enum State: String, Sendable, Hashable, Codable { case wanted, confirmed, refused }
    public var id: UUID
    public var order: UUID
    public var connection: UUID
    public var carrier: String?
    public var tracking: String
    public var state: State
    public var reason: String?
    public var tries: Int
    public var dueAt: Date
    public var createdAt: Date
    public var confirmedAt: Date?

    public init(
        id: UUID, order: UUID, connection: UUID, carrier: String?, tracking: String, createdAt: Date
    ) {
        self.id = id
        self.order = order
        self.connection = connection
        self.carrier = carrier
        self.tracking = tracking
        self.state = .wanted
        self.tries = 0
        self.dueAt = createdAt
        self.createdAt = createdAt
    }
}

public enum ShipmentRecords {
    public static func save(_ db: any SQLConnection, _ shipment: ShipmentRecord) throws {
        try db.query(
            """
            INSERT INTO shipment (tenant_id, id, order_id, connection_id, carrier, tracking, state, reason, tries, due_at,
                created_at, confirmed_at)
            VALUES (\(db.tenant), \(shipment.id), \(shipment.order), \(shipment.connection), \(shipment.carrier),
                \(shipment.tracking), \(shipment.state.rawValue), \(shipment.reason), \(shipment.tries), \(shipment.dueAt),
                \(shipment.createdAt), \(shipment.confirmedAt))
            ON CONFLICT (tenant_id, id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
                tries = excluded.tries, due_at = excluded.due_at, confirmed_at = excluded.confirmed_at
            """)
    }

    /// The parcels of one order, oldest first.
    public static func of(_ db: any SQLConnection, order: UUID) throws -> [ShipmentRecord] {
        try db.query(
            """
            SELECT id, order_id, connection_id, carrier, tracking, state, reason, tries, due_at, created_at, confirmed_at
            FROM shipment WHERE tenant_id = \(db.tenant) AND order_id = \(order) ORDER BY created_at, id
            """
        ).map { row in
            var cells = Cells(row)
            var shipment = try ShipmentRecord(
                id: cells.take(), order: cells.take(), connection: cells.take(), carrier: cells.maybe(),
                tracking: cells.take(), createdAt: .distantPast)
            shipment.state = .init(rawValue: try cells.take()) ?? .wanted
            shipment.reason = try cells.maybe()
            shipment.tries = try cells.take()
            shipment.dueAt = try cells.take()
            shipment.createdAt = try cells.take()
            shipment.confirmedAt = try cells.maybe()
            return shipment
        }
    }

    /// Shipments to tell a channel, with the channel's order id, oldest first.
    public static func asking(
        _ db: any SQLConnection, wantedOf connection: UUID, limit: Int
    ) -> TypedQuery<(shipment: ShipmentRecord, remoteOrder: String)> {
        TypedQuery(
            """
            SELECT s.id, s.order_id, s.connection_id, s.carrier, s.tracking, s.state, s.reason, s.tries, s.due_at,
                s.created_at, s.confirmed_at, o.remote_id
            FROM shipment s JOIN sales_order o ON o.tenant_id = s.tenant_id AND o.id = s.order_id
            WHERE s.tenant_id = \(db.tenant) AND s.connection_id = \(connection) AND s.state = 'wanted'
            ORDER BY s.due_at, s.id LIMIT \(limit)
            """
        ) { row in
            var cells = Cells(row)
            let id: UUID = try cells.take()
            let order: UUID = try cells.take()
            let connection: UUID = try cells.take()
            let carrier: String? = try cells.maybe()
            let tracking: String = try cells.take()
            var shipment = ShipmentRecord(
                id: id, order: order, connection: connection, carrier: carrier, tracking: tracking,
                createdAt: .distantPast)
            shipment.state = .init(rawValue: try cells.take()) ?? .wanted
            shipment.reason = try cells.maybe()
            shipment.tries = try cells.take()
            shipment.dueAt = try cells.take()
            shipment.createdAt = try cells.take()
            shipment.confirmedAt = try cells.maybe()
            return (shipment, try cells.take())
        }
    }
}
