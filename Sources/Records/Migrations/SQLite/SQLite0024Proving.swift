extension SQLiteMigrations {
    /// From when on readings of orders prove again that they told all, where a channel's clock was set back.
    static let proving = """
        ALTER TABLE connection ADD COLUMN orders_prove_from INTEGER;
        """
}
