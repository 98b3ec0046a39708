extension PostgresMigrations {
    /// A listing that was being made: stored before the call leaves, gone once the offer is in the books.
    static let listings = """
        CREATE TABLE listing_intent (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            sku text COLLATE "C" NOT NULL,
            id uuid NOT NULL,
            title text COLLATE "C" NOT NULL,
            sent_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            trace_id text COLLATE "C",
            PRIMARY KEY (tenant_id, connection_id, sku)
        );
        """
}
