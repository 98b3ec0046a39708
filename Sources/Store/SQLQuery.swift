/// A statement and its bound values. Interpolation binds a value, it never pastes it:
///
///     "UPDATE item SET on_hand = on_hand - \(quantity) WHERE sku = \(sku)"
///
/// The text is the same on both engines; placeholders are written `$1` on PostgreSQL and `?1` on SQLite.
public struct SQLQuery: Sendable, ExpressibleByStringInterpolation {
    enum Piece: Sendable {
        case text(String)
        case value(SQLValue)
    }
    var pieces: [Piece]

    public init(stringLiteral text: String) { self.pieces = [.text(text)] }
    public init(stringInterpolation: StringInterpolation) { self.pieces = stringInterpolation.pieces }

    /// The values in the order of their placeholders.
    public var values: [SQLValue] {
        self.pieces.compactMap { if case .value(let value) = $0 { value } else { nil } }
    }

    /// The statement's text for one engine.
    public func text(for dialect: Dialect) -> String {
        let mark = dialect == .sqlite ? "?" : "$"
        var number = 0
        var text = ""
        for piece in self.pieces {
            switch piece {
            case .text(let part): text += part
            case .value:
                number += 1
                text += mark + String(number)
            }
        }
        return text
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            self.pieces.reserveCapacity(interpolationCount * 2 + 1)
        }

        public mutating func appendLiteral(_ literal: String) { self.pieces.append(.text(literal)) }

        /// Binds a value.
        public mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value) {
            self.pieces.append(.value(value.sqlValue))
        }

        /// Binds a value that may be missing.
        public mutating func appendInterpolation<Value: SQLConvertible>(_ value: Value?) {
            self.pieces.append(.value(value?.sqlValue ?? .null(Value.sqlType)))
        }

        /// Inserts another statement, its values bound.
        public mutating func appendInterpolation(_ query: SQLQuery) { self.pieces += query.pieces }

        /// Binds each value, separated by commas: `IN (\(list: ids))`. An empty list becomes `NULL`, which nothing equals.
        public mutating func appendInterpolation<Value: SQLConvertible>(list: [Value]) {
            if list.isEmpty { self.pieces.append(.text("NULL")) }
            for (index, value) in list.enumerated() {
                if index > 0 { self.pieces.append(.text(", ")) }
                self.pieces.append(.value(value.sqlValue))
            }
        }

        /// Joins statements: `VALUES \(joined: rows)`. Each row brings its own parentheses.
        public mutating func appendInterpolation(joined queries: [SQLQuery], by separator: StaticString = ", ") {
            for (index, query) in queries.enumerated() {
                if index > 0 { self.pieces.append(.text("\(separator)")) }
                self.pieces += query.pieces
            }
        }

        /// Pastes text that stands in our source code, such as a table's name.
        public mutating func appendInterpolation(raw text: StaticString) { self.pieces.append(.text("\(text)")) }
    }
}
