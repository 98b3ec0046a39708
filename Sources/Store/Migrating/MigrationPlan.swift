/// Which migrations are still to run. Pure: it is given what the program knows and what the database remembers.
public struct MigrationPlan: Sendable, Hashable {
    /// What a database remembers of a migration.
    public struct Applied: Sendable, Hashable {
        public var number: Int
        public var checksum: String
        public init(number: Int, checksum: String) {
            self.number = number
            self.checksum = checksum
        }
    }

    /// What is to run, in order.
    public private(set) var pending: [Migration]

    /// - Throws: `MigrationError` when the database is newer, a text was edited, or the list has gaps.
    public init(_ migrations: [Migration], applied: [Applied], dialect: Dialect) throws(MigrationError) {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw .misnumbered(migration.number)
        }
        let newest = applied.map(\.number).max() ?? 0
        guard newest <= migrations.count else {
            throw .newerDatabase(database: newest, program: migrations.count)
        }
        for applied in applied {
            guard migrations.indices.contains(applied.number - 1) else { throw .misnumbered(applied.number) }
            let migration = migrations[applied.number - 1]
            guard migration.checksum(for: dialect) == applied.checksum else {
                throw .changed(number: migration.number, name: migration.name)
            }
        }
        let done = Set(applied.map(\.number))
        for number in stride(from: 1, through: newest, by: 1) where !done.contains(number) {
            throw .misnumbered(number)
        }
        self.pending = Array(migrations.dropFirst(newest))
    }
}
