/// Several readings of one thing: the middle, and how far they lie apart.
struct Spread: Sendable, Hashable, Codable {
    var median: Double
    var least: Double
    var most: Double
    /// In the order they were taken.
    var values: [Double]

    /// - Precondition: there is at least one.
    init(_ values: [Double]) {
        precondition(!values.isEmpty, "nothing was measured")
        self.values = values
        self.median = values.quantile(0.5)
        self.least = values.min() ?? 0
        self.most = values.max() ?? 0
    }

    /// What was measured once, or counted.
    init(_ value: Double) { self.init([value]) }
}

extension [Double] {
    /// The value below which a share of all lies, between neighbours in proportion; 0 of nothing.
    ///
    /// - Parameter share: 0.5 is the median, 0.99 the value that one in a hundred exceeds.
    func quantile(_ share: Double) -> Double {
        let sorted = self.sorted()
        guard let last = sorted.indices.last else { return 0 }
        let place = share * Double(last)
        let below = Int(place)
        guard below < last else { return sorted[last] }
        return sorted[below] + (sorted[below + 1] - sorted[below]) * (place - Double(below))
    }
}
