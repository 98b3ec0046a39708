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
                WHERE tenant_id = \(db.tenant) AND part_id IN (\(list: ids))
                ORDER BY part_id, since, order_id, line_ref
                """
            ).map { row in
                var cells = Cells(row)
                return try Reservation(
                    part: cells.take(), order: cells.take(), line: cells.take(), units: cells.take(),
                    short: cells.take(),
                    since: cells.take())
            }
        }
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

    public static func save(_ db: any SQLConnection, _ reservation: Reservation) throws {
        try db.query(
            """
            INSERT INTO reservation (tenant_id, part_id, order_id, line_ref, units, short, since)
            VALUES (\(db.tenant), \(reservation.part), \(reservation.order), \(reservation.line), \(reservation.units),
                \(reservation.short), \(reservation.since))
            ON CONFLICT (tenant_id, part_id, order_id, line_ref)
            DO UPDATE SET units = excluded.units, short = excluded.short
            """)
    }

    public static func delete(_ db: any SQLConnection, _ reservation: Reservation) throws {
        try db.query(
            """
            DELETE FROM reservation WHERE tenant_id = \(db.tenant) AND part_id = \(reservation.part)
                AND order_id = \(reservation.order) AND line_ref = \(reservation.line)
            """)
    }
}
