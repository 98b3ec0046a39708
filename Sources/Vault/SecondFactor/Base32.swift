/// Base32 without padding (RFC 4648, section 6): what authenticator apps read.
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        let digits = stride(from: 0, to: bits.count, by: 5).map { start in
            (0..<5).reduce(0) { $0 << 1 | Int(start + $1 < bits.count ? bits[start + $1] : 0) }
        }
        return String(decoding: digits.map { Self.alphabet[$0] }, as: UTF8.self)
    }

    /// Reads either case, padded or not, with spaces or hyphens between groups; `nil` for anything else.
    static func decode(_ text: String) -> [UInt8]? {
        let plain = text.uppercased().utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
        let digits = plain.reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
            .map { Self.alphabet.firstIndex(of: $0) }
        guard digits.allSatisfy({ $0 != nil }) else { return nil }
        let bits = digits.compactMap { $0 }.flatMap { digit in (0..<5).map { UInt8(digit >> (4 - $0) & 1) } }
        let whole = bits.count / 8
        // What is left over is padding: fewer than five bits, all zero.
        guard bits.count - whole * 8 < 5, bits.dropFirst(whole * 8).allSatisfy({ $0 == 0 }) else { return nil }
        return (0..<whole).map { index in bits[(index * 8)..<(index * 8 + 8)].reduce(0) { $0 << 1 | $1 } }
    }
}
