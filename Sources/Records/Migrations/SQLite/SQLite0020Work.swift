extension SQLiteMigrations {
    /// What a channel does in its own time after it was asked for it.
    static let work = """
        ALTER TABLE order_intent ADD COLUMN work TEXT;
        """
}
