extension SQLiteMigrations {
    /// What everybody asks for the goods of a listing, and how far the reading of it is.
    static let market = """
        CREATE TABLE market_price (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            listing_ref TEXT NOT NULL,
            featured_minor INTEGER,
            is_ours INTEGER,
            lowest_minor INTEGER,
            currency TEXT,
            offers INTEGER NOT NULL,
            read_at INTEGER NOT NULL,
            PRIMARY KEY (tenant_id, connection_id, listing_ref),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        ) STRICT;
        CREATE TABLE market_progress (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            due_at INTEGER NOT NULL,
            after_ref TEXT,
            begun_at INTEGER,
            read_at INTEGER,
            trouble TEXT,
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        ) STRICT;
        """
}
