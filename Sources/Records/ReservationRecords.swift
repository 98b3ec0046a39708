public import Foundation
public import Store

/// Units of one part owed to one order line: those that are there, and those that are short.
public struct Reservation: Sendable, Hashable {
    public var part: UUID
    public var order: UUID
    public var line: String
    /// Units owed, at least 1.
    public var units: Int
    /// Of those, units that are not there.
    public var short: Int
    public var since: Date

    public init(part: UUID, order: UUID, line: String, units: Int, short: Int, since: Date) {
        self.part = part
        self.order = order
        self.line = line
        self.units = units
        self.short = short
        self.since = since
    }
}

public enum ReservationRecords {
    /// Every reservation on these parts, oldest first.
    public static func load(_ db: any SQLConnection, parts: some Collection<UUID>) throws -> [Reservation] {
        try chunked(parts) { ids in
            try db.query(
                """
                SELECT part_id, order_id, line_ref, units, short, since FROM reservation
                WHERE tenant_id = \(db.tenant) AND part_id \(any: ids)
                ORDER BY part_id, since, order_id, line_ref
                """
            ).map(self.decode)
        }
    }

    /// The reservations of these orders.
    public static func asking(_ db: any SQLConnection, of orders: [UUID]) -> TypedQuery<Reservation> {
        TypedQuery(
            orders.isEmpty
                ? nil
                : """
                SELECT part_id, order_id, line_ref, units, short, since FROM reservation
                WHERE tenant_id = \(db.tenant) AND order_id \(any: orders)
                ORDER BY part_id, since, order_id, line_ref
                """, decode: self.decode)
    }

    private static func decode(_ row: SQLRow) throws -> Reservation {
        var cells = Cells(row)
        return try Reservation(
            part: cells.take(), order: cells.take(), line: cells.take(), units: cells.take(), short: cells.take(),
            since: cells.take())
    }

    /// Units that are owed and not there, by part; parts without any are left out.
    public static func shorts(_ db: any SQLConnection) throws -> [UUID: Int] {
        let rows = try db.query(
            """
            SELECT part_id, CAST(sum(short) AS bigint) FROM reservation
            WHERE tenant_id = \(db.tenant) AND short > 0 GROUP BY part_id
            """
        ).map { try $0.decode(UUID.self, Int.self) }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// Sold units of each line of an order that are not there, as the worst of a bundle's parts says; lines without any
    /// are left out.
    public static func shorts(_ db: any SQLConnection, order: UUID) throws -> [String: Int] {
        let rows = try db.query(
            """
            SELECT line_ref, max(short) FROM reservation
            WHERE tenant_id = \(db.tenant) AND order_id = \(order) AND short > 0 GROUP BY line_ref
            """
        ).map { try $0.decode(String.self, Int.self) }
        return Dictionary(rows, uniquingKeysWith: max)
    }

    private static let upsert = BulkStatement(
        insertInto: "reservation",
        [
            ("part_id", .uuid), ("order_id", .uuid), ("line_ref", .text), ("units", .integer), ("short", .integer),
            ("since", .instant),
        ],
        """
        ON CONFLICT (tenant_id, part_id, order_id, line_ref) DO UPDATE SET units = excluded.units, short = excluded.short
        """)

    /// - Parameter reservations: Each part, order and line once.
    public static func save(_ db: any SQLConnection, _ reservations: [Reservation]) throws {
        var cells = BulkCells(capacity: reservations.count * 6)
        for reservation in reservations {
            cells.add(reservation.part)
            cells.add(reservation.order)
            cells.add(reservation.line)
            cells.add(reservation.units)
            cells.add(reservation.short)
            cells.add(reservation.since)
        }
        try db.post([self.upsert.query(db, cells.cells)].compactMap { $0 })
    }

    public static func delete(_ db: any SQLConnection, _ reservation: Reservation) throws {
        try db.post([
            """
            DELETE FROM reservation WHERE tenant_id = \(db.tenant) AND part_id = \(reservation.part)
                AND order_id = \(reservation.order) AND line_ref = \(reservation.line)
            """
        ])
    }
}
