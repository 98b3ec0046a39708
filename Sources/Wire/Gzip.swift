/// Unpacks gzip (RFC 1952) with its deflate data (RFC 1951): documents that a channel hands out packed.
public enum Gzip {
    /// Why a packed document cannot be read.
    public enum Trouble: Error, Sendable, Hashable {
        case malformed
        /// It is larger than the caller takes.
        case tooLarge
    }

    public static func isGzip(_ bytes: [UInt8]) -> Bool { bytes.count > 2 && bytes[0] == 0x1f && bytes[1] == 0x8b }

    /// - Parameter limit: Bytes of the unpacked document at most.
    public static func unpack(_ bytes: [UInt8], limit: Int) throws(Trouble) -> [UInt8] {
        var inflation = Inflation(bytes, from: try Self.dataStart(bytes), limit: limit)
        try inflation.run()
        // Checksum and length stand behind the data, least byte first.
        let end = inflation.end
        guard bytes.count >= end + 8, Self.number(bytes, at: end) == Self.checksum(inflation.out),
            Self.number(bytes, at: end + 4) == UInt32(truncatingIfNeeded: inflation.out.count)
        else { throw .malformed }
        return inflation.out
    }

    /// Behind the header with what it may hold: extra fields, a name, a comment, a checksum of its own.
    private static func dataStart(_ bytes: [UInt8]) throws(Trouble) -> Int {
        guard bytes.count >= 18, Self.isGzip(bytes), bytes[2] == 8 else { throw .malformed }
        let flags = bytes[3]
        // "A compliant decompressor must give an error indication if any reserved bit is non-zero" (RFC 1952, 2.3.1.2).
        guard flags & 0xe0 == 0 else { throw .malformed }
        var place = 10
        if flags & 4 != 0 { place += 2 + Int(bytes[10]) + Int(bytes[11]) << 8 }
        for flag in [UInt8(8), 16] where flags & flag != 0 {
            guard place < bytes.count, let end = bytes[place...].firstIndex(of: 0) else { throw .malformed }
            place = end + 1
        }
        if flags & 2 != 0 { place += 2 }
        guard place < bytes.count else { throw .malformed }
        return place
    }

    private static func number(_ bytes: [UInt8], at place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }

    /// CRC-32 as gzip has it.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in self.table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8 }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
    }
}

/// One run over deflate data.
private struct Inflation {
    private let bytes: [UInt8]
    private let limit: Int
    private var place: Int
    private var bits: UInt32 = 0
    private var held = 0
    private(set) var out: [UInt8] = []

    init(_ bytes: [UInt8], from place: Int, limit: Int) {
        self.bytes = bytes
        self.place = place
        self.limit = limit
    }

    /// The first byte behind the data.
    var end: Int { self.place - self.held / 8 }

    mutating func run() throws(Gzip.Trouble) {
        var isLast = false
        while !isLast {
            isLast = try self.take(1) == 1
            switch try self.take(2) {
            case 0: try self.copy()
            case 1: try self.expand(Self.fixed.lengths, Self.fixed.distances)
            case 2:
                let codes = try self.codes()
                try self.expand(codes.lengths, codes.distances)
            default: throw .malformed
            }
        }
    }

    private mutating func take(_ count: Int) throws(Gzip.Trouble) -> Int {
        while self.held < count {
            guard self.place < self.bytes.count else { throw .malformed }
            self.bits |= UInt32(self.bytes[self.place]) << UInt32(self.held)
            self.place += 1
            self.held += 8
        }
        let value = self.bits & (1 << UInt32(count) - 1)
        self.bits >>= UInt32(count)
        self.held -= count
        return Int(value)
    }

    private mutating func add(_ byte: UInt8) throws(Gzip.Trouble) {
        guard self.out.count < self.limit else { throw .tooLarge }
        self.out.append(byte)
    }

    /// A block that is not packed.
    private mutating func copy() throws(Gzip.Trouble) {
        // Whole bytes that were held go back.
        self.place -= self.held / 8
        (self.bits, self.held) = (0, 0)
        guard self.place + 4 <= self.bytes.count else { throw .malformed }
        let length = Int(self.bytes[self.place]) | Int(self.bytes[self.place + 1]) << 8
        let check = Int(self.bytes[self.place + 2]) | Int(self.bytes[self.place + 3]) << 8
        self.place += 4
        guard length ^ check == 0xffff, self.place + length <= self.bytes.count else { throw .malformed }
        for index in self.place..<self.place + length { try self.add(self.bytes[index]) }
        self.place += length
    }

    private mutating func expand(_ lengths: HuffmanCode, _ distances: HuffmanCode) throws(Gzip.Trouble) {
        while true {
            let symbol = try self.symbol(lengths)
            if symbol < 256 {
                try self.add(UInt8(symbol))
                continue
            }
            guard symbol > 256 else { return }
            guard symbol - 257 < Self.lengthBase.count else { throw .malformed }
            let length = Self.lengthBase[symbol - 257] + (try self.take(Self.lengthExtra[symbol - 257]))
            let code = try self.symbol(distances)
            guard code < Self.distanceBase.count else { throw .malformed }
            let distance = Self.distanceBase[code] + (try self.take(Self.distanceExtra[code]))
            guard distance <= self.out.count else { throw .malformed }
            for _ in 0..<length { try self.add(self.out[self.out.count - distance]) }
        }
    }

    private mutating func symbol(_ code: HuffmanCode) throws(Gzip.Trouble) -> Int {
        var (value, first, index) = (0, 0, 0)
        for length in 1...15 {
            value |= try self.take(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw .malformed
    }

    /// The codes that a block brings along, themselves packed.
    private mutating func codes() throws(Gzip.Trouble) -> (lengths: HuffmanCode, distances: HuffmanCode) {
        let (literals, distances, known) = (try self.take(5) + 257, try self.take(5) + 1, try self.take(4) + 4)
        guard literals <= 286, distances <= 30 else { throw .malformed }
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<known { lengths[Self.order[index]] = try self.take(3) }
        let code = HuffmanCode(lengths)
        var all: [Int] = []
        while all.count < literals + distances {
            switch try self.symbol(code) {
            case 16:
                guard let last = all.last else { throw .malformed }
                all += [Int](repeating: last, count: 3 + (try self.take(2)))
            case 17: all += [Int](repeating: 0, count: 3 + (try self.take(3)))
            case 18: all += [Int](repeating: 0, count: 11 + (try self.take(7)))
            case let length: all.append(length)
            }
        }
        guard all.count == literals + distances else { throw .malformed }
        return (HuffmanCode(Array(all[..<literals])), HuffmanCode(Array(all[literals...])))
    }

    // RFC 1951, 3.2.5 to 3.2.7.
    private static let lengthBase = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthExtra = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025, 1_537, 2_049, 3_073,
        4_097, 6_145, 8_193, 12_289, 16_385, 24_577,
    ]
    private static let distanceExtra = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let fixed = (
        lengths: HuffmanCode(
            (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }),
        distances: HuffmanCode([Int](repeating: 5, count: 30))
    )
}

/// A canonical Huffman code: how many codes there are of each length, and the symbols in the order of their codes.
private struct HuffmanCode: Sendable {
    let counts: [Int]
    let symbols: [Int]

    init(_ lengths: [Int]) {
        var counts = [Int](repeating: 0, count: 16)
        for length in lengths { counts[length] += 1 }
        counts[0] = 0
        self.counts = counts
        self.symbols = lengths.indices.filter { lengths[$0] > 0 }.sorted {
            (lengths[$0], $0) < (lengths[$1], $1)
        }
    }
}
