import Crypto

/// One-time passwords from a counter (RFC 4226).
enum HOTP {
    /// - Parameters:
    ///   - counter: Big-endian in the message that is signed.
    ///   - digits: 6 to 8.
    /// - Returns: Exactly that many digits, zeros in front included.
    static func code(_ secret: [UInt8], counter: UInt64, digits: Int = 6) -> String {
        precondition((6...8).contains(digits), "RFC 4226 knows 6 to 8 digits")
        let message = (0..<8).map { UInt8(truncatingIfNeeded: counter >> (56 - 8 * UInt64($0))) }
        let tag = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        // Dynamic truncation, section 5.3: 31 bits from where the last nibble says.
        let offset = Int(tag[19] & 0xF)
        let number = tag[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { power, _ in power * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
