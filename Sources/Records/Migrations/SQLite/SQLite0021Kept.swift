extension SQLiteMigrations {
    /// Units that a channel keeps and counts in warehouses of its own, and how far the reading of them is.
    static let kept = """
        CREATE TABLE kept_stock (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            listing_ref TEXT NOT NULL,
            title TEXT NOT NULL,
            sellable INTEGER NOT NULL,
            reserved INTEGER NOT NULL,
            incoming INTEGER NOT NULL,
            unsellable INTEGER NOT NULL,
            changed_at INTEGER,
            read_at INTEGER NOT NULL,
            PRIMARY KEY (tenant_id, connection_id, listing_ref),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        ) STRICT;
        CREATE TABLE kept_reading (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            due_at INTEGER NOT NULL,
            next TEXT,
            begun_at INTEGER,
            read_at INTEGER,
            trouble TEXT,
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        ) STRICT;
        """
}
