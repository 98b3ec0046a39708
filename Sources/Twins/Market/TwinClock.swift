import Foundation

/// What a shop believes the time is.
///
/// Shop time runs `rate` times as fast as the wall and is off by `skew` seconds. Dates in answers, the `Date`
/// header and the window for signed requests use it; the durations of faults are wall time.
public struct TwinClock: Sendable, Codable, Hashable {
    private var anchorWall: Date
    private var anchorShop: Date
    /// Shop seconds per wall second. Positive; default 1.
    public private(set) var rate: Double
    /// Seconds the shop is ahead of true time (negative: behind). Default 0.
    public var skew: Double

    public init(startingAt wall: Date, rate: Double = 1, skew: Double = 0) {
        precondition(rate > 0, "time must move forward")
        self.anchorWall = wall
        self.anchorShop = wall
        self.rate = rate
        self.skew = skew
    }

    /// The shop's time when the wall shows `wall`.
    public func time(at wall: Date) -> Date {
        self.anchorShop.addingTimeInterval(wall.timeIntervalSince(self.anchorWall) * self.rate + self.skew)
    }

    /// Runs at another rate from now on, without a jump.
    public mutating func run(rate: Double, from wall: Date) {
        precondition(rate > 0, "time must move forward")
        self.anchorShop = self.time(at: wall).addingTimeInterval(-self.skew)
        self.anchorWall = wall
        self.rate = rate
    }
}

/// One instant, on the wall and as the shop's clock shows it.
struct Moment: Sendable {
    var wall: Date
    var shop: Date
}
