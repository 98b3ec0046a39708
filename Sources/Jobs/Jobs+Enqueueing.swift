public import Foundation
public import Store

extension Jobs {
    /// Wants a key looked at. Fit for a tenant's transaction.
    ///
    /// A key that waits already becomes due at the earlier of the two times and keeps the more urgent priority; a
    /// parked one is ready again, with its attempts forgotten. Where a look at the tables after this transaction's end is
    /// certain anyhow, because the key is due and nobody holds it, or its holder was told already, nothing is written and
    /// nobody is notified: however many want a busy key, they do not stand in line at its row. Do it last in a
    /// transaction: job rows come after all others in the lock order.
    ///
    /// - Parameters:
    ///   - priority: the smaller, the sooner.
    ///   - trace: the id under which the event behind it is logged.
    public static func enqueue(
        _ db: any SQLConnection, kind: String, key: String, tenant: UUID?, dueAt: Date, priority: Int = 0,
        trace: String? = nil
    ) throws {
        try self.enqueue(
            db, kind: kind, keys: [key], tenant: tenant, dueAt: dueAt, priority: priority, trace: trace, now: dueAt)
    }

    /// The same for several keys, in an order in which no two transactions can wait for each other.
    ///
    /// - Parameter lease: Must still be held at `now`, and is kept until the transaction ends (`holds`). Its own key is not
    ///   wanted: whoever holds it looks again.
    /// - Throws: `JobError.staleLease`.
    public static func enqueue(
        _ db: any SQLConnection, kind: String, keys: Set<String>, tenant: UUID?, dueAt: Date, priority: Int = 0,
        trace: String? = nil, holding lease: Lease? = nil, now: Date
    ) throws {
        var wanted: [WantedKey] = []
        for key in keys.union(lease.map { [$0.key] } ?? []).sorted() {
            if let lease, lease.key == key {
                try self.holds(db, lease, now: now)
            } else {
                wanted.append(
                    WantedKey(kind: kind, key: key, tenant: tenant, dueAt: dueAt, priority: priority, trace: trace))
                try db.post([wanted[wanted.count - 1].statement(db.dialect)])
            }
        }
        guard !wanted.isEmpty else { return }
        if db.dialect == .sqlite { return try db.hint(Self.channel) }
        // Here the statement itself notifies, when there is something to be told.
        try db.post(wanted.map(\.sharing) + wanted.map { $0.statement(db.dialect) })
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
