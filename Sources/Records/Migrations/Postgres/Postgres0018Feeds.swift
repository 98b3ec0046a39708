extension PostgresMigrations {
    /// Documents of many writes that a channel takes now and works through later; the writes say which one they travel in.
    static let feeds = """
        CREATE TABLE feed (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            id uuid NOT NULL,
            state text COLLATE "C" NOT NULL,
            remote_id text COLLATE "C",
            report_id text COLLATE "C",
            messages bigint NOT NULL,
            fate text COLLATE "C",
            sent_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            look_at timestamptz NOT NULL,
            ended_at timestamptz,
            trace_id text COLLATE "C",
            PRIMARY KEY (tenant_id, connection_id, id)
        );
        ALTER TABLE write_intent ADD COLUMN feed_id uuid;
        ALTER TABLE write_intent ADD COLUMN feed_message bigint;
        ALTER TABLE write_intent ADD COLUMN feed_before bigint;
        DROP INDEX write_intent_open;
        CREATE INDEX write_intent_open ON write_intent (tenant_id, connection_id)
            WHERE state = 'sent' AND feed_id IS NULL;
        CREATE INDEX write_intent_feed ON write_intent (tenant_id, connection_id, feed_id, feed_message)
            WHERE state = 'sent' AND feed_id IS NOT NULL;
        """
}
