extension SQLiteMigrations {
    /// Workspaces that are suspended, tokens that belong to members, counts of what is unusual over all processes.
    static let guards = """
        ALTER TABLE tenant ADD COLUMN suspended_at INTEGER;
        ALTER TABLE tenant ADD COLUMN suspended_for TEXT;
        ALTER TABLE tenant ADD COLUMN appeal TEXT;
        ALTER TABLE tenant ADD COLUMN appealed_at INTEGER;
        ALTER TABLE api_token ADD COLUMN member_id TEXT;
        ALTER TABLE api_token ADD COLUMN role TEXT;
        CREATE INDEX api_token_member ON api_token (member_id);
        CREATE TABLE watch_count (
            slot BLOB NOT NULL,
            span INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (slot, span)
        ) STRICT;
        """
}
