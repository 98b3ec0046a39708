/// How many calls at once a shop of unknown strength bears: one more as long as answers stay quick, half as soon as they
/// do not (additive increase, multiplicative decrease).
///
/// A plain value that says a number; whoever sends keeps to it. A real WooCommerce store with two cores only queues beyond
/// 4 calls at once (marketplaces/woocommerce, "Observed on a real store").
public struct AdaptiveConcurrency: Sendable, Hashable, Codable {
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        case answered
        /// 429, 5xx, a time-out, a cut connection: the shop is beyond what it can do.
        case overloaded
    }

    public let lowest: Int
    public let highest: Int
    /// Calls at once, in `lowest...highest`.
    public private(set) var limit: Int
    /// What an unhurried answer takes, milliseconds; `nil` until the first. It falls at once and rises slowly.
    public private(set) var calmLatency: Double?
    /// Quick answers since the limit last changed.
    private var streak = 0

    /// An answer slower than this many calm ones is a sign of queueing.
    static let slow = 3.0
    /// One that is no slower than this many lets the limit grow.
    static let quick = 1.5

    public init(_ range: ClosedRange<Int>) {
        precondition(range.lowerBound >= 1, "at least one call at once, or nothing is ever sent")
        self.lowest = range.lowerBound
        self.highest = range.upperBound
        self.limit = range.lowerBound
    }

    /// Takes in how one call went.
    public mutating func learn(_ outcome: Outcome, latency: Duration) {
        guard outcome == .answered else { return self.lower() }
        let time = max(1, Double(latency / .milliseconds(1)))
        let calm = self.calmLatency ?? time
        // Rising by a fiftieth a call, so that a shop that has become slower for good is not taken for overloaded for ever.
        self.calmLatency = time < calm ? time : calm + (time - calm) / 50
        if time > calm * Self.slow {
            self.lower()
        } else if time <= calm * Self.quick {
            self.streak += 1
            if self.streak >= self.limit * 4, self.limit < self.highest {
                self.limit += 1
                self.streak = 0
            }
        } else {
            self.streak = 0
        }
    }

    private mutating func lower() {
        self.limit = max(self.lowest, self.limit / 2)
        self.streak = 0
    }
}
