import CLibPQ
import Foundation
import Store

/// Numbers of PostgreSQL's built-in types, `pg_type.dat`.
enum TypeNumber {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let text: Oid = 25
    static let float8: Oid = 701
    static let timestamptz: Oid = 1184
    static let uuid: Oid = 2950
    static let jsonb: Oid = 3802

    static func of(_ type: SQLType) -> Oid {
        switch type {
        case .uuid: Self.uuid
        case .instant: Self.timestamptz
        case .integer: Self.int8
        case .real: Self.float8
        case .text: Self.text
        case .boolean: Self.bool
        case .json: Self.jsonb
        case .bytes: Self.bytea
        }
    }

    static func ofArray(_ type: SQLType) -> Oid {
        switch type {
        case .uuid: 2951
        case .instant: 1185
        case .integer: 1016
        case .real: 1022
        case .text: 1009
        case .boolean: 1000
        case .json: 3807
        case .bytes: 1001
        }
    }

    static func of(_ value: SQLValue) -> Oid {
        switch value {
        case .null(let type): Self.of(type)
        case .uuid: Self.uuid
        case .instant: Self.timestamptz
        case .integer: Self.int8
        case .real: Self.float8
        case .text: Self.text
        case .boolean: Self.bool
        case .json: Self.jsonb
        case .bytes: Self.bytea
        case .list(let type, _): Self.ofArray(type)
        }
    }
}

/// Microseconds between 1970 and 2000, from where PostgreSQL counts.
let microsecondsTo2000: Int64 = 946_684_800_000_000

/// The values of one statement in PostgreSQL's binary format, one after the other.
struct EncodedValues {
    private(set) var types: [Oid] = []
    /// A value's place in `bytes`; `nil` is NULL.
    private(set) var ranges: [Range<Int>?] = []
    private(set) var bytes: [UInt8] = []

    init(_ query: SQLQuery) {
        let count = query.values.count + (query.rows?.width ?? 0)
        self.types.reserveCapacity(count)
        self.ranges.reserveCapacity(count)
        self.bytes.reserveCapacity(32 * (query.values.count + (query.rows?.cells.count ?? 0)))
        for value in query.values { self.append(value) }
        if let rows = query.rows {
            for column in 0..<rows.width {
                self.appendArray(
                    rows.types[column],
                    stride(from: column, to: rows.cells.count, by: rows.width).lazy.map { rows.cells[$0] },
                    count: rows.count)
            }
        }
        // A value of no bytes needs an address too; libpq takes no address for NULL.
        self.bytes.append(0)
    }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null(let type):
            self.types.append(TypeNumber.of(type))
            self.ranges.append(nil)
        case .list(let type, let values):
            self.appendArray(type, values, count: values.count)
        default:
            let start = self.bytes.count
            self.types.append(TypeNumber.of(value))
            self.write(value)
            self.ranges.append(start..<self.bytes.count)
        }
    }

    /// One dimension, counted from 1, as `array_recv` reads it.
    private mutating func appendArray(_ type: SQLType, _ values: some Sequence<SQLValue>, count: Int) {
        let start = self.bytes.count
        self.types.append(TypeNumber.ofArray(type))
        self.big(Int32(count == 0 ? 0 : 1))
        let hasNull = self.bytes.count
        self.big(Int32(0))
        self.big(TypeNumber.of(type))
        if count > 0 {
            self.big(Int32(count))
            self.big(Int32(1))
        }
        for value in values {
            if case .null = value {
                self.bytes[hasNull + 3] = 1
                self.big(Int32(-1))
            } else {
                let place = self.bytes.count
                self.big(Int32(0))
                self.write(value)
                let length = Int32(self.bytes.count - place - 4).bigEndian
                withUnsafeBytes(of: length) { length in
                    for index in 0..<4 { self.bytes[place + index] = length[index] }
                }
            }
        }
        self.ranges.append(start..<self.bytes.count)
    }

    private mutating func write(_ value: SQLValue) {
        switch value {
        case .null, .list: break
        case .uuid(let id): withUnsafeBytes(of: id.uuid) { self.bytes.append(contentsOf: $0) }
        case .instant(let date): self.big(date.microseconds - microsecondsTo2000)
        case .integer(let number): self.big(number)
        case .real(let number): self.big(number.bitPattern)
        case .boolean(let flag): self.bytes.append(flag ? 1 : 0)
        case .text(let text): self.bytes.append(contentsOf: text.utf8)
        case .json(let text):
            self.bytes.append(1)
            self.bytes.append(contentsOf: text.utf8)
        case .bytes(let bytes): self.bytes.append(contentsOf: bytes)
        }
    }

    private mutating func big(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { self.bytes.append(contentsOf: $0) }
    }

    /// Lends the values as libpq wants them: pointers, lengths and formats (1: binary).
    func lend<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?) -> Result
    ) -> Result {
        self.bytes.withUnsafeBytes { raw in
            let base = raw.baseAddress
            let pointers = self.ranges.map { range -> UnsafePointer<CChar>? in
                range.flatMap { base?.advanced(by: $0.lowerBound).assumingMemoryBound(to: CChar.self) }
            }
            let lengths = self.ranges.map { CInt($0?.count ?? 0) }
            let formats = [CInt](repeating: 1, count: self.ranges.count)
            return body(pointers, lengths, formats)
        }
    }
}
