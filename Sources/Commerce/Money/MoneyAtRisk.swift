public import Foundation

/// What it may cost that something waits for a person: price × how fast it sells × how long it has stood.
///
/// A figure to rank by, not a forecast: how fast a SKU sells is told over all shops.
public enum MoneyAtRisk {
    /// - Parameters:
    ///   - price: Of one unit, in minor units.
    ///   - rate: How fast it sells.
    ///   - since: Since when it stands. Counted as a day at least, so that what begins now has a rank, and a month at most.
    /// - Returns: Minor units, rounded; never negative.
    public static func standing(price: Int64, rate: SaleRate, since: Date, now: Date) -> Int64 {
        self.amount(Double(max(0, price)) * rate.perSecond(at: now), since: since, now: now)
    }

    /// The same for a whole shop.
    ///
    /// - Parameter week: What it took in the last seven days, in minor units.
    public static func standing(week: Int64, since: Date, now: Date) -> Int64 {
        self.amount(Double(max(0, week)) / (7 * self.day), since: since, now: now)
    }

    private static let day = 86_400.0

    private static func amount(_ perSecond: Double, since: Date, now: Date) -> Int64 {
        let seconds = min(max(now.timeIntervalSince(since), self.day), 30 * self.day)
        // Prices and rates come from channels: what no integer holds is the most there is.
        return Int64(exactly: (perSecond * seconds).rounded()) ?? .max
    }
}
