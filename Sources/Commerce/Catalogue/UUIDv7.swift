public import Foundation

extension UUID {
    /// A UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits.
    ///
    /// Ids sort roughly by birth, which keeps indexes compact. They are never a cursor: two of one millisecond have
    /// no order, and clocks of two nodes differ.
    ///
    /// - Parameters:
    ///   - instant: Between 1970 and the year 10889.
    ///   - random: Exactly 10 bytes; 6 bits of them give way to version and variant.
    public static func v7(at instant: Date, random: [UInt8]) -> UUID {
        precondition(random.count == 10, "a UUIDv7 takes ten random bytes")
        let milliseconds = UInt64(max(0, instant.timeIntervalSince1970 * 1000)) & 0xFFFF_FFFF_FFFF
        func time(_ byte: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: milliseconds >> (8 * byte)) }
        return UUID(
            uuid: (
                time(5), time(4), time(3), time(2), time(1), time(0),
                0x70 | (random[0] & 0x0F), random[1], 0x80 | (random[2] & 0x3F), random[3],
                random[4], random[5], random[6], random[7], random[8], random[9]
            ))
    }
}
