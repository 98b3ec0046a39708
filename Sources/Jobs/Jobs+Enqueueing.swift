public import Foundation
public import Store

extension Jobs {
    /// Wants a key looked at. One statement, fit for a tenant's transaction.
    ///
    /// A key that waits already becomes due at the earlier of the two times and keeps the more urgent priority; a
    /// parked one is ready again, with its attempts forgotten. Do it last in a transaction: job rows come after all
    /// others in the lock order.
    ///
    /// - Parameters:
    ///   - priority: the smaller, the sooner.
    ///   - trace: the id under which the event behind it is logged.
    public static func enqueue(
        _ db: any SQLConnection, kind: String, key: String, tenant: UUID?, dueAt: Date, priority: Int = 0,
        trace: String? = nil
    ) throws {
        try db.post([
            """
            INSERT INTO job (kind, key, tenant_id, priority, due_at, generation, attempts, state, lease_token, trace_id,
                updated_at)
            VALUES (\(kind), \(key), \(tenant), \(priority), \(dueAt), 1, 0, 'ready', 0, \(trace), \(dueAt))
            ON CONFLICT (kind, key) DO UPDATE SET
                due_at = CASE WHEN job.due_at IS NULL OR job.state = 'parked' OR excluded.due_at < job.due_at
                    THEN excluded.due_at ELSE job.due_at END,
                priority = CASE WHEN job.due_at IS NULL OR excluded.priority < job.priority
                    THEN excluded.priority ELSE job.priority END,
                attempts = CASE WHEN job.state = 'parked' THEN 0 ELSE job.attempts END,
                generation = job.generation + 1, state = 'ready', reason = NULL,
                trace_id = coalesce(excluded.trace_id, job.trace_id), updated_at = excluded.updated_at
            """
        ])
        try db.hint(Self.channel)
    }

    /// Makes a parked key ready and due now.
    ///
    /// - Returns: whether it was parked.
    @discardableResult
    public static func unpark(_ db: any SQLConnection, kind: String, key: String, now: Date) throws -> Bool {
        let changed = try db.execute(
            """
            UPDATE job SET state = 'ready', due_at = \(now), attempts = 0, reason = NULL, generation = generation + 1,
                updated_at = \(now)
            WHERE kind = \(kind) AND key = \(key) AND state = 'parked'
            """)
        try db.hint(Self.channel)
        return changed == 1
    }

    /// Removes keys that were settled before a time and wait for nothing.
    ///
    /// - Parameter time: well before the start of any lease that may still be held somewhere: a day ago or more.
    /// - Returns: how many were removed.
    @discardableResult
    public static func forget(_ db: any SQLConnection, settledBefore time: Date) throws -> Int {
        try db.execute(
            "DELETE FROM job WHERE due_at IS NULL AND state = 'ready' AND lease_until IS NULL AND updated_at < \(time)")
    }
}
