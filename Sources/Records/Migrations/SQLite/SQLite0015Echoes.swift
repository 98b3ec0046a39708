extension SQLiteMigrations {
    /// How often sales of calm goods came at once after another.
    static let echoes = """
        ALTER TABLE connection ADD COLUMN echo_sales REAL NOT NULL DEFAULT 0;
        ALTER TABLE connection ADD COLUMN echo_units REAL NOT NULL DEFAULT 0;
        """
}
