extension PostgresMigrations {
    /// What everybody asks for the goods of a listing, and how far the reading of it is.
    static let market = """
        CREATE TABLE market_price (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            listing_ref text COLLATE "C" NOT NULL,
            featured_minor bigint,
            is_ours boolean,
            lowest_minor bigint,
            currency text COLLATE "C",
            offers bigint NOT NULL,
            read_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, connection_id, listing_ref),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        );
        CREATE TABLE market_progress (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            due_at timestamptz NOT NULL,
            after_ref text COLLATE "C",
            begun_at timestamptz,
            read_at timestamptz,
            trouble text COLLATE "C",
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        );
        """
}
