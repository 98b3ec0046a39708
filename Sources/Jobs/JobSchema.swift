/// The table of durable keys, for the first migration of whoever keeps jobs. It is a global table.
///
/// A row is a key that somebody wants looked at. It stays after it was settled, with no due time, so that its lease
/// token never counts from the start again; `Jobs.forget` removes those long settled.
public enum JobSchema {
    public static let sqlite = """
        CREATE TABLE job (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            tenant_id TEXT,
            priority INTEGER NOT NULL,
            due_at INTEGER,
            generation INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('ready', 'parked')),
            reason TEXT,
            lease_owner TEXT,
            lease_token INTEGER NOT NULL,
            lease_until INTEGER,
            trace_id TEXT,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT;
        CREATE INDEX job_due ON job (kind, due_at) WHERE state = 'ready' AND due_at IS NOT NULL;
        """

    public static let postgres = """
        CREATE TABLE job (
            kind text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            tenant_id uuid,
            priority bigint NOT NULL,
            due_at timestamptz,
            generation bigint NOT NULL,
            attempts bigint NOT NULL,
            state text NOT NULL CHECK (state IN ('ready', 'parked')),
            reason text,
            lease_owner text,
            lease_token bigint NOT NULL,
            lease_until timestamptz,
            trace_id text,
            updated_at timestamptz NOT NULL,
            PRIMARY KEY (kind, key)
        ) WITH (fillfactor = 70);
        CREATE INDEX job_due ON job (kind, due_at) WHERE state = 'ready' AND due_at IS NOT NULL;
        """

    /// Finds each tenant's longest-waiting key, so that tenants take turns however many keys are due: a later migration.
    public static let turns = """
        CREATE INDEX job_turns ON job (tenant_id, due_at) WHERE state = 'ready' AND due_at IS NOT NULL;
        """

    /// What a key's generation was when it was claimed: whether its holder was told since. A later migration.
    public static let told = (
        sqlite: "ALTER TABLE job ADD COLUMN lease_generation INTEGER",
        postgres: "ALTER TABLE job ADD COLUMN lease_generation bigint"
    )
}
