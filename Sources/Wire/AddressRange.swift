import Foundation

/// An address of the Internet Protocol, IPv4 and IPv6 alike: 16 bytes, an IPv4 address in its mapped form (RFC 4291, 2.5.5.2).
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    let bytes: [UInt8]

    /// Reads `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`; no port, no zone, no name.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 45 else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, String(text), &four) == 1 {
            self.bytes = Self.mapped + withUnsafeBytes(of: &four) { Array($0) }
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, String(text), &six) == 1 else { return nil }
        self.bytes = withUnsafeBytes(of: &six) { Array($0) }
    }

    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    public var isIPv4: Bool { self.bytes.starts(with: Self.mapped) }

    public var isLoopback: Bool {
        self.isIPv4 ? self.bytes[12] == 127 : self.bytes == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// What one subscriber is given: an IPv4 address, or the first 64 bits of an IPv6 address, which are all one's own.
    public var subscriber: [UInt8] { self.isIPv4 ? self.bytes : Array(self.bytes.prefix(8)) }

    public var description: String {
        self.isIPv4
            ? self.bytes.suffix(4).map(String.init).joined(separator: ".")
            : stride(from: 0, to: 16, by: 2).map {
                String(Int(self.bytes[$0]) << 8 | Int(self.bytes[$0 + 1]), radix: 16)
            }.joined(separator: ":")
    }
}

/// A range of addresses as CIDR writes it: `10.0.0.0/8`, `2001:db8::/32`, or one address.
public struct AddressRange: Sendable, Hashable {
    private let start: IPAddress
    /// Bits that count, of 128.
    private let bits: Int

    /// - Returns: `nil` for what is no range; bits beyond the prefix may be set and do not count.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let start = parts.first.flatMap({ IPAddress($0) }) else { return nil }
        let most = start.isIPv4 && !parts[0].contains(":") ? 32 : 128
        var length = most
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let given = Int(parts[1]), given <= most else {
                return nil
            }
            length = given
        }
        self.start = start
        self.bits = 128 - most + length
    }

    public func contains(_ address: IPAddress) -> Bool {
        let whole = self.bits / 8
        guard self.start.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
        guard self.bits % 8 > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (self.bits % 8))
        return self.start.bytes[whole] & mask == address.bytes[whole] & mask
    }
}
