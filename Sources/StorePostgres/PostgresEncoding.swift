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
}

/// Microseconds between 1970 and 2000, from where PostgreSQL counts.
let microsecondsTo2000: Int64 = 946_684_800_000_000

/// The values of one statement in PostgreSQL's binary format, one after the other.
struct EncodedValues {
    private(set) var types: [Oid] = []
    /// A value's place in `bytes`; `nil` is NULL.
    private(set) var ranges: [Range<Int>?] = []
    private(set) var bytes: [UInt8] = []

    init(_ values: [SQLValue]) {
        self.types.reserveCapacity(values.count)
        self.ranges.reserveCapacity(values.count)
        for value in values { self.append(value) }
    }

    private mutating func append(_ value: SQLValue) {
        let start = self.bytes.count
        switch value {
        case .null(let type):
            self.types.append(Self.number(of: type))
            self.ranges.append(nil)
            return
        case .uuid(let id):
            self.types.append(TypeNumber.uuid)
            withUnsafeBytes(of: id.uuid) { self.bytes += $0 }
        case .instant(let date):
            self.types.append(TypeNumber.timestamptz)
            self.big(date.microseconds - microsecondsTo2000)
        case .integer(let number):
            self.types.append(TypeNumber.int8)
            self.big(number)
        case .real(let number):
            self.types.append(TypeNumber.float8)
            self.big(number.bitPattern)
        case .boolean(let flag):
            self.types.append(TypeNumber.bool)
            self.bytes.append(flag ? 1 : 0)
        case .text(let text):
            self.types.append(TypeNumber.text)
            self.bytes += text.utf8
        case .json(let text):
            self.types.append(TypeNumber.jsonb)
            self.bytes.append(1)
            self.bytes += text.utf8
        case .bytes(let bytes):
            self.types.append(TypeNumber.bytea)
            self.bytes += bytes
        }
        self.ranges.append(start..<self.bytes.count)
    }

    private mutating func big(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { self.bytes += $0 }
    }

    private static func number(of type: SQLType) -> Oid {
        switch type {
        case .uuid: TypeNumber.uuid
        case .instant: TypeNumber.timestamptz
        case .integer: TypeNumber.int8
        case .real: TypeNumber.float8
        case .text: TypeNumber.text
        case .boolean: TypeNumber.bool
        case .json: TypeNumber.jsonb
        case .bytes: TypeNumber.bytea
        }
    }

    /// Lends the values as libpq wants them: pointers, lengths and formats (1: binary).
    func lend<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<CInt>?, UnsafePointer<CInt>?) -> Result
    ) -> Result {
        // A value of no bytes needs an address too; libpq takes no address for NULL.
        let padded = self.bytes + [0]
        return padded.withUnsafeBytes { raw in
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
