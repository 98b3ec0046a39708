public import Foundation

/// Reads what `PackedWriter` wrote, value by value in the same order, in any spacing.
public struct PackedReader {
    /// The text is not what was expected at this place.
    public struct Mismatch: Error, Sendable, Hashable {
        /// Bytes from the beginning.
        public var place: Int
        public init(place: Int) { self.place = place }
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0

    /// - Parameter body: Reads all values there are.
    /// - Returns: `nil` where the text is no array: it was written by something else.
    /// - Throws: `Mismatch` where the values are others, fewer or more; what `body` throws.
    public static func read<Result>(
        _ text: String, _ body: (inout PackedReader) throws -> Result
    ) throws -> Result? {
        var text = text
        return try text.withUTF8 { bytes in
            var reader = PackedReader(bytes: bytes)
            guard reader.take(UInt8(ascii: "[")) else { return nil }
            let result = try body(&reader)
            guard reader.take(UInt8(ascii: "]")), reader.isAtEnd else { throw Mismatch(place: reader.place) }
            return result
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    public mutating func integer() throws -> Int64 {
        try self.begin()
        let isNegative = self.place < self.bytes.count && self.bytes[self.place] == UInt8(ascii: "-")
        if isNegative { self.place += 1 }
        let start = self.place
        var number: Int64 = 0
        while self.place < self.bytes.count, case 48...57 = self.bytes[self.place] {
            let digit = Int64(self.bytes[self.place] - 48)
            // Built downwards: the least number has no positive counterpart.
            let (ten, tooMany) = number.multipliedReportingOverflow(by: 10)
            let (next, tooLow) = ten.subtractingReportingOverflow(digit)
            guard !tooMany, !tooLow else { throw Mismatch(place: self.place) }
            number = next
            self.place += 1
        }
        guard self.place > start, isNegative || number != .min else { throw Mismatch(place: self.place) }
        return isNegative ? number : -number
    }

    public mutating func int() throws -> Int { Int(try self.integer()) }

    public mutating func flag() throws -> Bool {
        switch try self.integer() {
        case 0: false
        case 1: true
        default: throw Mismatch(place: self.place)
        }
    }

    public mutating func date() throws -> Date {
        Date(timeIntervalSince1970: Double(try self.integer()) / 1_000_000)
    }

    public mutating func double() throws -> Double {
        try self.begin()
        let start = self.place
        while self.place < self.bytes.count, Self.isOfNumber(self.bytes[self.place]) { self.place += 1 }
        guard let number = Double(String(decoding: self.bytes[start..<self.place], as: UTF8.self)) else {
            throw Mismatch(place: start)
        }
        return number
    }

    public mutating func id() throws -> UUID {
        let (high, low) = (try self.integer().bigEndian, try self.integer().bigEndian)
        var id: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &id) { raw in
            raw.storeBytes(of: high, toByteOffset: 0, as: Int64.self)
            raw.storeBytes(of: low, toByteOffset: 8, as: Int64.self)
        }
        return UUID(uuid: id)
    }

    public mutating func name() throws -> String {
        try self.begin()
        guard self.take(UInt8(ascii: "\"")) else { throw Mismatch(place: self.place) }
        let start = self.place
        while self.place < self.bytes.count, self.bytes[self.place] != UInt8(ascii: "\"") { self.place += 1 }
        guard self.place < self.bytes.count else { throw Mismatch(place: start) }
        defer { self.place += 1 }
        return String(decoding: self.bytes[start..<self.place], as: UTF8.self)
    }

    /// - Returns: `nil` for `null`.
    public mutating func maybe<Value>(_ value: (inout PackedReader) throws -> Value) throws -> Value? {
        let here = self
        try self.begin()
        guard self.place + 4 <= self.bytes.count, self.bytes[self.place] == UInt8(ascii: "n") else {
            self = here
            return try value(&self)
        }
        self.place += 4
        return nil
    }

    /// As many values as the number before them says.
    public mutating func list<Value>(_ value: (inout PackedReader) throws -> Value) throws -> [Value] {
        let count = try self.int()
        guard (0...self.bytes.count).contains(count) else { throw Mismatch(place: self.place) }
        var values: [Value] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try value(&self)) }
        return values
    }

    // MARK: Signs

    private var isFirst = true

    /// Goes to where the next value begins.
    private mutating func begin() throws {
        if self.isFirst {
            self.isFirst = false
        } else {
            guard self.take(UInt8(ascii: ",")) else { throw Mismatch(place: self.place) }
        }
        self.skipSpace()
    }

    private mutating func take(_ sign: UInt8) -> Bool {
        self.skipSpace()
        guard self.place < self.bytes.count, self.bytes[self.place] == sign else { return false }
        self.place += 1
        return true
    }

    private mutating func skipSpace() {
        while self.place < self.bytes.count {
            switch self.bytes[self.place] {
            case 32, 9, 10, 13: self.place += 1
            default: return
            }
        }
    }

    private var isAtEnd: Bool {
        mutating get {
            self.skipSpace()
            return self.place == self.bytes.count
        }
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}
