extension PostgresMigrations {
    /// A cancellation or a refund that was being made: stored before the call leaves, gone once its outcome is known.
    static let reversals = """
        CREATE TABLE order_intent (
            tenant_id uuid NOT NULL,
            order_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            id uuid NOT NULL,
            kind text COLLATE "C" NOT NULL,
            ask text COLLATE "C" NOT NULL,
            amount_minor bigint,
            currency text COLLATE "C",
            known_refunds jsonb NOT NULL,
            sent_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            trace_id text COLLATE "C",
            PRIMARY KEY (tenant_id, order_id)
        );
        """
}
