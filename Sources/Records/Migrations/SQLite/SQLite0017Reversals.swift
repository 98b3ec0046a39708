extension SQLiteMigrations {
    /// A cancellation or a refund that was being made: stored before the call leaves, gone once its outcome is known.
    static let reversals = """
        CREATE TABLE order_intent (
            tenant_id TEXT NOT NULL,
            order_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            id TEXT NOT NULL,
            kind TEXT NOT NULL,
            ask TEXT NOT NULL,
            amount_minor INTEGER,
            currency TEXT,
            known_refunds TEXT NOT NULL,
            sent_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            trace_id TEXT,
            PRIMARY KEY (tenant_id, order_id)
        ) STRICT;
        """
}
