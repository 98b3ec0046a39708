public import Foundation
public import Store

/// A decision with all the changes it would cause, shown before it is applied; afterwards what an undo reverses.
public struct PlanRecord: Sendable, Hashable, Identifiable {
    public enum Kind: String, Sendable, Hashable, Codable { case goLive = "go-live", prices, stock }
    public enum State: String, Sendable, Hashable, Codable {
        case proposed, applied, undone, discarded
        /// Its changes are still being found. One that stays so was cut short.
        case making
    }

    public struct Change: Sendable, Hashable {
        public enum Field: String, Sendable, Hashable, Codable { case quantity, price }
        public enum State: String, Sendable, Hashable, Codable {
            case proposed, applied, undone
            /// Somebody changed it since; an undo leaves it alone.
            case changedSince = "changed-since"
        }
        public var offer: UUID?
        public var variant: UUID?
        public var sku: String
        /// Where it happens: a connection's name, or `stock`.
        public var target: String
        public var field: Field
        /// Units, or minor units of the offer's currency.
        public var before: Int64?
        public var after: Int64?
        public var reason: String
        public var state: State

        public init(
            offer: UUID?, variant: UUID?, sku: String, target: String, field: Field, before: Int64?, after: Int64?,
            reason: String, state: State = .proposed
        ) {
            self.offer = offer
            self.variant = variant
            self.sku = sku
            self.target = target
            self.field = field
            self.before = before
            self.after = after
            self.reason = reason
            self.state = state
        }
    }

    public var id: UUID
    public var kind: Kind
    public var connection: UUID?
    public var title: String
    public var state: State
    /// Brakes the plan would trip, each a sentence. Applying it then needs a yes to them.
    public var brakes: [String]
    public var createdAt: Date
    public var appliedAt: Date?
    public var undoneAt: Date?
    /// Of a new plan; those of a stored one are read in parts.
    public var changes: [Change]

    public init(
        id: UUID, kind: Kind, connection: UUID?, title: String, brakes: [String] = [], createdAt: Date,
        changes: [Change] = []
    ) {
        self.id = id
        self.kind = kind
        self.connection = connection
        self.title = title
        self.state = .proposed
        self.brakes = brakes
        self.createdAt = createdAt
        self.changes = changes
    }
}

public enum PlanRecords {
    /// - Parameter state: `nil` for the plan's own; `making` where its changes are added and then proposed.
    public static func insert(
        _ db: any SQLConnection, _ plan: PlanRecord, state: PlanRecord.State? = nil
    ) throws {
        try db.query(
            """
            INSERT INTO plan (tenant_id, id, kind, connection_id, title, state, brakes, created_at, applied_at)
            VALUES (\(db.tenant), \(plan.id), \(plan.kind.rawValue), \(plan.connection), \(plan.title),
                \((state ?? plan.state).rawValue), \(try JSONText.encode(plan.brakes)), \(plan.createdAt), \(plan.appliedAt))
            """)
        try self.add(db, plan: plan.id, from: 0, plan.changes)
    }

    private static let additions = BulkStatement(
        insertInto: "plan_change",
        [
            ("plan_id", .uuid), ("position", .integer), ("offer_id", .uuid), ("variant_id", .uuid), ("sku", .text),
            ("target", .text), ("field", .text), ("before_value", .integer), ("after_value", .integer),
            ("reason", .text), ("state", .text),
        ])

    /// Changes of a plan that is being made.
    ///
    /// - Parameter position: Of the first of them; from 0 without gaps.
    public static func add(
        _ db: any SQLConnection, plan: UUID, from position: Int, _ changes: [PlanRecord.Change]
    ) throws {
        for (part, some) in changes.chunks(of: 1_000).enumerated() {
            var cells = BulkCells(capacity: some.count * 11)
            for (offset, change) in some.enumerated() {
                cells.add(plan)
                cells.add(position + part * 1_000 + offset)
                cells.add(change.offer)
                cells.add(change.variant)
                cells.add(change.sku)
                cells.add(change.target)
                cells.add(change.field.rawValue)
                cells.add(change.before)
                cells.add(change.after)
                cells.add(change.reason)
                cells.add(change.state.rawValue)
            }
            try db.post([self.additions.query(db, cells.cells)].compactMap { $0 })
        }
    }

