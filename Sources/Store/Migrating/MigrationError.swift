/// Why a database was not migrated. Nothing was changed by the step that failed.
public enum MigrationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A newer program has already changed this database. Way out: start that program, or restore a backup.
    case newerDatabase(database: Int, program: Int)
    /// A migration was edited after it had been applied. Way out: put its text back and add a new one.
    case changed(number: Int, name: String)
    /// The program's list has a gap, a repeat, or does not start at 1.
    case misnumbered(Int)
    /// A table has neither `tenant_id` in its primary key nor a place in the list of global tables.
    case unplaced(table: String)
    /// A statement failed.
    case failed(number: Int, name: String, StoreError)

    public var description: String {
        switch self {
        case .newerDatabase(let database, let program):
            "This database was migrated to step \(database) by a newer program; this one knows \(program) steps. "
                + "Start the newer program, or restore a backup."
        case .changed(let number, let name):
            "Migration \(number) (\(name)) was edited after this database had applied it. "
                + "Put its text back and write a new migration instead."
        case .misnumbered(let number):
            "Migrations are numbered from 1 without gaps; step \(number) is out of place."
        case .unplaced(let table):
            "Table \(table) has no tenant_id in its primary key and is not in the list of global tables."
        case .failed(let number, let name, let error):
            "Migration \(number) (\(name)) failed and was rolled back: \(error)"
        }
    }
}
