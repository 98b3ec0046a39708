/// What went wrong in the database, sorted by what the caller does next. Its description holds no row, no value and no password.
public struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable {
        /// A unique or primary key exists.
        case duplicate
        /// A foreign key, a check or a not-null rule refused the row.
        case constraint
        /// Another transaction was in the way; the closure was run again and lost each time.
        case contention
        /// The statement took longer than its time limit, or the task was cancelled.
        case timeout, cancelled
        /// The server is away, the pool is closed, or its queue is full.
        case unavailable
        /// A cell is not of the type asked for, or the row has other columns.
        case decoding
        /// Row-level security or a grant refused, or the tenant was not bound.
        case forbidden
        /// Anything else: a wrong statement, a full disk.
        case failed
    }
    public var kind: Kind
    /// SQLSTATE on PostgreSQL, the extended result code on SQLite, or our own word.
    public var code: String
    /// The name of the constraint, where the engine tells it.
    public var constraint: String?
    /// What the engine says about a statement it could not even prepare: names of our own schema, never a value.
    public var detail: String?

    /// The code of a text with a NUL in it, which neither engine keeps: PostgreSQL's `character_not_in_repertoire`.
    public static let nulCode = "22021"

    public init(_ kind: Kind, code: String, constraint: String? = nil, detail: String? = nil) {
        self.kind = kind
        self.code = code
        self.constraint = constraint
        self.detail = detail
    }

    public var description: String {
        let parts = [self.code, self.constraint, self.detail].compactMap(\.self).joined(separator: ", ")
        return "database: \(self.kind.rawValue) (\(parts))"
    }
}
