extension PostgresMigrations {
    /// How often a channel's clock was seen to be set.
    static let eras = """
        ALTER TABLE connection ADD COLUMN clock_era bigint NOT NULL DEFAULT 0;
        """
}
