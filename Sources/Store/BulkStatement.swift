/// A statement for many rows of a tenant's table. SQLite runs it once a row, prepared; PostgreSQL takes all rows at once,
/// an array for each column. Both texts are the same whatever the number of rows.
///
/// No row may have the key of another one in the same statement.
public struct BulkStatement: Sendable {
    /// A column and the type of what is bound for it.
    public typealias Column = (name: StaticString, type: SQLType)

    let shape: SQLShape
    let types: [SQLType]

    /// `INSERT INTO table`, the tenant first.
    ///
    /// - Parameter conflict: What becomes of a row whose key is there: `ON CONFLICT (…) DO UPDATE SET a = excluded.a`.
    public init(insertInto table: StaticString, _ columns: [Column], _ conflict: StaticString = "") {
        let names = columns.map { "\($0.name)" }.joined(separator: ", ")
        let head = "INSERT INTO \(table) (tenant_id, \(names))"
        var pieces: [SQLShape.Piece] = [.text(head + " VALUES ("), .value]
        for _ in columns { pieces += [.text(", "), .value] }
        pieces.append(.text(") \(conflict)"))
        self.types = columns.map(\.type)
        self.shape = SQLShape(
            pieces, postgres: "\(head) SELECT $1, r.* FROM \(Self.rows(names, columns.count)) \(conflict)")
    }

    /// `UPDATE table SET …` of the rows with these keys.
    ///
    /// - Parameter keys: With the tenant, what tells a row.
    public init(update table: StaticString, keys: [Column], _ columns: [Column]) {
        var pieces: [SQLShape.Piece] = [.text("UPDATE \(table) SET ")]
        // `?1` is the tenant, then come the keys; so the columns are numbered after them in a text of their own.
        let first = keys.count + 2
        let set = columns.enumerated().map { "\($1.name) = ?\(first + $0)" }.joined(separator: ", ")
        let match = keys.enumerated().map { " AND \($1.name) = ?\($0 + 2)" }.joined()
        pieces = [.text("UPDATE \(table) SET \(set) WHERE tenant_id = ?1\(match)")]
        let names = (keys + columns).map { "\($0.name)" }.joined(separator: ", ")
        let taken = columns.map { "\($0.name) = r.\($0.name)" }.joined(separator: ", ")
        let found = keys.map { " AND t.\($0.name) = r.\($0.name)" }.joined()
        self.types = (keys + columns).map(\.type)
        self.shape = SQLShape(
            pieces,
            postgres: """
                UPDATE \(table) t SET \(taken) FROM \(Self.rows(names, keys.count + columns.count))
                WHERE t.tenant_id = $1\(found)
                """)
    }

    private static func rows(_ names: String, _ count: Int) -> String {
        "unnest(\((2..<(count + 2)).map { "$\($0)" }.joined(separator: ", "))) AS r (\(names))"
    }

    /// The statement for these rows of the transaction's tenant, each cell after the other as its columns say.
    ///
    /// - Returns: `nil` for no rows.
    public func query(_ db: any SQLConnection, _ cells: [SQLValue]) -> SQLQuery? {
        if cells.isEmpty { return nil }
        let rows = BulkRows(types: self.types, cells: cells)
        return SQLQuery(shape: self.shape, values: [.uuid(db.tenant)], rows: rows)
    }
}

/// Rows of equal width, one after the other.
public struct BulkRows: Sendable, Hashable {
    public let types: [SQLType]
    public let cells: [SQLValue]

    init(types: [SQLType], cells: [SQLValue]) {
        precondition(cells.count.isMultiple(of: types.count), "each row brings a value for each column")
        self.types = types
        self.cells = cells
    }

    public var width: Int { self.types.count }
    public var count: Int { self.cells.count / self.types.count }
}

/// Cells for a `BulkStatement`, written like the columns they are for.
public struct BulkCells {
    @usableFromInline
    var values: [SQLValue] = []
    public var cells: [SQLValue] { self.values }

    /// - Parameter capacity: Cells that will come.
    public init(capacity: Int = 0) { self.values.reserveCapacity(capacity) }

    @inlinable
    public mutating func add<Value: SQLConvertible>(_ value: Value) { self.values.append(value.sqlValue) }

    @inlinable
    public mutating func add<Value: SQLConvertible>(_ value: Value?) {
        self.values.append(value?.sqlValue ?? .null(Value.sqlType))
    }
}
