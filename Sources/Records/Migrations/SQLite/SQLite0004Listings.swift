extension SQLiteMigrations {
    /// A listing that was being made: stored before the call leaves, gone once the offer is in the books.
    static let listings = """
        CREATE TABLE listing_intent (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            sku TEXT NOT NULL,
            id TEXT NOT NULL,
            title TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            trace_id TEXT,
            PRIMARY KEY (tenant_id, connection_id, sku)
        ) STRICT;
        """
}
