import Foundation

/// One total order over all snapshots of an order, so that the newest is the same in whatever order they arrive.
///
/// The later era of the channel's clock first; then later `modifiedAt`; then the state further along; then the later
/// read, because a channel's clock of whole seconds hides an edit inside a second; then the digest, which means nothing
/// and decides the rest.
extension OrderSnapshot: Comparable {
    public static func < (one: OrderSnapshot, other: OrderSnapshot) -> Bool {
        let (oneEra, otherEra) = (one.era ?? 0, other.era ?? 0)
        if oneEra != otherEra { return oneEra < otherEra }
        if one.modifiedAt != other.modifiedAt { return one.modifiedAt < other.modifiedAt }
        if one.state != other.state { return one.state.rank < other.state.rank }
        let (oneRead, otherRead) = (one.readAt ?? .distantPast, other.readAt ?? .distantPast)
        if oneRead != otherRead { return oneRead < otherRead }
        let (oneContent, otherContent) = (one.content, other.content)
        let (oneDigest, otherDigest) = (Digest.of(oneContent), Digest.of(otherContent))
        if oneDigest != otherDigest { return oneDigest < otherDigest }
        return oneContent.lexicographicallyPrecedes(otherContent)
    }

    /// 32 hexadecimal digits over everything but `readAt` and `era`: equal for equal content. With `modifiedAt` it is the
    /// revision under which a snapshot is stored once. Not a cryptographic hash.
    public var digest: String { Digest.of(self.content) }

    /// Every field but `readAt` and `era`, in a fixed order.
    private var content: [String] {
        var parts = [
            self.number, self.state.rawValue, self.remoteStatus, "\(self.createdAt.timeIntervalSince1970)",
            "\(self.modifiedAt.timeIntervalSince1970)", "\(self.total)", "\(self.lines.count)",
        ]
        for line in self.lines { parts += line.content }
        for tracking in self.tracking { parts += [tracking.carrier ?? "", tracking.number] }
        for item in self.returns ?? [] { parts += item.content }
        return parts
    }
}

extension OrderSnapshotLine {
    var content: [String] {
        [
            self.id, self.offer, self.sku.map { "=" + $0 } ?? "", self.title, "\(self.units)",
            "\(self.refundedUnits)", "\(self.unitPrice)", "\(self.heldUnits)", "\(self.reducedUnits)",
        ]
    }
}

/// FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv-21), twice with different starts for 128 bits.
enum Digest {
    static func of(_ parts: [String]) -> String {
        var one: UInt64 = 0xCBF2_9CE4_8422_2325
        var other: UInt64 = 0x9E37_79B9_7F4A_7C15
        for part in parts {
            for byte in part.utf8 {
                one = (one ^ UInt64(byte)) &* 0x100_0000_01B3
                other = (other ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            one = (one ^ 0x1FF) &* 0x100_0000_01B3
            other = (other ^ 0x1FF) &* 0x100_0000_01B3
        }
        return Self.hex(one) + Self.hex(other)
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
