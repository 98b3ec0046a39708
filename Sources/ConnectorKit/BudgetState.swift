import Commerce
public import Foundation

/// What an answer told about a budget. What it did not tell is `nil`.
public struct BudgetReading: Sendable, Hashable {
    /// Nothing may be taken for this long.
    public var retryAfter: Duration?
    /// Units left now, as the channel counts.
    public var remaining: Int?
    /// The limit, as the channel counts.
    public var limit: Int?
    /// Units that come back each second, as the channel counts: of a bucket, above 0.
    public var rate: Double?
    /// What this call cost, where calls cost different numbers of units.
    public var spent: Int?

    public init(
        retryAfter: Duration? = nil, remaining: Int? = nil, limit: Int? = nil, rate: Double? = nil, spent: Int? = nil
    ) {
        self.retryAfter = retryAfter
        self.remaining = remaining
        self.limit = limit
        self.rate = rate
        self.spent = spent
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
    /// Rolling windows and rates only: what was taken and when, oldest first.
    private var taken: [Taken] = []
    /// What calls under way may still use: taken until somebody says what became of it.
    private var holds: [Hold] = []
    /// Units that others than we use of the same limit, as the channel last let us see.
    private var unseen: Taken?
    private var blockedUntil: Date?
    /// Buckets: units that come back each second, where the channel said so.
    private var rate: Double?

    private struct Taken: Sendable, Hashable, Codable {
        /// The latest of the instants this stands for.
        var at: Date
        var units: Int
        /// The earliest of them.
        var from: Date
    }

    private struct Hold: Sendable, Hashable, Codable {
        var id: UUID
        var units: Int
        /// Nobody answered for it by then: it counts as used up to that moment.
        var until: Date
    }

    /// A budget of which nothing was used yet.
    public init(_ budget: Budget, now: Date) {
        self.budget = budget
        self.limit = budget.limit
        self.asOf = now
        switch budget.kind {
        case .tokenBucket, .costPoints: self.level = Int64(budget.limit) * million
        case .dailyQuota, .rollingWindow, .rate, .concurrency: self.level = 0
        }
    }

    // MARK: Keeping

    func write(to writer: inout PackedWriter) {
        self.budget.write(to: &writer)
        writer.add(self.limit)
        writer.add(self.level)
        writer.add(self.asOf)
        writer.add(self.blockedUntil)
        writer.add(self.taken.count + (self.unseen == nil ? 0 : 1))
        for taken in [self.unseen].compactMap(\.self) + self.taken {
            writer.add(taken.at)
            writer.add(taken.units)
            writer.add(taken.from)
        }
        writer.add(self.unseen != nil)
        writer.add(self.holds.count)
        for hold in self.holds {
            writer.add(hold.id)
            writer.add(hold.units)
            writer.add(hold.until)
        }
        writer.add(self.rate ?? 0)
    }

    /// - Returns: `nil` where another limit was counted.
    init?(_ reader: inout PackedReader, of budget: Budget) throws {
        guard try budget.stands(in: &reader) else { return nil }
        self.budget = budget
        self.limit = try reader.int()
        self.level = try reader.integer()
        self.asOf = try reader.date()
        self.blockedUntil = try reader.maybe { try $0.date() }
        self.taken = try reader.list { Taken(at: try $0.date(), units: try $0.int(), from: try $0.date()) }
        if try reader.flag() { self.unseen = self.taken.isEmpty ? nil : self.taken.removeFirst() }
        self.holds = try reader.list { Hold(id: try $0.id(), units: try $0.int(), until: try $0.date()) }
        let rate = try reader.double()
        self.rate = rate > 0 ? rate : nil
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
        if let until = self.opens(for: cost, above: floor, now: now) { return .wait(until: until) }
        self.spend(cost)
        return .allowed
    }

    /// Sets `cost` units aside for calls that leave now. What they use of them, and when, is known once they have ended
    /// (`settle`); until then no window of any length can have used more than the limit.
    ///
    /// - Parameters:
    ///   - until: When a call that nobody answered for can no longer be under way.
    ///   - floor: Units that must be left.
    mutating func hold(_ id: UUID, _ cost: Int, now: Date, until: Date, above floor: Int = 0) -> Grant {
        self.advance(to: now)
        guard cost + floor <= self.limit else { return .never }
        if let wait = self.opens(for: cost, above: floor, now: now) { return .wait(until: wait) }
        if case .rate = self.budget.kind {
            self.spend(cost)
            return .allowed
        }
        self.holds.append(Hold(id: id, units: cost, until: until))
        if self.isLevelled { self.spend(cost) }
        return .allowed
    }

    /// The calls behind a hold have ended; these are the instants at which a unit was used. `nil`: all that was held, now.
    mutating func settle(_ id: UUID, used instants: [Date]?, now: Date) {
        self.advance(to: now)
        guard self.holds.contains(where: { $0.id == id }) else { return }
        let held = self.holds.filter { $0.id == id }.reduce(0) { $0 + $1.units }
        let used = instants ?? Array(repeating: now, count: held)
        self.holds.removeAll { $0.id == id }
        switch self.budget.kind {
        case .rollingWindow:
            for instant in used.sorted() { self.note(instant, units: 1) }
            self.forget()
        case .rate: break
        case .tokenBucket, .costPoints:
            let full = Int64(self.limit) * million
            self.level = min(full, self.level + Int64(held - used.count) * million)
        case .dailyQuota: self.level = max(0, self.level + Int64(used.count - held) * million)
        case .concurrency: self.level = max(0, self.level - Int64(held) * million)
        }
    }

    /// The calls behind a hold have ended and cost this many units together. Of limits that do not remember when.
    mutating func settle(_ id: UUID, spent units: Int, now: Date) {
        guard case .costPoints = self.budget.kind else {
            return self.settle(id, used: Array(repeating: now, count: units), now: now)
        }
        self.advance(to: now)
        guard self.holds.contains(where: { $0.id == id }) else { return }
        let held = self.holds.filter { $0.id == id }.reduce(0) { $0 + $1.units }
        self.holds.removeAll { $0.id == id }
        self.level = min(Int64(self.limit) * million, self.level + Int64(held - units) * million)
    }

    /// When `cost` units above `floor` are there; `nil` when they are there now.
    func opens(for cost: Int, above floor: Int, now: Date) -> Date? {
        var copy = self
        copy.advance(to: now)
        if let until = copy.blockedUntil, until > copy.asOf { return until }
        return copy.earliest(for: cost, above: floor)
    }

    /// How long a unit that was used is missing, in seconds.
    public var memory: Double {
        switch self.budget.kind {
        case .tokenBucket(_, let refill, let per), .costPoints(_, let refill, let per):
            Double(self.budget.limit) / self.refill(refill, per)
        case .dailyQuota: 86_400
        case .rollingWindow(_, let length), .rate(_, let length): seconds(length)
        case .concurrency: 1
        }
    }

    /// Units that come back each second.
    private func refill(_ units: Int, _ per: Duration) -> Double { self.rate ?? Double(units) / seconds(per) }

    private var isLevelled: Bool {
        switch self.budget.kind {
        case .rollingWindow, .rate: false
        case .tokenBucket, .costPoints, .dailyQuota, .concurrency: true
        }
    }

    /// Remembers units used. What lies close together is remembered as one, as of its latest instant: a window then gives
    /// them back a little later than it might, never sooner.
    private mutating func note(_ instant: Date, units: Int) {
        if let last = self.taken.last,
            instant <= last.at
                || instant.timeIntervalSince(last.from) < self.memory / Self.grains
        {
            self.taken[self.taken.count - 1].units += units
            self.taken[self.taken.count - 1].at = max(last.at, instant)
        } else {
            self.taken.append(Taken(at: instant, units: units, from: instant))
        }
    }

    /// A window is remembered in this many pieces: a day in pieces of six minutes.
    private static let grains = 240.0

    /// Units of calls under way.
    private var held: Int { self.holds.reduce(0) { $0 + $1.units } }

    /// Units of a rolling window that are gone now.
    private var gone: Int {
        self.taken.reduce(0) { $0 + $1.units } + self.held + (self.unseen?.units ?? 0)
    }

    /// Gives back the units of a call that has ended. Only `concurrency` has such.
    public mutating func release(_ units: Int = 1) {
        guard case .concurrency = self.budget.kind else { return }
        self.level = max(0, self.level - Int64(units) * million)
    }

    /// Takes the channel's word for what is left. It may lower, and raises nothing that calls under way may still use.
    public mutating func learn(from reading: BudgetReading, now: Date) {
        self.advance(to: now)
        if let limit = reading.limit, limit > 0 { self.limit = limit }
        if let rate = reading.rate, rate > 0, rate.isFinite { self.rate = rate }
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
        case .rollingWindow, .rate: return max(0, copy.limit - copy.gone)
        }
    }

