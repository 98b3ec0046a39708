public import Foundation

private func mismatch(_ expected: SQLType, _ value: SQLValue) -> StoreError {
    StoreError(.decoding, code: "expected \(expected)")
}

extension Int: SQLConvertible {
    public static var sqlType: SQLType { .integer }
    public var sqlValue: SQLValue { .integer(Int64(self)) }
    public init(sqlValue value: SQLValue) throws {
        guard case .integer(let number) = value else { throw mismatch(.integer, value) }
        self = Int(number)
    }
}

extension Int64: SQLConvertible {
    public static var sqlType: SQLType { .integer }
    public var sqlValue: SQLValue { .integer(self) }
    public init(sqlValue value: SQLValue) throws {
        guard case .integer(let number) = value else { throw mismatch(.integer, value) }
        self = number
    }
}

extension Double: SQLConvertible {
    public static var sqlType: SQLType { .real }
    public var sqlValue: SQLValue { .real(self) }
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .real(let number): self = number
        case .integer(let number): self = Double(number)
        default: throw mismatch(.real, value)
        }
    }
}

extension Bool: SQLConvertible {
    public static var sqlType: SQLType { .boolean }
    public var sqlValue: SQLValue { .boolean(self) }
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .boolean(let flag): self = flag
        case .integer(let number) where number == 0 || number == 1: self = number == 1
        default: throw mismatch(.boolean, value)
        }
    }
}

extension String: SQLConvertible {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(self) }
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .text(let text), .json(let text): self = text
        // SQLite keeps ids as text, and reads what looks like one as an id.
        case .uuid(let id): self = id.uuidString.lowercased()
        default: throw mismatch(.text, value)
        }
    }
}

extension JSONText: SQLConvertible {
    public static var sqlType: SQLType { .json }
    public var sqlValue: SQLValue { .json(self.text) }
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .text(let text), .json(let text): self.init(text)
        default: throw mismatch(.json, value)
        }
    }
}

extension UUID: SQLConvertible {
    public static var sqlType: SQLType { .uuid }
    public var sqlValue: SQLValue { .uuid(self) }
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .uuid(let id): self = id
        case .text(let text):
            guard let id = UUID(uuidString: text) else { throw mismatch(.uuid, value) }
            self = id
        default: throw mismatch(.uuid, value)
        }
    }
}

extension Date: SQLConvertible {
    public static var sqlType: SQLType { .instant }
    public var sqlValue: SQLValue { .instant(self) }
    public init(sqlValue value: SQLValue) throws {
        switch value {
        case .instant(let date): self = date
        case .integer(let micros): self = Date(microseconds: micros)
        default: throw mismatch(.instant, value)
        }
    }

    /// Whole microseconds since 1970, as both engines keep them.
    public var microseconds: Int64 { Int64((self.timeIntervalSince1970 * 1_000_000).rounded()) }

    public init(microseconds: Int64) {
        self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}

extension [UInt8]: SQLConvertible {
    public static var sqlType: SQLType { .bytes }
    public var sqlValue: SQLValue { .bytes(self) }
    public init(sqlValue value: SQLValue) throws {
        guard case .bytes(let bytes) = value else { throw mismatch(.bytes, value) }
        self = bytes
    }
}
