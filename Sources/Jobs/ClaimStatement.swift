import Foundation
import Store

/// The statement that takes due keys, in the words of each engine.
struct ClaimStatement {
    var kinds: [String]
    var owner: String
    var limit: Int
    var now: Date
    var until: Date

    /// How many due keys a small claim looks at to let priorities and tenants take turns exactly.
    private static let window = 64
    /// How many keys of a claim are tenants' turns when more are due than that.
    private var tenantsInTurn: Int { max(1, self.limit / 4) }

    private var take: SQLQuery {
        """
        lease_owner = \(self.owner), lease_token = lease_token + 1, lease_until = \(self.until),
            lease_generation = generation, attempts = attempts + 1, updated_at = \(self.now)
        """
    }

    private var due: SQLQuery {
        """
        job.kind IN (\(list: self.kinds)) AND job.state = 'ready' AND job.due_at <= \(self.now)
            AND (job.lease_until IS NULL OR job.lease_until <= \(self.now))
        """
    }

    private static let turn: SQLQuery =
        "row_number() OVER (PARTITION BY priority, tenant_id ORDER BY due_at, kind, key)"

    private static let lease: SQLQuery = """
        job.kind, job.key, job.tenant_id, job.lease_token, job.generation, job.attempts, job.trace_id, job.priority,
            job.due_at
        """

    /// One writer at a time: nobody to step around.
    var sqlite: SQLQuery {
        """
        UPDATE job SET \(self.take)
        WHERE (kind, key) IN (
            SELECT kind, key FROM (SELECT kind, key, priority, due_at, \(Self.turn) AS turn FROM job WHERE \(self.due))
            ORDER BY priority, turn, due_at LIMIT \(self.limit))
        RETURNING \(Self.lease)
        """
    }

    /// Rows that another claim holds are stepped over. `place` is where a row stands, good while it is locked.
    ///
    /// A claim ends only after all transactions have that left a key of it as it was because it was due (`WantedKey`): what
    /// they did is seen by whoever looks at the tables after the claim. Locks are taken in the order of the keys.
    var postgres: SQLQuery {
        """
        WITH claimed AS (\(self.limit < Self.window ? self.small : self.large))
        SELECT c.*, pg_advisory_xact_lock(\(WantedKey.mark("c.kind", "c.key")))
        FROM (SELECT * FROM claimed ORDER BY kind, key OFFSET 0) c
        """
    }

    /// `front` says whether few or many are due; only one of the two ways below it is then walked.
    private var small: SQLQuery {
        """
        WITH RECURSIVE front AS MATERIALIZED (
            SELECT job.ctid AS place, kind, key, priority, tenant_id, due_at FROM job WHERE \(self.due)
            ORDER BY due_at LIMIT \(Self.window + 1)),
        crowd AS MATERIALIZED (SELECT count(*) > \(Self.window) AS is_large FROM front),
        turns AS (
            SELECT place, priority, due_at, \(Self.turn) AS turn FROM front WHERE NOT (SELECT is_large FROM crowd)),
        few AS (
            SELECT job.ctid AS place FROM turns JOIN job ON job.ctid = turns.place WHERE \(self.due)
            ORDER BY turns.priority, turns.turn, turns.due_at LIMIT \(self.limit) FOR UPDATE OF job SKIP LOCKED),
        longest AS (
            SELECT job.ctid AS place FROM job WHERE \(self.due) AND (SELECT is_large FROM crowd)
            ORDER BY due_at LIMIT \(self.limit) FOR UPDATE SKIP LOCKED),
        \(self.fair),
        chosen AS (
            SELECT place FROM few
            UNION ALL
            (SELECT place FROM (SELECT place, 1 AS rank FROM fair UNION ALL SELECT place, 2 FROM longest) found
            GROUP BY place ORDER BY min(rank) LIMIT \(self.limit)))
        UPDATE job SET \(self.take) FROM chosen WHERE job.ctid = chosen.place
        RETURNING \(Self.lease)
        """
    }

    /// Where fewer are due than are asked for, all are taken and nobody's turn matters. Else tenants get their turns where
    /// few of them stand in front.
    private var large: SQLQuery {
        """
        WITH RECURSIVE longest AS MATERIALIZED (
            SELECT job.ctid AS place, tenant_id FROM job WHERE \(self.due)
            ORDER BY due_at LIMIT \(self.limit) FOR UPDATE SKIP LOCKED),
        crowd AS MATERIALIZED (
            SELECT count(*) = \(self.limit) AND count(DISTINCT tenant_id) < \(self.tenantsInTurn) AS is_large
            FROM longest),
        \(self.fair),
        chosen AS (
            SELECT place FROM (SELECT place, 1 AS rank FROM fair UNION ALL SELECT place, 2 FROM longest) found
            GROUP BY place ORDER BY min(rank) LIMIT \(self.limit))
        UPDATE job SET \(self.take) FROM chosen WHERE job.ctid = chosen.place
        RETURNING \(Self.lease)
        """
    }

    /// The longest-waiting key of each tenant, as many as a claim keeps for turns, found by stepping from one tenant to the
    /// next in the index `job_turns`.
    private var fair: SQLQuery {
        """
        tenants AS (
            (SELECT tenant_id FROM job
            WHERE state = 'ready' AND due_at IS NOT NULL AND (SELECT is_large FROM crowd)
            ORDER BY tenant_id LIMIT 1)
            UNION ALL
            SELECT (
                SELECT job.tenant_id FROM job
                WHERE state = 'ready' AND due_at IS NOT NULL AND job.tenant_id > tenants.tenant_id
                ORDER BY job.tenant_id LIMIT 1)
            FROM tenants WHERE tenants.tenant_id IS NOT NULL),
        fair AS (
            SELECT own.place FROM tenants CROSS JOIN LATERAL (
                SELECT job.ctid AS place, due_at FROM job WHERE job.tenant_id = tenants.tenant_id AND \(self.due)
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) own
            ORDER BY own.due_at LIMIT \(self.tenantsInTurn))
        """
    }
}
