extension SQLiteMigrations {
    /// How a channel books the merchant's money, and how far the reading of it is.
    static let finances = """
        CREATE TABLE finance_transaction (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            remote_id TEXT NOT NULL,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            status TEXT NOT NULL,
            words TEXT NOT NULL,
            posted_at INTEGER NOT NULL,
            store TEXT,
            account TEXT,
            order_ref TEXT,
            amount_minor INTEGER,
            currency TEXT,
            parts TEXT NOT NULL,
            items TEXT NOT NULL,
            read_at INTEGER NOT NULL,
            PRIMARY KEY (tenant_id, connection_id, remote_id),
            UNIQUE (tenant_id, id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        ) STRICT;
        CREATE INDEX finance_transaction_posted ON finance_transaction (tenant_id, posted_at, id);
        CREATE INDEX finance_transaction_order ON finance_transaction (tenant_id, order_ref)
            WHERE order_ref IS NOT NULL;
        CREATE INDEX finance_transaction_deferred ON finance_transaction (tenant_id, connection_id, posted_at)
            WHERE status = 'deferred';
        CREATE TABLE finance_progress (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            due_at INTEGER NOT NULL,
            cursor_at INTEGER,
            stage TEXT,
            from_at INTEGER,
            until_at INTEGER,
            next TEXT,
            begun_at INTEGER,
            read_at INTEGER,
            trouble TEXT,
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        ) STRICT;
        """
}
