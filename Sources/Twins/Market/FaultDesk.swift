import Foundation

/// Decides which fault strikes when, from a plan and its seed, and counts the strikes.
struct FaultDesk: Sendable, Codable {
    /// As given; what is left of the `times` of a rule is kept apart.
    private(set) var plan: FaultPlan
    private var left: [Int?]
    private(set) var struck: [FaultKind: Int] = [:]
    private var occasions: [Int]
    var dice: Dice
    /// Calls seen in the running wall second, for the rate rule.
    private var second: Int = 0
    private var callsInSecond: Int = 0

    init(_ plan: FaultPlan) {
        self.plan = plan
        self.left = plan.rules.map(\.times)
        self.occasions = plan.rules.map { _ in 0 }
        self.dice = Dice(seed: plan.seed)
    }

    /// A wait of half to all of `seconds`: late enough to be met, never later than promised.
    mutating func wait(upTo seconds: Double) -> Double {
        let seconds = max(0, seconds)
        return self.dice.real(seconds / 2...seconds)
    }

    /// Takes another plan; what was struck before stays counted.
    mutating func take(_ plan: FaultPlan) {
        let struck = self.struck
        self = FaultDesk(plan)
        self.struck = struck
    }

    mutating func add(_ rules: [FaultRule]) {
        self.plan.rules += rules
        self.left += rules.map(\.times)
        self.occasions += rules.map { _ in 0 }
    }

    /// The first of the named faults that strikes this call.
    mutating func strikes(call: String, among kinds: Set<FaultKind>, wall: Date) -> FaultRule? {
        self.countCall(wall)
        for index in self.plan.rules.indices where kinds.contains(self.plan.rules[index].kind) {
            let rule = self.plan.rules[index]
            if let prefix = rule.calls, !call.hasPrefix(prefix) { continue }
            if let limit = rule.aboveCallsPerSecond, self.callsInSecond <= limit { continue }
            if self.roll(index, 1) { return rule }
        }
        return nil
    }

    /// Whether a fault strikes this occasion: a sale, a delivery.
    mutating func strikes(_ kind: FaultKind) -> FaultRule? {
        for index in self.plan.rules.indices where self.plan.rules[index].kind == kind {
            if self.roll(index, 1) { return self.plan.rules[index] }
        }
        return nil
    }

    /// The faults that happen by themselves within `seconds` of wall time.
    mutating func happenings(within seconds: Double) -> [FaultRule] {
        self.plan.rules.indices.compactMap { index in
            guard FaultKind.ofTime.contains(self.plan.rules[index].kind) else { return nil }
            let rule = self.plan.rules[index]
            return self.roll(index, min(1, seconds)) ? rule : nil
        }
    }

    private mutating func roll(_ index: Int, _ share: Double) -> Bool {
        let rule = self.plan.rules[index]
        if let left = self.left[index], left <= 0 { return false }
        self.occasions[index] += 1
        let hit: Bool
        if let every = rule.every {
            hit = self.occasions[index].isMultiple(of: max(1, every))
        } else if let probability = rule.probability {
            hit = self.dice.chance(probability * share)
        } else {
            hit = true
        }
        guard hit else { return false }
        if let left = self.left[index] { self.left[index] = left - 1 }
        self.struck[rule.kind, default: 0] += 1
        return true
    }

    private mutating func countCall(_ wall: Date) {
        let second = Int(wall.timeIntervalSince1970)
        if second != self.second { (self.second, self.callsInSecond) = (second, 0) }
        self.callsInSecond += 1
    }
}
