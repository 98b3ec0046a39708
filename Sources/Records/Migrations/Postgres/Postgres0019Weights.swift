extension PostgresMigrations {
    /// What a unit weighs when it is sent.
    static let weights = """
        ALTER TABLE variant ADD COLUMN grams bigint;
        """
}