    // MARK: Time

    private mutating func advance(to now: Date) {
        guard now > self.asOf else { return }
        // A call that nobody answered for is over at its end: from then on a bucket fills behind it.
        while let end = self.holds.map(\.until).min(), end < now { self.step(to: max(end, self.asOf)) }
        self.step(to: now)
    }

    private mutating func step(to now: Date) {
        switch self.budget.kind {
        case .tokenBucket(_, let refill, let per), .costPoints(_, let refill, let per):
            let gained = now.timeIntervalSince(self.asOf) * self.refill(refill, per) * Double(million)
            // Calls under way may not have left yet: until they have, the channel's own bucket may be full and gains nothing.
            let full = Int64(max(0, self.limit - self.held)) * million
            self.level = gained >= Double(full) ? full : min(full, self.level + Int64(gained))
        case .dailyQuota(_, let startsAt):
            if Self.day(now, startsAt) != Self.day(self.asOf, startsAt) { self.level = 0 }
        case .rollingWindow(_, let length):
            let start = now.addingTimeInterval(-seconds(length))
            if let unseen = self.unseen, unseen.at <= max(start, now.addingTimeInterval(-Self.sight)) {
                self.unseen = nil
            }
        case .rate, .concurrency: break
        }
        self.asOf = now
        if let until = self.blockedUntil, until <= now { self.blockedUntil = nil }
        for old in self.holds where old.until <= now {
            if case .rollingWindow = self.budget.kind { self.note(old.until, units: old.units) }
            if case .concurrency = self.budget.kind { self.level = max(0, self.level - Int64(old.units) * million) }
        }
        self.holds.removeAll { $0.until <= now }
        self.forget()
    }

