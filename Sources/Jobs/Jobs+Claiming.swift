public import Foundation
public import Store

extension Jobs {
    /// Takes due keys that nobody holds, or whose holder's lease has ended.
    ///
    /// While few are due (64, or a claim's worth), the most urgent priority comes first, and within a priority tenants
    /// take turns: each tenant's longest-waiting key, then each one's second. When more are due, PostgreSQL gives a
    /// quarter of a claim to the longest-waiting key of each tenant, where few tenants hold the front of the queue, and
    /// the rest to whoever has waited longest. So a tenant with 100,000 due keys delays another's only key by no claim,
    /// and a claim costs the same however many keys are due.
    ///
    /// - Parameters:
    ///   - kinds: what the caller knows how to do; none gives none.
    ///   - owner: the caller's name, no other process's and no earlier claim's: a claim that a dying server forgot gives its
    ///     token away a second time, and the name then tells the two holders apart.
    ///   - limit: how many at most.
    ///   - duration: how long the lease runs, in seconds.
    /// On PostgreSQL the claim need not be on the disk before the work begins. Whoever stores something under the lease
    /// flushes the claim with it; if the server dies before, both are gone and the key is due again.
    ///
    /// - Returns: the leases, the most urgent first.
    public static func claim(
        _ db: any SQLConnection, kinds: [String], owner: String, limit: Int, now: Date, lease duration: TimeInterval
    ) throws -> [Lease] {
        if kinds.isEmpty || limit < 1 { return [] }
        let until = now.addingTimeInterval(duration)
        if db.dialect == .postgres { try db.post(["SELECT set_config('synchronous_commit', 'off', true)"]) }
        let claim = ClaimStatement(kinds: kinds, owner: owner, limit: limit, now: now, until: until)
        let rows = try db.query(sqlite: claim.sqlite, postgres: claim.postgres)
        // RETURNING promises no order.
        let claimed = try rows.map { row in
            let lease = Lease(
                kind: try row.get(0), key: try row.get(1), tenant: try row.optional(2), owner: owner,
                token: try row.get(3), generation: try row.get(4), attempts: try row.get(5), until: until,
                trace: try row.optional(6))
            return (lease: lease, priority: try row.get(7, as: Int.self), due: try row.get(8, as: Date.self))
        }
        return claimed.sorted { ($0.priority, $0.due) < ($1.priority, $1.due) }.map(\.lease)
    }

    /// Moves the end of a lease.
    ///
    /// - Returns: the lease with its new end.
    /// - Throws: `JobError.staleLease` when another has taken the key.
    public static func renew(
        _ db: any SQLConnection, _ lease: Lease, now: Date, for duration: TimeInterval
    ) throws -> Lease {
        var renewed = lease
        renewed.until = now.addingTimeInterval(duration)
        let changed = try db.execute("UPDATE job SET lease_until = \(renewed.until) WHERE \(Self.fence(lease))")
        guard changed == 1 else { throw JobError.staleLease }
        return renewed
    }

    /// Makes sure, inside of the caller's own transaction, that the lease is still held, and keeps others from taking
    /// the key until that transaction ends. Do it last before the end: job rows come after all others in the lock order.
    ///
    /// - Throws: `JobError.staleLease` when another has taken the key or the lease has ended; the transaction rolls back.
    public static func holds(_ db: any SQLConnection, _ lease: Lease, now: Date) throws {
        // SQLite's one writer needs no row lock.
        let rows = try db.query(
            sqlite: "SELECT 1 FROM job WHERE \(Self.fence(lease)) AND lease_until > \(now)",
            postgres: "SELECT 1 FROM job WHERE \(Self.fence(lease)) AND lease_until > \(now) FOR UPDATE")
        if rows.isEmpty { throw JobError.staleLease }
    }

    /// The condition that only the present holder meets. A lease that was handed in has no owner.
    static func fence(_ lease: Lease) -> SQLQuery {
        "kind = \(lease.kind) AND key = \(lease.key) AND lease_token = \(lease.token) AND lease_owner = \(lease.owner)"
    }
}
