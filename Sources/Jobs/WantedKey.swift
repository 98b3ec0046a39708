import Foundation
import Store

/// The statements that want a key looked at, in the words of each engine.
struct WantedKey {
    var kind: String
    var key: String
    var tenant: UUID?
    var dueAt: Date
    var priority: Int
    var trace: String?

    private var row: SQLQuery {
        """
        \(self.kind), \(self.key), \(self.tenant), \(self.priority), \(self.dueAt), 1, 0, 'ready', 0, \(self.trace),
            \(self.dueAt)
        """
    }

    private static let columns: SQLQuery = """
        kind, key, tenant_id, priority, due_at, generation, attempts, state, lease_token, trace_id, updated_at
        """

    /// What becomes of a row that is there.
    private var change: SQLQuery {
        """
        due_at = CASE WHEN job.due_at IS NULL OR job.state = 'parked' OR \(self.dueAt) < job.due_at
                THEN \(self.dueAt) ELSE job.due_at END,
            priority = CASE WHEN job.due_at IS NULL OR \(self.priority) < job.priority
                THEN \(self.priority) ELSE job.priority END,
            attempts = CASE WHEN job.state = 'parked' THEN 0 ELSE job.attempts END,
            generation = job.generation + 1, state = 'ready', reason = NULL,
            trace_id = coalesce(\(self.trace), job.trace_id), updated_at = \(self.dueAt)
        """
    }

    /// Whether a row does not say so already: it waits for nothing or for later, or whoever holds it was not told yet.
    private var isNews: SQLQuery {
        """
        (job.due_at IS NULL OR job.state = 'parked' OR \(self.dueAt) < job.due_at OR \(self.priority) < job.priority
            OR job.lease_owner IS NOT NULL AND coalesce(job.lease_generation, job.generation) = job.generation)
        """
    }

    func statement(_ dialect: Dialect) -> SQLQuery { dialect == .sqlite ? self.sqlite : self.postgres }

    /// One writer at a time: what is read stands.
    private var sqlite: SQLQuery {
        """
        INSERT INTO job (\(Self.columns)) VALUES (\(self.row))
        ON CONFLICT (kind, key) DO UPDATE SET \(self.change) WHERE \(self.isNews)
        """
    }

    /// Whoever leaves a row as it is relies on its next claim, which must not look at the tables before this transaction has
    /// ended. `sharing` sees to that: a claim waits for all who share the key's lock, and who comes later sees the claim.
    ///
    /// So this is sent twice: before, where most of what must be changed is, and where it may wait for a claim's row without
    /// being in that claim's way; and after `sharing`, of all keys, where what it reads stands.
    private var postgres: SQLQuery {
        """
        WITH moved AS (
            UPDATE job SET \(self.change) WHERE kind = \(self.kind) AND key = \(self.key) AND \(self.isNews)
            RETURNING lease_owner),
        made AS (
            INSERT INTO job (\(Self.columns)) SELECT \(self.row)
            WHERE NOT EXISTS (SELECT 1 FROM job WHERE kind = \(self.kind) AND key = \(self.key))
            ON CONFLICT (kind, key) DO UPDATE SET \(self.change)
            RETURNING lease_owner)
        SELECT pg_notify(\(Jobs.channel), '')
        FROM (SELECT lease_owner FROM moved UNION ALL SELECT lease_owner FROM made) woken WHERE lease_owner IS NULL
        """
    }

    /// Has claims of the key wait until this transaction has ended.
    var sharing: SQLQuery { "SELECT pg_advisory_xact_lock_shared(\(Self.mark(self.kind, self.key)))" }

    /// The number of a key's advisory lock.
    static func mark(_ kind: SQLQuery, _ key: SQLQuery) -> SQLQuery { "hashtextextended(\(kind) || '/' || \(key), 0)" }

    private static func mark(_ kind: String, _ key: String) -> SQLQuery { "hashtextextended(\(kind + "/" + key), 0)" }
}