    /// A rolling window lets go of what has left it.
    private mutating func forget() {
        guard !self.isLevelled else { return }
        let start = self.asOf.addingTimeInterval(-self.memory)
        self.taken.removeAll { $0.at <= start }
    }

    /// How long to wait for calls under way to end, in seconds, before it is looked again.
    private static let look = 5.0
    /// For how long others' use of a limit is believed without being seen again, in seconds.
    private static let sight = 600.0

    /// When `cost` units above `floor` will be there; `nil` when they are there now.
    private func earliest(for cost: Int, above floor: Int) -> Date? {
        let need = cost + floor
        switch self.budget.kind {
        case .tokenBucket(_, let refill, let per), .costPoints(_, let refill, let per):
            let missing = Int64(need) * million - self.level
            guard missing > 0 else { return nil }
            let refilled = self.asOf.addingTimeInterval(
                Double(missing) / Double(million) / self.refill(refill, per) + 0.000_1)
            guard need > self.limit - self.held, let end = self.holds.map(\.until).min() else { return refilled }
            // Not before a call under way has ended; where its worker died nobody tells of it.
            return max(refilled, min(end, self.asOf.addingTimeInterval(Self.look)))
        case .dailyQuota(_, let startsAt):
            guard Int(self.level / million) + need > self.limit else { return nil }
            return Date(timeIntervalSince1970: Double((Self.day(self.asOf, startsAt) + 1) * 86_400 + startsAt))
        case .rollingWindow(_, let length), .rate(_, let length):
            var used = self.gone
            guard used + need > self.limit else { return nil }
            for old in self.taken {
                used -= old.units
                if used + need <= self.limit { return old.at.addingTimeInterval(seconds(length)) }
            }
            // What calls under way hold, or others use: nobody knows until when.
            let soon = self.asOf.addingTimeInterval(min(seconds(length), self.holds.isEmpty ? Self.sight : 0.05))
            return soon
        case .concurrency:
            // Nobody knows when a call ends; a tenth of a second is short against any answer.
            return Int(self.level / million) + need > self.limit ? self.asOf.addingTimeInterval(0.1) : nil
        }
    }

    private mutating func spend(_ cost: Int) {
        switch self.budget.kind {
        case .tokenBucket, .costPoints: self.level -= Int64(cost) * million
        case .dailyQuota, .concurrency: self.level += Int64(cost) * million
        case .rollingWindow, .rate: self.note(self.asOf, units: cost)
        }
    }

    private mutating func setRemaining(_ remaining: Int) {
        let held = self.held
        switch self.budget.kind {
        case .tokenBucket, .costPoints: self.level = Int64(max(0, remaining - held)) * million
        case .dailyQuota: self.level = Int64(min(self.limit, self.limit - remaining + held)) * million
        case .rollingWindow(_, let length):
            // By the time an answer is read a short window has moved on: only the limit and a refusal tell of it.
            guard seconds(length) >= 60 else { break }
            let ours = self.taken.reduce(0) { $0 + $1.units } + self.holds.reduce(0) { $0 + $1.units }
            let others = self.limit - remaining - ours
            self.unseen = others > 0 ? Taken(at: self.asOf, units: others, from: self.asOf) : nil
        // By the time an answer is read it has moved on.
        case .rate, .concurrency: break
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
