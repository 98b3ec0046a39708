public import Foundation
public import Store

/// A key that waits for a person.
public struct ParkedJob: Sendable, Hashable {
    public var kind: String
    public var key: String
    public var tenant: UUID?
    public var reason: ReasonCode
    /// Since when.
    public var parkedAt: Date

    public init(kind: String, key: String, tenant: UUID?, reason: ReasonCode, parkedAt: Date) {
        self.kind = kind
        self.key = key
        self.tenant = tenant
        self.reason = reason
        self.parkedAt = parkedAt
    }
}

/// How many keys of one kind there are, for the dashboard and the metrics.
public struct JobCounts: Sendable, Hashable {
    public var kind: String
    /// Due, and held by nobody.
    public var due: Int
    /// Held by someone whose lease runs.
    public var running: Int
    /// Due later.
    public var waiting: Int
    public var parked: Int
    /// Since when the longest-waiting key that is due has been due.
    public var oldestDue: Date?

    public init(kind: String, due: Int, running: Int, waiting: Int, parked: Int, oldestDue: Date?) {
        self.kind = kind
        self.due = due
        self.running = running
        self.waiting = waiting
        self.parked = parked
        self.oldestDue = oldestDue
    }
}

extension Jobs {
    /// The parked keys, those parked last first.
    ///
    /// - Parameter tenant: `nil` for those of all tenants.
    public static func parked(_ db: any SQLConnection, tenant: UUID? = nil, limit: Int = 100) throws -> [ParkedJob] {
        let whose: SQLQuery = if let tenant { "tenant_id = \(tenant)" } else { "1 = 1" }
        return try db.query(
            """
            SELECT kind, key, tenant_id, reason, updated_at FROM job WHERE state = 'parked' AND \(whose)
            ORDER BY updated_at DESC, kind, key LIMIT \(limit)
            """
        ).map { row in
            ParkedJob(
                kind: try row.get(0), key: try row.get(1), tenant: try row.optional(2),
                reason: ReasonCode(stored: try row.optional(3) ?? ""), parkedAt: try row.get(4))
        }
    }

    /// How many keys of each kind are due, running, waiting and parked.
    public static func counts(_ db: any SQLConnection, now: Date) throws -> [JobCounts] {
        let held: SQLQuery = "state = 'ready' AND lease_until IS NOT NULL AND lease_until > \(now)"
        let free: SQLQuery = "state = 'ready' AND (lease_until IS NULL OR lease_until <= \(now))"
        return try db.query(
            """
            SELECT kind, sum(CASE WHEN \(free) AND due_at <= \(now) THEN 1 ELSE 0 END),
                sum(CASE WHEN \(held) THEN 1 ELSE 0 END), sum(CASE WHEN \(free) AND due_at > \(now) THEN 1 ELSE 0 END),
                sum(CASE WHEN state = 'parked' THEN 1 ELSE 0 END),
                min(CASE WHEN \(free) AND due_at <= \(now) THEN due_at END)
            FROM job GROUP BY kind ORDER BY kind
            """
        ).map { row in
            JobCounts(
                kind: try row.get(0), due: try row.get(1), running: try row.get(2), waiting: try row.get(3),
                parked: try row.get(4), oldestDue: try row.optional(5))
        }
    }
}
