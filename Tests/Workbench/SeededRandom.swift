import Foundation
import Synchronization

/// The same numbers for the same seed, each time and everywhere: SplitMix64 (Steele, Lea and Flood, 2014).
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { self.state = seed }

    public mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Ids that count up: each sorts after the one before, and a test's ids are the same in each run.
public final class CountingIDs: Sendable {
    private let count: Mutex<UInt64>

    public init(startingAt start: UInt64 = 1) { self.count = Mutex(start) }

    /// A UUID of version 7 whose last eight digits count up.
    public func next() -> UUID {
        let number = self.count.withLock { count in
            defer { count += 1 }
            return count
        }
        func byte(_ index: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: number >> (8 * index)) }
        return UUID(
            uuid: (
                0x01, 0x9b, 0x76, 0xda, 0xa8, 0x00, 0x70, 0x00,
                0x80 | (byte(7) & 0x3f), byte(6), byte(5), byte(4), byte(3), byte(2), byte(1), byte(0)
            ))
    }
}
