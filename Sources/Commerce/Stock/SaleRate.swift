public import Foundation

/// How fast something sells, from its sales alone: one average over a week, one over ten minutes.
///
/// The short one counts only once a few sales have come close together, so that a single sale of a rare piece does not
/// look like a rush, while a flash sale is seen within its first handful.
public struct SaleRate: Sendable, Hashable, Codable {
    /// Units of the last week, each fading with a time constant of seven days.
    public var slow: Double
    /// Units of the last minutes, each fading with a time constant of ten minutes.
    public var fast: Double
    public var at: Date

    private static let week = 7 * 86_400.0
    private static let minutes = 600.0

    public init(slow: Double = 0, fast: Double = 0, at: Date) {
        self.slow = slow
        self.fast = fast
        self.at = at
    }

    public mutating func sold(_ units: Int, at now: Date) {
        self.fade(to: now)
        self.slow += Double(units)
        self.fast += Double(units)
    }

    /// Units per second.
    public func perSecond(at now: Date) -> Double {
        var rate = self
        rate.fade(to: now)
        let rush = rate.fast >= 2.5 ? rate.fast / Self.minutes : 0
        return max(rate.slow / Self.week, rush)
    }

    private mutating func fade(to now: Date) {
        let passed = max(0, now.timeIntervalSince(self.at))
        self.slow *= exp(-passed / Self.week)
        self.fast *= exp(-passed / Self.minutes)
        self.at = max(self.at, now)
    }
}
