extension SQLiteMigrations {
    /// Documents of many writes that a channel takes now and works through later; the writes say which one they travel in.
    static let feeds = """
        CREATE TABLE feed (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            id TEXT NOT NULL,
            state TEXT NOT NULL,
            remote_id TEXT,
            report_id TEXT,
            messages INTEGER NOT NULL,
            fate TEXT,
            sent_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            look_at INTEGER NOT NULL,
            ended_at INTEGER,
            trace_id TEXT,
            PRIMARY KEY (tenant_id, connection_id, id)
        ) STRICT;
        ALTER TABLE write_intent ADD COLUMN feed_id TEXT;
        ALTER TABLE write_intent ADD COLUMN feed_message INTEGER;
        ALTER TABLE write_intent ADD COLUMN feed_before INTEGER;
        DROP INDEX write_intent_open;
        CREATE INDEX write_intent_open ON write_intent (tenant_id, connection_id)
            WHERE state = 'sent' AND feed_id IS NULL;
        CREATE INDEX write_intent_feed ON write_intent (tenant_id, connection_id, feed_id, feed_message)
            WHERE state = 'sent' AND feed_id IS NOT NULL;
        """
}
