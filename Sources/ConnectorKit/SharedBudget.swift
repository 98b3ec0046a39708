import Commerce
public import Foundation

/// How badly a call is needed when a budget runs low.
public enum CallNeed: String, Sendable, Hashable, Codable, CaseIterable {
    /// May take the reserve: stock falling or to zero, and orders that are due.
    case urgent
    case patient
    /// Looking again at what should be right. Of a day's limit it takes only from the upper half.
    case audit
}

/// One budget as all who spend from it see it: what is left, and whose turn it is. A plain value; it is kept where every
/// process can lock it.
///
/// Who has used least goes first: a spender leaves what poorer ones ask for, up to an equal part of the limit each, and
/// whatever nobody asks for is anybody's. Of a limit that runs for hours it also leaves what poorer ones are likely to
/// ask for, by what they used within the last hour.
public struct SharedBudget: Sendable, Hashable, Codable {
    public private(set) var state: BudgetState
    private var spenders: [Spender] = []

    private struct Spender: Sendable, Hashable, Codable {
        var id: String
        /// Units used, fading over the budget's own memory.
        var used = 0.0
        /// Units used, fading over an hour.
        var recent = 0.0
        var asOf: Date
        /// Units it asked for last and did not get.
        var wants = 0
        var urgentWants = 0
        var askedAt: Date
    }

    public init(_ budget: Budget, now: Date) { self.state = BudgetState(budget, now: now) }

    // MARK: Keeping

    func writeSpenders(to writer: inout PackedWriter) {
        writer.add(self.spenders.count)
        for spender in self.spenders {
            writer.add(name: spender.id)
            writer.add(spender.used)
            writer.add(spender.recent)
            writer.add(spender.asOf)
            writer.add(spender.wants)
            writer.add(spender.urgentWants)
            writer.add(spender.askedAt)
        }
    }

    init(_ reader: inout PackedReader, _ state: BudgetState) throws {
        self.state = state
        self.spenders = try reader.list {
            Spender(
                id: try $0.name(), used: try $0.double(), recent: try $0.double(), asOf: try $0.date(),
                wants: try $0.int(), urgentWants: try $0.int(), askedAt: try $0.date())
        }
    }

    /// How many spenders asked or took within the time that counts.
    public func active(now: Date) -> Int {
        self.spenders.count { now.timeIntervalSince($0.askedAt) <= self.attention }
    }

    /// Sets units aside for a call that leaves now.
    ///
    /// - Parameters:
    ///   - hold: The round that the call belongs to; all its units are settled together.
    ///   - until: When a call that nobody answered for can no longer be under way.
    public mutating func ask(
        _ hold: UUID, by spender: String, cost: Int, need: CallNeed, now: Date, until: Date
    ) -> BudgetState.Grant {
        precondition(cost > 0, "a call costs at least one unit")
        let place = self.place(of: spender, now: now)
        let reserve = need == .urgent ? 0 : self.state.budget.reserve
        guard cost + reserve <= self.state.limit else { return .never }
        let floor = self.floor(for: place, cost: cost, need: need, now: now)
        switch self.state.hold(hold, cost, now: now, until: until, above: floor) {
        case .allowed:
            self.spenders[place].used += Double(cost)
            self.spenders[place].recent += Double(cost)
            return .allowed
        case .wait(let until): return .wait(until: until)
        // Only what others are owed stands in the way.
        case .never: return .wait(until: now.addingTimeInterval(min(60, self.state.memory / 4)))
        }
    }

    /// Remembers what a spender could not have, so that richer ones leave it.
    public mutating func remember(_ spender: String, wants: Int, urgent: Int, now: Date) {
        let place = self.place(of: spender, now: now)
        self.spenders[place].wants = wants
        self.spenders[place].urgentWants = urgent
        self.spenders[place].askedAt = max(now, self.spenders[place].askedAt)
    }

    /// The calls of a round have ended; these are the instants at which a unit was used. `nil`: all that was
    /// held, now.
    public mutating func settle(_ hold: UUID, used: [Date]?, now: Date) {
        self.state.settle(hold, used: used, now: now)
    }

    /// The calls of a round have ended and cost this many units together, as the channel counts.
    public mutating func settle(_ hold: UUID, spent: Int, now: Date) {
        self.state.settle(hold, spent: spent, now: now)
    }

    /// Takes in what an answer told.
    public mutating func learn(from reading: BudgetReading, now: Date) { self.state.learn(from: reading, now: now) }

    // MARK: Turns

    private var isLong: Bool { self.state.memory >= 600 }
    /// For how long what somebody asked for is left to them, in seconds.
    private var attention: Double { self.isLong ? 3_600 : max(3, self.state.memory * 2) }

    /// The part of a short limit that patient calls leave to urgent ones that wait: a fifth.
    private static let lanes = 5

    /// Units that must be left after this call: whoever is poorer and asked finds room for a call as large at least.
    private func floor(for place: Int, cost: Int, need: CallNeed, now: Date) -> Int {
        let mine = self.spenders[place].used
        let others = self.spenders.filter {
            $0.id != self.spenders[place].id && now.timeIntervalSince($0.askedAt) <= self.attention
        }
        let poorer = others.filter { $0.used < mine }
        let urgent = poorer.reduce(0) { $0 + $1.urgentWants }
        guard need != .urgent else { return urgent }
        let equal = Double(self.state.limit - self.state.budget.reserve) / Double(max(1, self.active(now: now)))
        let owed = poorer.reduce(0.0) { sum, other in
            let likely = self.isLong ? 2 * other.recent : 0
            return sum + min(max(Double(cost), equal - other.used), Double(other.wants) + likely)
        }
        // Where nothing is reserved, who is patient leaves a lane to what anybody urgently asked for.
        let asked = others.reduce(0) { $0 + $1.urgentWants }
        let lane = self.isLong ? urgent : max(urgent, min(asked, self.state.limit / Self.lanes))
        let floor = max(self.state.budget.reserve, lane) + Int(owed.rounded(.up))
        return need == .audit && self.isLong ? max(floor, self.state.limit / 2) : floor
    }

    private mutating func place(of id: String, now: Date) -> Int {
        for index in self.spenders.indices {
            let gone = max(0, now.timeIntervalSince(self.spenders[index].asOf))
            self.spenders[index].used *= max(0, 1 - gone / self.state.memory)
            self.spenders[index].recent *= max(0, 1 - gone / 3_600)
            self.spenders[index].asOf = max(now, self.spenders[index].asOf)
        }
        let attention = self.attention
        self.spenders.removeAll { other in
            other.id != id && other.used < 0.5 && now.timeIntervalSince(other.askedAt) > attention
        }
        if let index = self.spenders.firstIndex(where: { $0.id == id }) { return index }
        self.spenders.append(Spender(id: id, asOf: now, askedAt: now))
        return self.spenders.count - 1
    }
}
