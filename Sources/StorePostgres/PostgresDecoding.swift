import CLibPQ
import Foundation
import Store

extension SQLValue {
    /// A cell in PostgreSQL's binary format.
    ///
    /// - Throws: `StoreError` of kind `.decoding` for a type this layer does not carry: cast it in the statement.
    init(postgres type: Oid, bytes: UnsafeRawBufferPointer) throws(StoreError) {
        switch type {
        case TypeNumber.bool: self = .boolean(bytes.first == 1)
        case TypeNumber.bytea: self = .bytes([UInt8](bytes))
        case 18, 19, TypeNumber.text, 705, 1042, 1043: self = .text(String(decoding: bytes, as: UTF8.self))
        case TypeNumber.int8: self = .integer(try Self.big(bytes))
        case 21: self = .integer(Int64(try Self.big(bytes) as Int16))
        case 23: self = .integer(Int64(try Self.big(bytes) as Int32))
        case 26: self = .integer(Int64(try Self.big(bytes) as UInt32))
        case 114: self = .json(String(decoding: bytes, as: UTF8.self))
        case TypeNumber.jsonb: self = .json(String(decoding: bytes.dropFirst(), as: UTF8.self))
        case 700: self = .real(Double(Float(bitPattern: try Self.big(bytes))))
        case TypeNumber.float8: self = .real(Double(bitPattern: try Self.big(bytes)))
        case TypeNumber.timestamptz, 1114: self = .instant(try Self.instant(bytes))
        case 1700: self = try Self.numeric(bytes)
        case TypeNumber.uuid: self = .uuid(try Self.uuid(bytes))
        case 2278: self = .null(.text)
        default: throw StoreError(.decoding, code: "type \(type)")
        }
    }

    /// NULL in a column of a type.
    init(postgresNull type: Oid) {
        switch type {
        case TypeNumber.bool: self = .null(.boolean)
        case TypeNumber.bytea: self = .null(.bytes)
        case TypeNumber.int8, 21, 23, 26: self = .null(.integer)
        case 114, TypeNumber.jsonb: self = .null(.json)
        case 700, TypeNumber.float8, 1700: self = .null(.real)
        case TypeNumber.timestamptz, 1114: self = .null(.instant)
        case TypeNumber.uuid: self = .null(.uuid)
        default: self = .null(.text)
        }
    }

    private static func big<Number: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Number {
        guard bytes.count == MemoryLayout<Number>.size else { throw StoreError(.decoding, code: "length") }
        return Number(bigEndian: bytes.loadUnaligned(as: Number.self))
    }

    private static func uuid(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> UUID {
        guard bytes.count == 16 else { throw StoreError(.decoding, code: "length") }
        return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
    }

    /// `infinity` has no instant.
    private static func instant(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Date {
        let number: Int64 = try Self.big(bytes)
        let (micros, overflow) = number.addingReportingOverflow(microsecondsTo2000)
        guard !overflow, number != .min else { throw StoreError(.decoding, code: "infinity") }
        return Date(microseconds: micros)
    }

    /// `numeric` comes as digits to the base of 10,000 (`numeric_send`). What is whole and fits becomes an integer.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> SQLValue {
        func word(_ index: Int) throws(StoreError) -> Int {
            guard bytes.count >= index * 2 + 2 else { throw StoreError(.decoding, code: "length") }
            return Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        let (count, weight, sign) = (try word(0), try word(1), try word(2) & 0xFFFF)
        guard sign == 0 || sign == 0x4000 else {
            return .real(sign == 0xF000 ? -.infinity : sign == 0xD000 ? .infinity : .nan)
        }
        var whole: Int64? = count <= weight + 1 ? 0 : nil
        var real = 0.0
        for index in 0..<max(count, whole == nil ? 0 : weight + 1) {
            let digit = index < count ? try word(4 + index) : 0
            real += Double(digit) * pow(10_000, Double(weight - index))
            whole = whole.flatMap { number in
                let (shifted, over) = number.multipliedReportingOverflow(by: 10_000)
                let (sum, carried) = shifted.addingReportingOverflow(Int64(digit))
                return over || carried ? nil : sum
            }
        }
        let negative = sign == 0x4000
        if let whole { return .integer(negative ? -whole : whole) }
        return .real(negative ? -real : real)
    }
}
