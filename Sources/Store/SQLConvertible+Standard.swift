public import Foundation

@usableFromInline
func mismatch(_ expected: SQLType, _ value: SQLValue) -> StoreError {
    StoreError(.decoding, code: "expected \(expected)")
}

extension Int: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .integer }
    @inlinable public var sqlValue: SQLValue { .integer(Int64(self)) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        guard case .integer(let number) = value else { throw mismatch(.integer, value) }
        self = Int(number)
    }
}

extension Int64: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .integer }
    @inlinable public var sqlValue: SQLValue { .integer(self) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        guard case .integer(let number) = value else { throw mismatch(.integer, value) }
        self = number
    }
}

extension Double: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .real }
    @inlinable public var sqlValue: SQLValue { .real(self) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: throw mismatch(.real, value)
        }
    }
}

extension Bool: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .boolean }
    @inlinable public var sqlValue: SQLValue { .boolean(self) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .boolean(let flag): self = flag
        case .integer(let number) where number == 0 || number == 1: self = number == 1
        default: throw mismatch(.boolean, value)
        }
    }
}

extension String: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .text }
    @inlinable public var sqlValue: SQLValue { .text(self) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .text(let text), .json(let text): self = text
        // SQLite keeps ids as text, and reads what looks like one as an id.
        case .uuid(let id): self = IDText.text(of: id)
        default: throw mismatch(.text, value)
        }
    }
}

extension JSONText: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .json }
    @inlinable public var sqlValue: SQLValue { .json(self.text) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .text(let text), .json(let text): self.init(text)
        default: throw mismatch(.json, value)
        }
    }
}

extension UUID: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .uuid }
    @inlinable public var sqlValue: SQLValue { .uuid(self) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .uuid(let id): self = id
        case .text(let text):
            guard let id = IDText.id(text) else { throw mismatch(.uuid, value) }
            self = id
        default: throw mismatch(.uuid, value)
        }
    }
}

extension Date: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .instant }
    @inlinable public var sqlValue: SQLValue { .instant(self) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .instant(let date): self = date
        case .integer(let micros): self = Date(microseconds: micros)
        default: throw mismatch(.instant, value)
        }
    }

    /// Whole microseconds since 1970, as both engines keep them.
    @inlinable public var microseconds: Int64 { Int64((self.timeIntervalSince1970 * 1_000_000).rounded()) }

    @inlinable
    public init(microseconds: Int64) {
        self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}

extension [UInt8]: SQLConvertible {
    @inlinable public static var sqlType: SQLType { .bytes }
    @inlinable public var sqlValue: SQLValue { .bytes(self) }
    @inlinable
    public init(sqlValue value: SQLValue) throws {
        guard case .bytes(let bytes) = value else { throw mismatch(.bytes, value) }
        self = bytes
    }
}
