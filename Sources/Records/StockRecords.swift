public import Commerce
public import Foundation
public import Store

/// One line of the stock ledger.
public struct Movement: Sendable, Hashable {
    public enum Cause: String, Sendable, Hashable, CaseIterable, Codable {
        /// A person set or corrected the count.
        case counted, adjusted
        /// Between two locations: one line leaves, one arrives.
        case transferred
        /// Came with a catalogue import.
        case imported
        /// Taken over from a shop's own count.
        case adopted
        /// Left with an order.
        case shipped
        /// An applied plan was taken back.
        case undone
    }
    public var id: UUID
    public var variant: UUID
    public var location: UUID
    /// Units in (positive) or out.
    public var change: Int
    public var cause: Cause
    /// What caused it: an order, a plan, an import run.
    public var reference: String?
    public var note: String?
    public var at: Date
    public var trace: String?

    public init(
        id: UUID, variant: UUID, location: UUID, change: Int, cause: Cause, reference: String? = nil,
        note: String? = nil,
        at: Date, trace: String? = nil
    ) {
        self.id = id
        self.variant = variant
        self.location = location
        self.change = change
        self.cause = cause
        self.reference = reference
        self.note = note
        self.at = at
        self.trace = trace
    }
}

public enum StockRecords {
    /// One variant's count at one location.
    public struct Level: Sendable, Hashable {
        public var variant: UUID
        public var location: UUID
        public var level: StockLevel

        public init(variant: UUID, location: UUID, level: StockLevel) {
            self.variant = variant
            self.location = location
            self.level = level
        }
    }

    public static func levels(_ db: any SQLConnection, of variants: some Collection<UUID>) throws -> [Level] {
        try chunked(variants) { try db.ask(self.asking(db, levelsOf: $0)) }
    }

    /// Of one variant the first location is the one that ships first.
    public static func asking(_ db: any SQLConnection, levelsOf variants: [UUID]) -> TypedQuery<Level> {
        TypedQuery(
            variants.isEmpty
                ? nil
                : """
                SELECT s.variant_id, s.location_id, s.on_hand, s.buffer FROM stock_level s
                JOIN location l ON l.tenant_id = s.tenant_id AND l.id = s.location_id
                WHERE s.tenant_id = \(db.tenant) AND s.variant_id \(any: variants)
                ORDER BY s.variant_id, l.position, l.name
                """
        ) { row in
            Level(
                variant: try row.get(0), location: try row.get(1),
                level: StockLevel(onHand: try row.get(2), buffer: try row.get(3)))
        }
    }

    private static let ledger = BulkStatement(
        insertInto: "movement",
        [
            ("id", .uuid), ("variant_id", .uuid), ("location_id", .uuid), ("change", .integer), ("cause", .text),
            ("reference", .text), ("note", .text), ("at", .instant), ("trace_id", .text),
        ])

    private static let change = BulkStatement(
        insertInto: "stock_level",
        [("variant_id", .uuid), ("location_id", .uuid), ("on_hand", .integer), ("buffer", .integer)],
        "ON CONFLICT (tenant_id, variant_id, location_id) DO UPDATE SET on_hand = stock_level.on_hand + excluded.on_hand"
    )

    /// Books movements: the ledger's lines and the levels change together, so that the ledger always sums to the level.
    public static func book(_ db: any SQLConnection, _ movements: [Movement]) throws {
        var lines = BulkCells(capacity: movements.count * 9)
        var sums: [Place: Int] = [:]
        for movement in movements {
            lines.add(movement.id)
            lines.add(movement.variant)
            lines.add(movement.location)
            lines.add(movement.change)
            lines.add(movement.cause.rawValue)
            lines.add(movement.reference)
            lines.add(movement.note)
            lines.add(movement.at)
            lines.add(movement.trace)
            sums[Place(variant: movement.variant, location: movement.location), default: 0] += movement.change
        }
        var levels = BulkCells(capacity: sums.count * 4)
        for (place, change) in sums.sorted(by: { $0.key < $1.key }) {
            levels.add(place.variant)
            levels.add(place.location)
            levels.add(change)
            levels.add(0)
        }
        try db.post([self.ledger.query(db, lines.cells), self.change.query(db, levels.cells)].compactMap { $0 })
    }

    public static func book(_ db: any SQLConnection, _ movement: Movement) throws { try self.book(db, [movement]) }

    private struct Place: Hashable, Comparable {
        var variant: UUID
        var location: UUID

        static func < (one: Place, other: Place) -> Bool {
            one.variant == other.variant ? one.location < other.location : one.variant < other.variant
        }
    }

    public static func setBuffer(_ db: any SQLConnection, variant: UUID, location: UUID, buffer: Int) throws {
        try db.query(
            """
            INSERT INTO stock_level (tenant_id, variant_id, location_id, on_hand, buffer)
            VALUES (\(db.tenant), \(variant), \(location), 0, \(buffer))
            ON CONFLICT (tenant_id, variant_id, location_id) DO UPDATE SET buffer = excluded.buffer
            """)
    }

    /// The latest movements of one variant, newest first.
    public static func movements(_ db: any SQLConnection, of variant: UUID, limit: Int) throws -> [Movement] {
        try db.query(
            """
            SELECT id, variant_id, location_id, change, cause, reference, note, at, trace_id FROM movement
            WHERE tenant_id = \(db.tenant) AND variant_id = \(variant) ORDER BY id DESC LIMIT \(limit)
            """
        ).map { row in
            var cells = Cells(row)
            return try Movement(
                id: cells.take(), variant: cells.take(), location: cells.take(), change: cells.take(),
                cause: Movement.Cause(rawValue: cells.take()) ?? .adjusted, reference: cells.maybe(),
                note: cells.maybe(),
                at: cells.take(), trace: cells.maybe())
        }
    }

    /// Variants whose ledger does not sum to their level: none, ever.
    public static func unbalanced(_ db: any SQLConnection) throws -> [UUID] {
        try db.query(
            """
            SELECT s.variant_id FROM stock_level s
            LEFT JOIN (
                SELECT variant_id, location_id, CAST(sum(change) AS bigint) AS total FROM movement
                WHERE tenant_id = \(db.tenant) GROUP BY variant_id, location_id
            ) m ON m.variant_id = s.variant_id AND m.location_id = s.location_id
            WHERE s.tenant_id = \(db.tenant) AND s.on_hand <> COALESCE(m.total, 0)
            ORDER BY s.variant_id
            """
        ).map { try $0.get(0) }
    }
}
