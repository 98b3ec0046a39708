/// A seeded random source (SplitMix64): the same seed gives the same run of values on every machine.
public struct Dice: RandomNumberGenerator, Sendable, Codable, Hashable {
    private var state: UInt64

    public init(seed: UInt64) { self.state = seed }

    /// Seeded by a name (FNV-1a), so that a catalogue or a crowd can be asked for by word.
    public init(named name: String) { self.init(seed: Self.hash(name)) }

    public mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var z = self.state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// `true` with this probability, 0…1.
    public mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && Double.random(in: 0..<1, using: &self) < probability
    }

    public mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element {
        precondition(!choices.isEmpty, "there must be something to choose from")
        return choices[choices.index(choices.startIndex, offsetBy: Int.random(in: 0..<choices.count, using: &self))]
    }

    mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func real(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }

    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
