extension PostgresMigrations {
    /// Changing keys while the product runs, and counting what comes in.
    static let vault = """
        CREATE TABLE master_key (
            id text COLLATE "C" NOT NULL PRIMARY KEY,
            state text COLLATE "C" NOT NULL,
            since timestamptz NOT NULL
        );
        CREATE UNIQUE INDEX master_key_current ON master_key (state) WHERE state = 'current';
        CREATE TABLE key_change (
            scope text COLLATE "C" NOT NULL PRIMARY KEY,
            started_at timestamptz NOT NULL
        );
        ALTER TABLE tenant ADD COLUMN former_key bytea;
        ALTER TABLE tenant ADD COLUMN key_made_at timestamptz;
        CREATE TABLE inbound_count (
            slot bytea NOT NULL,
            minute bigint NOT NULL,
            hits bigint NOT NULL,
            PRIMARY KEY (slot, minute)
        );
        CREATE INDEX inbound_count_minute ON inbound_count (minute);
        """
}
