extension SQLiteMigrations {
    /// Changing keys while the product runs, and counting what comes in.
    static let vault = """
        CREATE TABLE master_key (
            id TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX master_key_current ON master_key (state) WHERE state = 'current';
        CREATE TABLE key_change (
            scope TEXT NOT NULL PRIMARY KEY,
            started_at INTEGER NOT NULL
        ) STRICT;
        ALTER TABLE tenant ADD COLUMN former_key BLOB;
        ALTER TABLE tenant ADD COLUMN key_made_at INTEGER;
        CREATE TABLE inbound_count (
            slot BLOB NOT NULL,
            minute INTEGER NOT NULL,
            hits INTEGER NOT NULL,
            PRIMARY KEY (slot, minute)
        ) STRICT;
        CREATE INDEX inbound_count_minute ON inbound_count (minute);
        """
}
