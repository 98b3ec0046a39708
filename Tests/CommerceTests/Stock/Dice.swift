/// A small deterministic generator (SplitMix64), so that a seed is a history.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var z = self.state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func roll(_ sides: Int) -> Int { Int(self.next() % UInt64(sides)) }
    mutating func chance(_ percent: Int) -> Bool { self.roll(100) < percent }
    mutating func seconds(_ most: Double) -> Double { Double(self.next() >> 11) / Double(1 << 53) * most }
}
