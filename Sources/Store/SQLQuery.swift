/// A statement and its bound values. Interpolation binds a value, it never pastes it:
///
///     "UPDATE item SET on_hand = on_hand - \(quantity) WHERE sku = \(sku)"
///
/// The text is the same on both engines; placeholders are written `$1` on PostgreSQL and `?1` on SQLite. A `BulkStatement`
/// makes one that carries many rows.
public struct SQLQuery: Sendable, ExpressibleByStringInterpolation {
    /// The text without its values: equal for equal statements.
    public internal(set) var shape: SQLShape
    /// The values in the order of their placeholders. Of a statement with rows: what they have in common.
    public internal(set) var values: [SQLValue]
    /// What SQLite runs the statement for one by one, and PostgreSQL takes at once; `nil` for a plain statement.
    public internal(set) var rows: BulkRows?

    init(shape: SQLShape, values: [SQLValue], rows: BulkRows? = nil) {
        self.shape = shape
        self.values = values
        self.rows = rows
    }

    public init(stringLiteral text: String) {
        self.init(shape: SQLShape([.text(text)]), values: [])
    }

    public init(stringInterpolation: StringInterpolation) {
        self.init(shape: SQLShape(stringInterpolation.pieces), values: stringInterpolation.values)
    }

    /// The statement's text for one engine.
    public func text(for dialect: Dialect) -> String { self.shape.text(for: dialect) }

    public struct StringInterpolation: StringInterpolationProtocol {
        @usableFromInline var pieces: [SQLShape.Piece] = []
        @usableFromInline var values: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            self.pieces.reserveCapacity(interpolationCount * 2 + 1)
            self.values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { self.pieces.append(.text(literal)) }
        }

        @inlinable
        mutating func bind(_ value: SQLValue) {
            self.pieces.append(.value)
            self.values.append(value)
        }

        /// Binds a value.
        @inlinable
        public mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value) { self.bind(value.sqlValue) }

        /// Binds a value that may be missing.
        @inlinable
        public mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            self.bind(value?.sqlValue ?? .null(Value.sqlType))
        }

        /// Binds cells that were read before, separated by commas: where a reading goes on.
        public mutating func appendInterpolation(values: [SQLValue]) {
            for (index, value) in values.enumerated() {
                if index > 0 { self.pieces.append(.text(", ")) }
                self.bind(value)
            }
        }

        /// Inserts another statement, its values bound.
        public mutating func appendInterpolation(_ query: SQLQuery) {
            self.pieces += query.shape.pieces
            self.values += query.values
        }

        /// Binds each value, separated by commas: `IN (\(list: ids))`. An empty list becomes `NULL`, which nothing
        /// equals. Each length is a statement of its own to the engine: for long or changing lists see `any`.
        @inlinable
        public mutating func appendInterpolation<Value: SQLConvertible>(list: [Value]) {
            if list.isEmpty { self.pieces.append(.text("NULL")) }
            for (index, value) in list.enumerated() {
                if index > 0 { self.pieces.append(.text(", ")) }
                self.bind(value.sqlValue)
            }
        }

        /// Binds a list as one value, so that the statement is the same for any length: `WHERE id \(any: ids)`. It holds
        /// for a column that equals one of them.
        @inlinable
        public mutating func appendInterpolation<Value: SQLConvertible>(any list: [Value]) {
            self.pieces.append(.any)
            self.values.append(.list(Value.sqlType, list.map(\.sqlValue)))
        }

        /// Joins statements: `VALUES \(joined: rows)`. Each row brings its own parentheses.
        public mutating func appendInterpolation(joined queries: [SQLQuery], by separator: StaticString = ", ") {
            for (index, query) in queries.enumerated() {
                if index > 0 { self.pieces.append(.text("\(separator)")) }
                self.appendInterpolation(query)
            }
        }

        /// Pastes text that stands in our source code, such as a table's name.
        public mutating func appendInterpolation(raw text: StaticString) { self.pieces.append(.text("\(text)")) }
    }
}
