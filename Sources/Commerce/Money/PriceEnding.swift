/// The last digits a price should show: `.99`, `.50`, or `9.95` in every ten.
public struct PriceEnding: Sendable, Hashable, Codable {
    public enum Direction: String, Sendable, Hashable, CaseIterable, Codable {
        case up, down
        /// The closer one; the upper of two equally close.
        case nearest
    }

    /// Minor units the price ends in, `0 ..< every`.
    public let minor: Int64
    /// The width of one step in minor units: 100 for a `.99` of a currency with two decimals.
    public let every: Int64
    public let direction: Direction

    /// - Returns: `nil` unless `0 <= minor < every`.
    public init?(minor: Int64, every: Int64, direction: Direction = .nearest) {
        guard minor >= 0, minor < every else { return nil }
        self.minor = minor
        self.every = every
        self.direction = direction
    }

    /// The price with this ending. Never below zero: the lowest answer is the ending itself.
    func apply(to price: Int128) -> Int128 {
        let every = Int128(self.every)
        let ending = Int128(self.minor)
        let steps = price - ending
        let below = (steps >= 0 ? steps / every : (steps - every + 1) / every) * every + ending
        let above = below == price ? below : below + every
        if below < 0 { return ending }
        switch self.direction {
        case .up: return above
        case .down: return below
        case .nearest: return price - below < above - price ? below : above
        }
    }
}
