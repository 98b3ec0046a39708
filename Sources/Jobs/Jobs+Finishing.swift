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

    /// Hands many keys back as settled, in one statement.
    ///
    /// - Returns: those of the leases that another has taken meanwhile; nothing is changed for these.
    public static func settle(_ db: any SQLConnection, _ leases: [Lease], now: Date) throws -> [Lease] {
        if leases.isEmpty { return [] }
        let list = JSONText(Self.json(leases))
        let change: SQLQuery = """
            due_at = CASE WHEN job.generation = done.generation THEN NULL ELSE \(now) END, state = 'ready', reason = NULL,
                attempts = 0, lease_owner = NULL, lease_until = NULL, updated_at = \(now)
            """
        let fence: SQLQuery = """
            job.kind = done.kind AND job.key = done.key AND job.lease_token = done.token AND job.lease_owner = done.owner
            """
        let rows = try db.query(
            sqlite: """
                UPDATE job SET \(change) FROM (
                    SELECT value ->> 'kind' AS kind, value ->> 'key' AS key, value ->> 'owner' AS owner,
                        value ->> 'token' AS token, value ->> 'generation' AS generation
                    FROM json_each(\(list))) AS done
                WHERE \(fence) RETURNING job.kind, job.key
                """,
            postgres: """
                UPDATE job SET \(change)
                FROM jsonb_to_recordset(\(list)) AS done(
                    kind text COLLATE "C", key text COLLATE "C", owner text, token bigint, generation bigint)
                WHERE \(fence) RETURNING job.kind, job.key
                """)
        if rows.count == leases.count { return [] }
        let settled = Set(try rows.map { [try $0.get(0, as: String.self), try $0.get(1, as: String.self)] })
        return leases.filter { !settled.contains([$0.kind, $0.key]) }
    }

    private static func json(_ leases: [Lease]) -> String {
        func quoted(_ text: String) -> String {
            // Kinds, keys and owners are ids and names; what JSON cannot hold plain is escaped all the same.
            var escaped = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"", "\\": escaped += "\\\(scalar)"
                case _ where scalar.value < 0x20:
                    let digits = String(scalar.value, radix: 16)
                    escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return escaped + "\""
        }
        let rows = leases.map { lease in
            "{\"kind\":\(quoted(lease.kind)),\"key\":\(quoted(lease.key)),\"owner\":\(quoted(lease.owner)),"
                + "\"token\":\(lease.token),\"generation\":\(lease.generation)}"
        }
        return "[" + rows.joined(separator: ",") + "]"
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