    /// What is known of a plan when all of its changes have been added.
    public static func propose(_ db: any SQLConnection, _ id: UUID, brakes: [String]) throws {
        try db.query(
            """
            UPDATE plan SET state = 'proposed', brakes = \(try JSONText.encode(brakes))
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    public static func setState(_ db: any SQLConnection, _ id: UUID, _ state: PlanRecord.State, at now: Date) throws {
        try db.query(
            """
            UPDATE plan SET state = \(state.rawValue),
                applied_at = CASE WHEN \(state == .applied) THEN \(now) ELSE applied_at END,
                undone_at = CASE WHEN \(state == .undone) THEN \(now) ELSE undone_at END
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
    }

    public static func setChangeState(
        _ db: any SQLConnection, plan: UUID, position: Int, _ state: PlanRecord.Change.State
    ) throws {
        try db.query(
            """
            UPDATE plan_change SET state = \(state.rawValue)
            WHERE tenant_id = \(db.tenant) AND plan_id = \(plan) AND position = \(position)
            """)
    }

    /// Moves every change of a plan that is in one state to another.
    public static func setChangeStates(
        _ db: any SQLConnection, plan: UUID, from: PlanRecord.Change.State, to: PlanRecord.Change.State
    ) throws {
        try db.query(
            """
            UPDATE plan_change SET state = \(to.rawValue)
            WHERE tenant_id = \(db.tenant) AND plan_id = \(plan) AND state = \(from.rawValue)
            """)
    }

    /// How many changes each of these plans has.
    public static func counts(_ db: any SQLConnection, plans: some Collection<UUID>) throws -> [UUID: Int] {
        let rows = try chunked(plans) { ids in
            try db.query(
                """
                SELECT plan_id, count(*) FROM plan_change
                WHERE tenant_id = \(db.tenant) AND plan_id IN (\(list: ids)) GROUP BY plan_id
                """
            ).map { try $0.decode(UUID.self, Int.self) }
        }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// Whether the latest plan to go live of a connection that was ever applied still stands.
    public static func isLive(_ db: any SQLConnection, connection: UUID) throws -> Bool {
        let state: String? = try db.query(
            """
            SELECT state FROM plan WHERE tenant_id = \(db.tenant) AND connection_id = \(connection)
                AND kind = 'go-live' AND applied_at IS NOT NULL
            ORDER BY applied_at DESC, id DESC LIMIT 1
            """
        ).first?.get(0)
        return state == PlanRecord.State.applied.rawValue
    }

    /// The latest plans without their changes, newest first.
    public static func latest(_ db: any SQLConnection, limit: Int) throws -> [PlanRecord] {
        try db.query(
            """
            SELECT id, kind, connection_id, title, state, brakes, created_at, applied_at, undone_at FROM plan
            WHERE tenant_id = \(db.tenant) ORDER BY id DESC LIMIT \(limit)
            """
        ).map(self.decode)
    }

    /// Without its changes.
    public static func load(_ db: any SQLConnection, _ id: UUID) throws -> PlanRecord? {
        try db.query(
            """
            SELECT id, kind, connection_id, title, state, brakes, created_at, applied_at, undone_at FROM plan
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """
        ).first.map(self.decode)
    }

    /// A plan's changes with their positions, some at a time.
    ///
    /// - Parameters:
    ///   - position: Of the first that may be among them.
    ///   - state: Only those that are in it; `nil` for all.
    public static func changes(
        _ db: any SQLConnection, plan: UUID, from position: Int, state: PlanRecord.Change.State? = nil, limit: Int
    ) throws -> [(Int, PlanRecord.Change)] {
        let which: SQLQuery = state.map { "state = \($0.rawValue)" } ?? "1 = 1"
        return try db.query(
            """
            SELECT position, offer_id, variant_id, sku, target, field, before_value, after_value, reason, state
            FROM plan_change
            WHERE tenant_id = \(db.tenant) AND plan_id = \(plan) AND position >= \(position) AND \(which)
            ORDER BY position LIMIT \(limit)
            """
        ).map { row in
            var cells = Cells(row)
            let position: Int = try cells.take()
            return try (
                position,
                PlanRecord.Change(
                    offer: cells.maybe(), variant: cells.maybe(), sku: cells.take(), target: cells.take(),
                    field: .init(rawValue: cells.take()) ?? .quantity, before: cells.maybe(), after: cells.maybe(),
                    reason: cells.take(), state: .init(rawValue: cells.take()) ?? .proposed)
            )
        }
    }

    /// How many changes of a plan go which way and stand in which state.
    public struct Figure: Sendable, Hashable {
        public var field: PlanRecord.Change.Field
        public var state: PlanRecord.Change.State
        public var count: Int
        /// The number rises, or falls; else it stays.
        public var isUp: Bool
        public var isDown: Bool
        /// On sale before and not after.
        public var isToZero: Bool
    }

    public static func figures(_ db: any SQLConnection, plan: UUID) throws -> [Figure] {
        try db.query(
            """
            SELECT field, state, CASE WHEN coalesce(after_value, 0) > coalesce(before_value, 0) THEN 1
                WHEN coalesce(after_value, 0) < coalesce(before_value, 0) THEN -1 ELSE 0 END AS way,
                CASE WHEN field = 'quantity' AND before_value > 0 AND coalesce(after_value, 0) <= 0 THEN 1 ELSE 0 END
                    AS zero, count(*)
            FROM plan_change WHERE tenant_id = \(db.tenant) AND plan_id = \(plan) GROUP BY 1, 2, 3, 4
            """
        ).map { row in
            let way: Int = try row.get(2)
            return Figure(
                field: .init(rawValue: try row.get(0)) ?? .quantity,
                state: .init(rawValue: try row.get(1)) ?? .proposed,
                count: try row.get(4), isUp: way > 0, isDown: way < 0, isToZero: try row.get(3, as: Int.self) == 1)
        }
    }

    private static func decode(_ row: SQLRow) throws -> PlanRecord {
        var cells = Cells(row)
        let id: UUID = try cells.take()
        let kind = PlanRecord.Kind(rawValue: try cells.take()) ?? .stock
        let connection: UUID? = try cells.maybe()
        let title: String = try cells.take()
        let state = PlanRecord.State(rawValue: try cells.take()) ?? .proposed
        let brakes: [String] = try cells.json()
        var plan = PlanRecord(
            id: id, kind: kind, connection: connection, title: title, brakes: brakes, createdAt: try cells.take())
        plan.state = state
        plan.appliedAt = try cells.maybe()
        plan.undoneAt = try cells.maybe()
        return plan
    }
}
