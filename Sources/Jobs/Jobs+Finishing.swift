public import Foundation
public import Store

/// How a holder hands a key back.
public enum JobOutcome: Sendable, Hashable {
    /// Nothing left to do until the next enqueue.
    case settled
    /// Went well; look again at a time.
    case again(at: Date)
    /// Failed in a way that may pass; look again at a time. Attempts go on counting.
    case retry(ReasonCode, at: Date)
    /// A person has to act.
    case parked(ReasonCode)
}

extension Jobs {
    /// Hands a key back. If it was enqueued since it was claimed, it is due now, whatever the outcome.
    ///
    /// - Throws: `JobError.staleLease` when another has taken the key; nothing is changed.
    public static func finish(_ db: any SQLConnection, _ lease: Lease, outcome: JobOutcome, now: Date) throws {
        let (due, reason): (Date?, ReasonCode?) =
            switch outcome {
            case .settled: (nil, nil)
            case .again(let date): (date, nil)
            case .retry(let reason, let date): (date, reason)
            case .parked(let reason): (nil, reason)
            }
        let state = if case .parked = outcome { "parked" } else { "ready" }
        let keepsCounting = if case .retry = outcome { true } else { state == "parked" }
        let changed = try db.execute(
            """
            UPDATE job SET due_at = CASE WHEN generation = \(lease.generation) THEN \(due) ELSE \(now) END,
                state = CASE WHEN generation = \(lease.generation) THEN \(state) ELSE 'ready' END,
                reason = \(reason?.stored), attempts = CASE WHEN \(keepsCounting) THEN attempts ELSE 0 END,
                lease_owner = NULL, lease_until = NULL, updated_at = \(now)
            WHERE \(self.fence(lease))
            """)
        guard changed == 1 else { throw JobError.staleLease }
    }

    /// Gives a lease up without an outcome, as at the end of a process: the key is as due as it was, and this claim does
    /// not count as an attempt.
    ///
    /// - Throws: `JobError.staleLease` when another has taken the key; nothing is changed.
    public static func release(_ db: any SQLConnection, _ lease: Lease, now: Date) throws {
        let changed = try db.execute(
            """
            UPDATE job SET attempts = attempts - 1, lease_owner = NULL, lease_until = NULL, updated_at = \(now)
            WHERE \(self.fence(lease))
            """)
        guard changed == 1 else { throw JobError.staleLease }
        try db.hint(Self.channel)
    }
}
