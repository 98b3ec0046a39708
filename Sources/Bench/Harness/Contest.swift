/// Several ways of doing the same thing, run in turn, in an order that is shuffled anew for each round: a fixed order
/// gives whoever comes second a warm cache, a full log or a tired disk, and so invents results.
struct Contest<Reading: Sendable>: Sendable {
    struct Entrant: Sendable {
        var name: String
        /// One measurement, after which the stage is as it was.
        var measure: @Sendable () async throws -> Reading

        init(_ name: String, _ measure: @escaping @Sendable () async throws -> Reading) {
            self.name = name
            self.measure = measure
        }
    }

    var entrants: [Entrant]

    init(_ entrants: [Entrant]) { self.entrants = entrants }

    /// Runs every entrant once to warm up, then `rounds` times each.
    ///
    /// - Parameters:
    ///   - rounds: from 1; fewer when the time box is full, but never none.
    ///   - box: no new round begins after this long.
    func run(
        rounds: Int, seed: UInt64, box: Duration = .seconds(75), warmUp: Bool = true
    ) async throws -> Results<Reading> {
        precondition(rounds > 0 && !self.entrants.isEmpty, "something is measured at least once")
        var order = Order(seed: seed)
        let start = ContinuousClock.now
        if warmUp {
            Screen.step("warming up: \(self.entrants.map(\.name).joined(separator: ", "))")
            for entrant in self.entrants.shuffled(using: &order) { _ = try await entrant.measure() }
        }
        var results = Results<Reading>()
        for round in 0..<rounds {
            if round > 0, start.duration(to: .now) > box { break }
            Screen.step("round \(round + 1) of \(rounds)")
            for entrant in self.entrants.shuffled(using: &order) {
                results.readings[entrant.name, default: []].append(try await entrant.measure())
            }
        }
        return results
    }
}

/// The readings of each entrant, by round.
struct Results<Reading: Sendable>: Sendable {
    var readings: [String: [Reading]] = [:]

    /// One number out of each reading.
    func values(of name: String, _ pick: (Reading) -> Double) -> [Double] { (self.readings[name] ?? []).map(pick) }

    /// The first entrant's number over the second's, round by round.
    func ratios(_ ours: String, to other: String, _ pick: (Reading) -> Double) -> Spread {
        Spread(zip(self.values(of: ours, pick), self.values(of: other, pick)).map { $0 / $1 })
    }

    /// An entrant's numbers, for information: they do not travel to other machines.
    func spread(of name: String, _ pick: (Reading) -> Double) -> Spread { Spread(self.values(of: name, pick)) }
}

extension Results where Reading == Double {
    func ratios(_ ours: String, to other: String) -> Spread { self.ratios(ours, to: other) { $0 } }
    func spread(of name: String) -> Spread { self.spread(of: name) { $0 } }
}

/// Chance that can be repeated: splitmix64.
struct Order: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
