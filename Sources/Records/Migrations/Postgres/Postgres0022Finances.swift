extension PostgresMigrations {
    /// How a channel books the merchant's money, and how far the reading of it is.
    static let finances = """
        CREATE TABLE finance_transaction (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            remote_id text COLLATE "C" NOT NULL,
            id uuid NOT NULL,
            kind text COLLATE "C" NOT NULL,
            status text COLLATE "C" NOT NULL,
            words text COLLATE "C" NOT NULL,
            posted_at timestamptz NOT NULL,
            store text COLLATE "C",
            account text COLLATE "C",
            order_ref text COLLATE "C",
            amount_minor bigint,
            currency text COLLATE "C",
            parts jsonb NOT NULL,
            items jsonb NOT NULL,
            read_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, connection_id, remote_id),
            UNIQUE (tenant_id, id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        );
        CREATE INDEX finance_transaction_posted ON finance_transaction (tenant_id, posted_at, id);
        CREATE INDEX finance_transaction_order ON finance_transaction (tenant_id, order_ref)
            WHERE order_ref IS NOT NULL;
        CREATE INDEX finance_transaction_deferred ON finance_transaction (tenant_id, connection_id, posted_at)
            WHERE status = 'deferred';
        CREATE TABLE finance_progress (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            due_at timestamptz NOT NULL,
            cursor_at timestamptz,
            stage text COLLATE "C",
            from_at timestamptz,
            until_at timestamptz,
            next text COLLATE "C",
            begun_at timestamptz,
            read_at timestamptz,
            trouble text COLLATE "C",
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        );
        """
}
