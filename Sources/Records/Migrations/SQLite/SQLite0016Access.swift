extension SQLiteMigrations {
    /// When a token of the API was last used, and when a member was last in a workspace, to the hour: what a review of access asks.
    /// And how a member likes pages.
    static let access = """
        ALTER TABLE api_token ADD COLUMN used_at INTEGER;
        ALTER TABLE membership ADD COLUMN seen_at INTEGER;
        ALTER TABLE member ADD COLUMN preferences TEXT NOT NULL DEFAULT '{}';
        """
}
