extension PostgresMigrations {
    /// How often sales of calm goods came at once after another.
    static let echoes = """
        ALTER TABLE connection ADD COLUMN echo_sales double precision NOT NULL DEFAULT 0;
        ALTER TABLE connection ADD COLUMN echo_units double precision NOT NULL DEFAULT 0;
        """
}
