extension PostgresMigrations {
    /// Units that a channel keeps and counts in warehouses of its own, and how far the reading of them is.
    static let kept = """
        CREATE TABLE kept_stock (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            listing_ref text COLLATE "C" NOT NULL,
            title text COLLATE "C" NOT NULL,
            sellable bigint NOT NULL,
            reserved bigint NOT NULL,
            incoming bigint NOT NULL,
            unsellable bigint NOT NULL,
            changed_at timestamptz,
            read_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, connection_id, listing_ref),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        );
        CREATE TABLE kept_reading (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            due_at timestamptz NOT NULL,
            next text COLLATE "C",
            begun_at timestamptz,
            read_at timestamptz,
            trouble text COLLATE "C",
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        );
        """
}
