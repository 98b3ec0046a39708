import Foundation

/// How often an app may call, and how often it did; on the app's clock.
///
/// Calls in a second are counted from full second to full second ("this second"); the day is a sliding window of
/// buckets (vendor's page on rate limits), here of an hour each. What is refused counts for neither.
struct EtsyLimits: Sendable, Codable {
    var perSecond = 10
    var perDay = 10_000
    private var second = 0
    private var inSecond = 0
    private var buckets: [Int: Int] = [:]

    /// Counts one call.
    ///
    /// - Returns: The headers of a successful answer; `nil` where the call is one too many.
    mutating func take(at now: Date) -> [(name: String, value: String)]? {
        let second = Int(now.timeIntervalSince1970.rounded(.down))
        let hour = second / 3_600
        if second != self.second { (self.second, self.inSecond) = (second, 0) }
        self.buckets = self.buckets.filter { $0.key > hour - 24 && $0.key <= hour }
        let today = self.buckets.values.reduce(0, +)
        guard self.inSecond < self.perSecond, today < self.perDay else { return nil }
        self.inSecond += 1
        self.buckets[hour, default: 0] += 1
        return [
            ("x-limit-per-second", String(self.perSecond)),
            ("x-remaining-this-second", String(self.perSecond - self.inSecond)),
            ("x-limit-per-day", String(self.perDay)), ("x-remaining-today", String(self.perDay - today - 1)),
        ]
    }
}
