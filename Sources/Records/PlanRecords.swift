public import Foundation
public import Store

/// A decision with all the changes it would cause, shown before it is applied; afterwards what an undo reverses.
public struct PlanRecord: Sendable, Hashable, Identifiable {
    public enum Kind: String, Sendable, Hashable, Codable { case goLive = "go-live", prices, stock }
    public enum State: String, Sendable, Hashable, Codable { case proposed, applied, undone, discarded }

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
    public static func insert(_ db: any SQLConnection, _ plan: PlanRecord) throws {
        try db.query(
            """
            INSERT INTO plan (tenant_id, id, kind, connection_id, title, state, brakes, created_at, applied_at)
            VALUES (\(db.tenant), \(plan.id), \(plan.kind.rawValue), \(plan.connection), \(plan.title),
                \(plan.state.rawValue), \(try JSONText.encode(plan.brakes)), \(plan.createdAt), \(plan.appliedAt))
            """)
        for part in Array(plan.changes.enumerated()).chunks(of: 50) {
            try db.pipeline(
                part.map { position, change in
                    """
                    INSERT INTO plan_change (tenant_id, plan_id, position, offer_id, variant_id, sku, target, field,
                        before_value, after_value, reason, state)
                    VALUES (\(db.tenant), \(plan.id), \(position), \(change.offer), \(change.variant), \(change.sku),
                        \(change.target), \(change.field.rawValue), \(change.before), \(change.after), \(change.reason),
                        \(change.state.rawValue))
                    """
                })
        }
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

    public static func load(_ db: any SQLConnection, _ id: UUID) throws -> PlanRecord? {
        let rows = try db.query(
            """
            SELECT id, kind, connection_id, title, state, brakes, created_at, applied_at, undone_at FROM plan
            WHERE tenant_id = \(db.tenant) AND id = \(id)
            """)
        guard var plan = try rows.first.map(self.decode) else { return nil }
        plan.changes = try db.query(
            """
            SELECT offer_id, variant_id, sku, target, field, before_value, after_value, reason, state FROM plan_change
            WHERE tenant_id = \(db.tenant) AND plan_id = \(id) ORDER BY position
            """
        ).map { row in
            var cells = Cells(row)
            return try PlanRecord.Change(
                offer: cells.maybe(), variant: cells.maybe(), sku: cells.take(), target: cells.take(),
                field: .init(rawValue: cells.take()) ?? .quantity, before: cells.maybe(), after: cells.maybe(),
                reason: cells.take(), state: .init(rawValue: cells.take()) ?? .proposed)
        }
        return plan
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
