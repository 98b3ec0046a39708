extension PostgresMigrations {
    /// Workspaces that are suspended, tokens that belong to members, counts of what is unusual over all processes.
    static let guards = """
        ALTER TABLE tenant ADD COLUMN suspended_at timestamptz;
        ALTER TABLE tenant ADD COLUMN suspended_for text COLLATE "C";
        ALTER TABLE tenant ADD COLUMN appeal text COLLATE "C";
        ALTER TABLE tenant ADD COLUMN appealed_at timestamptz;
        ALTER TABLE api_token ADD COLUMN member_id uuid;
        ALTER TABLE api_token ADD COLUMN role text COLLATE "C";
        CREATE INDEX api_token_member ON api_token (member_id);
        CREATE TABLE watch_count (
            slot bytea NOT NULL,
            span bigint NOT NULL,
            count bigint NOT NULL,
            PRIMARY KEY (slot, span)
        );
        """
}
