public import Foundation

/// The types a column can have. The engines store them each in their own best way; this layer hides it.
public enum SQLType: Sendable, Hashable {
    case uuid, instant, integer, real, text, boolean, json, bytes
}

/// One bound value or one cell.
public enum SQLValue: Sendable, Hashable {
    /// A missing value that keeps its type, because PostgreSQL wants one for each parameter.
    case null(SQLType)
    /// `uuid` in PostgreSQL, lower-case `TEXT` in SQLite.
    case uuid(UUID)
    /// `timestamptz` in PostgreSQL, `INTEGER` microseconds since 1970 in SQLite. Rounded to the microsecond.
    case instant(Date)
    case integer(Int64)
    case real(Double)
    case text(String)
    /// `boolean` in PostgreSQL, `INTEGER` 0 or 1 in SQLite.
    case boolean(Bool)
    /// `jsonb` in PostgreSQL, `TEXT` in SQLite. The text must be JSON without `\u0000`.
    case json(String)
    case bytes([UInt8])
    /// Values of one type, none of them NULL: an array in PostgreSQL, a JSON array in SQLite. Only bound, never read.
    case list(SQLType, [SQLValue])
}

/// What can be bound to a statement and read from a row.
public protocol SQLConvertible: Sendable {
    static var sqlType: SQLType { get }
    var sqlValue: SQLValue { get }
    /// - Throws: `StoreError` of kind `.decoding` when `value` is of another type.
    init(sqlValue value: SQLValue) throws
}

/// JSON text, to tell it from plain text.
public struct JSONText: Sendable, Hashable {
    public var text: String
    public init(_ text: String) { self.text = text }
}
