extension SQLiteMigrations {
    /// How far a reading of all listings is, so that it goes on where it was left.
    static let reading = "ALTER TABLE connection ADD COLUMN reading TEXT"
}
