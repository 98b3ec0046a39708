/// The same work on the same table in bare SQL, sent by pgbench over as many connections: what the database itself
/// takes to claim a hundred rows with `SKIP LOCKED` and to finish them.
struct RawQueue: Sendable {
    private let pgbench: PgBench
    private let stage: JobQueueStage

    init(_ tools: Tools, _ stage: JobQueueStage) throws {
        self.pgbench = try PgBench(tools, url: stage.database.ownerURL)
        self.stage = stage
    }

    /// Keys a second.
    func measure(fresh: Bool = true) async throws -> Double {
        if fresh { try await self.stage.fill() }
        let turns = self.stage.jobs / JobsBenchmark.batch / JobsBenchmark.connections
        let rate = try await self.pgbench.perSecond(
            Self.script, clients: JobsBenchmark.connections, length: .times(turns))
        // A turn at the end may find less than a hundred.
        let done = self.stage.jobs - (try await self.stage.left())
        let worked = Double(done) / Double(turns * JobsBenchmark.connections)
        // The others must find a queue that is as empty as ours leaves it.
        return rate * worked
    }

    private static let script = """
        WITH due AS (
            SELECT kind, key FROM job
            WHERE kind = 'bench' AND state = 'ready' AND due_at <= now() AND (lease_until IS NULL OR lease_until <= now())
            ORDER BY due_at LIMIT \(JobsBenchmark.batch) FOR UPDATE SKIP LOCKED),
        claimed AS (
            UPDATE job SET lease_owner = 'raw', lease_token = lease_token + 1, lease_until = now() + interval '60 s',
                attempts = attempts + 1, updated_at = now()
            FROM due WHERE job.kind = due.kind AND job.key = due.key
            RETURNING job.key)
        SELECT coalesce(array_agg(key), '{}') AS keys FROM claimed \\gset
        UPDATE job SET due_at = NULL, lease_owner = NULL, lease_until = NULL, attempts = 0, updated_at = now()
        WHERE kind = 'bench' AND key = ANY (:keys::text[]) AND lease_owner = 'raw';
        """
}
