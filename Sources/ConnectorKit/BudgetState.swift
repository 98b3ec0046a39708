import Foundation

/// What an answer told about a budget. What it did not tell is `nil`.
public struct BudgetReading: Sendable, Hashable {
    /// Nothing may be taken for this long.
    public var retryAfter: Duration?
    /// Units left now, as the channel counts.
    public var remaining: Int?
    /// The limit, as the channel counts.
    public var limit: Int?

    public init(retryAfter: Duration? = nil, remaining: Int? = nil, limit: Int? = nil) {
        self.retryAfter = retryAfter
        self.remaining = remaining
        self.limit = limit
    }
}

/// How much of one budget is left. A plain value: it may be stored, and the time comes in through parameters.
///
/// A clock that goes backwards gives nothing and takes nothing.
public struct BudgetState: Sendable, Hashable, Codable {
    public enum Grant: Sendable, Hashable {
        case allowed
        /// Ask again then; earlier is pointless unless an answer corrects the budget.
        case wait(until: Date)
        /// The cost is above the limit itself.
        case never
    }

    public let budget: Budget
    /// The limit in force: the budget's, or what the channel last said.
    public private(set) var limit: Int
    /// Buckets: millionths of a unit left. Quotas: millionths used today. Concurrency: millionths in use.
    private var level: Int64
    /// When `level` was right.
    private var asOf: Date
    /// Rolling windows only: what was taken and when, oldest first.
    private var taken: [Taken] = []
    private var blockedUntil: Date?

    private struct Taken: Sendable, Hashable, Codable {
        var at: Date
        var units: Int
    }

    /// A budget of which nothing was used yet.
    public init(_ budget: Budget, now: Date) {
        self.budget = budget
        self.limit = budget.limit
        self.asOf = now
        switch budget.kind {
        case .tokenBucket, .costPoints: self.level = Int64(budget.limit) * million
        case .dailyQuota, .rollingWindow, .concurrency: self.level = 0
        }
    }

    /// Takes `cost` units, or says when to ask again; then nothing was taken.
    ///
    /// - Parameters:
    ///   - cost: Units, at least 1.
    ///   - urgent: Whether the reserve may be used.
    public mutating func take(_ cost: Int, now: Date, urgent: Bool = false) -> Grant {
        precondition(cost > 0, "a call costs at least one unit")
        self.advance(to: now)
        let floor = urgent ? 0 : min(self.budget.reserve, self.limit)
        guard cost <= self.limit - floor else { return .never }
        if let until = self.blockedUntil, until > self.asOf { return .wait(until: until) }
        if let until = self.earliest(for: cost, above: floor) { return .wait(until: until) }
        self.spend(cost)
        return .allowed
    }

    /// Gives back the units of a call that has ended. Only `concurrency` has such.
    public mutating func release(_ units: Int = 1) {
        guard case .concurrency = self.budget.kind else { return }
        self.level = max(0, self.level - Int64(units) * million)
    }

    /// Takes the channel's word for what is left. It may lower and raise.
    public mutating func learn(from reading: BudgetReading, now: Date) {
        self.advance(to: now)
        if let limit = reading.limit, limit > 0 { self.limit = limit }
        if let remaining = reading.remaining { self.setRemaining(min(max(0, remaining), self.limit)) }
        if let pause = reading.retryAfter {
            let until = self.asOf.addingTimeInterval(seconds(pause))
            self.blockedUntil = max(self.blockedUntil ?? until, until)
        }
    }

    /// Units that could be taken now by an urgent call.
    public func remaining(now: Date) -> Int {
        var copy = self
        copy.advance(to: now)
        switch copy.budget.kind {
        case .tokenBucket, .costPoints: return Int(max(0, copy.level) / million)
        case .dailyQuota, .concurrency: return max(0, copy.limit - Int(copy.level / million))
        case .rollingWindow: return max(0, copy.limit - copy.taken.reduce(0) { $0 + $1.units })
        }
    }

    // MARK: Time

    private mutating func advance(to now: Date) {
        guard now > self.asOf else { return }
        switch self.budget.kind {
        case .tokenBucket(_, let refill, let per), .costPoints(_, let refill, let per):
            let gained = now.timeIntervalSince(self.asOf) * Double(refill) / seconds(per) * Double(million)
            let full = Int64(self.limit) * million
            self.level = gained >= Double(full) ? full : min(full, self.level + Int64(gained))
        case .dailyQuota(_, let startsAt):
            if Self.day(now, startsAt) != Self.day(self.asOf, startsAt) { self.level = 0 }
        case .rollingWindow(_, let length):
            let start = now.addingTimeInterval(-seconds(length))
            self.taken.removeAll { $0.at <= start }
        case .concurrency: break
        }
        self.asOf = now
        if let until = self.blockedUntil, until <= now { self.blockedUntil = nil }
    }

    /// When `cost` units above `floor` will be there; `nil` when they are there now.
    private func earliest(for cost: Int, above floor: Int) -> Date? {
        let need = cost + floor
        switch self.budget.kind {
        case .tokenBucket(_, let refill, let per), .costPoints(_, let refill, let per):
            let missing = Int64(need) * million - self.level
            guard missing > 0 else { return nil }
            return self.asOf.addingTimeInterval(
                Double(missing) / Double(million) * seconds(per) / Double(refill) + 0.000_1)
        case .dailyQuota(_, let startsAt):
            guard Int(self.level / million) + need > self.limit else { return nil }
            return Date(timeIntervalSince1970: Double((Self.day(self.asOf, startsAt) + 1) * 86_400 + startsAt))
        case .rollingWindow(_, let length):
            var used = self.taken.reduce(0) { $0 + $1.units }
            guard used + need > self.limit else { return nil }
            for old in self.taken {
                used -= old.units
                if used + need <= self.limit { return old.at.addingTimeInterval(seconds(length)) }
            }
            return self.asOf.addingTimeInterval(seconds(length))
        case .concurrency:
            // Nobody knows when a call ends; a tenth of a second is short against any answer.
            return Int(self.level / million) + need > self.limit ? self.asOf.addingTimeInterval(0.1) : nil
        }
    }

    private mutating func spend(_ cost: Int) {
        switch self.budget.kind {
        case .tokenBucket, .costPoints: self.level -= Int64(cost) * million
        case .dailyQuota, .concurrency: self.level += Int64(cost) * million
        case .rollingWindow: self.taken.append(Taken(at: self.asOf, units: cost))
        }
    }

    private mutating func setRemaining(_ remaining: Int) {
        switch self.budget.kind {
        case .tokenBucket, .costPoints: self.level = Int64(remaining) * million
        case .dailyQuota: self.level = Int64(self.limit - remaining) * million
        case .rollingWindow:
            let ours = self.taken.reduce(0) { $0 + $1.units }
            let unseen = self.limit - remaining - ours
            // Somebody else uses the same limit: counted as if taken just now.
            if unseen > 0 { self.taken.append(Taken(at: self.asOf, units: unseen)) }
        case .concurrency: break
        }
    }

    private static func day(_ date: Date, _ startsAt: Int) -> Int {
        Int(((date.timeIntervalSince1970 - Double(startsAt)) / 86_400).rounded(.down))
    }
}

private let million: Int64 = 1_000_000

private func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}
