import ConnectorKit
import Foundation
import Testing

@Suite("A budget that several spend from")
struct SharedBudgetTests {
    static let start = Date(timeIntervalSince1970: 1_763_788_000)
    static func at(_ seconds: Double) -> Date { Self.start.addingTimeInterval(seconds) }

    /// Ten a second, two of them for urgent calls.
    static var second: SharedBudget {
        SharedBudget(
            Budget(name: "second", scope: .app, kind: .rollingWindow(limit: 10, length: .seconds(1)), reserve: 2),
            now: Self.start)
    }

    /// Takes and settles at once, at one instant.
    static func spend(
        _ budget: inout SharedBudget, _ who: String, cost: Int = 2, need: CallNeed = .patient, at seconds: Double
    ) -> Bool {
        let hold = UUID()
        let now = Self.at(seconds)
        let grant = budget.ask(hold, by: who, cost: cost, need: need, now: now, until: now.addingTimeInterval(5))
        guard grant == .allowed else {
            budget.remember(who, wants: 100, urgent: need == .urgent ? cost : 0, now: now)
            return false
        }
        budget.settle(hold, used: Array(repeating: now, count: cost), now: now)
        return true
    }

    /// A bucket of 2,000 points that fills with 100 a second.
    static var points: SharedBudget {
        SharedBudget(
            Budget(
                name: "points", scope: .connection, kind: .costPoints(capacity: 2_000, refill: 100, per: .seconds(1))),
            now: Self.start)
    }

    @Test("what a call in points did not use comes back when its answer tells")
    func pointsComeBack() {
        var budget = Self.points
        let hold = UUID()
        _ = budget.ask(hold, by: "one", cost: 900, need: .patient, now: Self.start, until: Self.at(60))
        #expect(budget.state.remaining(now: Self.start) == 1_100)
        budget.settle(hold, spent: 40, now: Self.at(0))
        #expect(budget.state.remaining(now: Self.at(0)) == 1_960)
    }

    @Test("what comes back before a late call has left is lost at a full bucket, and not counted on")
    func lateLeaving() {
        let plan = Budget(
            name: "reads", scope: .connection, kind: .tokenBucket(capacity: 4, refill: 5, per: .seconds(1)))
        var budget = SharedBudget(plan, now: Self.start)
        let (first, second) = (UUID(), UUID())
        for _ in 0..<4 {
            #expect(
                budget.ask(first, by: "one", cost: 1, need: .patient, now: Self.start, until: Self.at(5)) == .allowed)
        }
        // They have left just now, 0.6 seconds after they were allowed to.
        let asked = budget.ask(second, by: "one", cost: 1, need: .patient, now: Self.at(0.6), until: Self.at(5))
        // What never comes back before a call has ended is not asked for again at once.
        #expect(asked == .wait(until: Self.at(5)))
        budget.settle(first, used: nil, now: Self.at(0.6))
        #expect(budget.state.remaining(now: Self.at(0.6)) == 0)
        #expect(budget.state.remaining(now: Self.at(1.05)) == 2)
        // Who is told of nobody's end is believed to have left by then.
        #expect(budget.state.remaining(now: Self.at(9)) == 4)
    }

    @Test("a larger plan’s bucket is learnt from an answer, size and rate, and is remembered")
    func largerPlan() throws {
        var budget = Self.points
        budget.learn(from: BudgetReading(remaining: 100, limit: 20_000, rate: 1_000), now: Self.start)
        let kept = try #require(SharedBudget(packed: budget.packed, of: budget.state.budget))
        #expect(kept == budget && kept.state.remaining(now: Self.at(2)) == 2_100)
    }

    @Test("patient calls leave the reserve, an urgent one takes it")
    func reserve() {
        var budget = Self.second
        var taken = 0
        while Self.spend(&budget, "one", at: 0) { taken += 2 }
        #expect(taken == 8)
        #expect(Self.spend(&budget, "one", need: .urgent, at: 0))
    }

    @Test("a tenant with everything urgent delays another's zero by at most two calls")
    func zero() {
        var budget = Self.second
        var (time, between) = (0.0, 0)
        for _ in 0..<40 {
            _ = Self.spend(&budget, "many", need: .urgent, at: time)
            time += 0.03
        }
        for _ in 0..<400 {
            if Self.spend(&budget, "few", need: .urgent, at: time) { break }
            time += 0.01
            if Self.spend(&budget, "many", need: .urgent, at: time) { between += 1 }
        }
        #expect(between <= 2)
        #expect(time < 3)
    }

    @Test("two tenants with much to do get the same, and nothing is left lying")
    func fair() {
        var budget = Self.second
        var got = ["one": 0, "other": 0]
        for step in 0..<1_000 {
            let time = Double(step) * 0.02
            for _ in 0..<5 { if Self.spend(&budget, "one", at: time) { got["one"]! += 2 } }
            if step >= 100, Self.spend(&budget, "other", at: time) { got["other"]! += 2 }
        }
        // 20 seconds at eight units, the other one there for 18 of them.
        #expect(got["one"]! + got["other"]! >= 150)
        #expect(abs(got["one"]! - 16 - got["other"]!) <= 16)
    }

    @Test("a day's quota is not eaten by one tenant while another goes on asking", arguments: [20, 5])
    func day(pause: Int) {
        var budget = SharedBudget(
            Budget(
                name: "day", scope: .app, kind: .rollingWindow(limit: 1_000, length: .seconds(86_400)), reserve: 100),
            now: Self.start)
        var got = ["greedy": 0, "modest": 0]
        // A fast clock: two hours in steps of ten seconds; the greedy one asks for all it can get.
        for step in 0..<720 {
            let time = Double(step) * 10
            while Self.spend(&budget, "greedy", at: time) { got["greedy"]! += 2 }
            if step % pause == 0, Self.spend(&budget, "modest", at: time) { got["modest"]! += 2 }
            if step == 0 { #expect(got["greedy"]! <= 900) }
        }
        #expect(got["greedy"]! + got["modest"]! <= 900)
        #expect(budget.state.remaining(now: Self.at(7_200)) >= 100)
    }

    @Test("who comes second to a day's quota gets its part of what is left before the first gets more")
    func late() {
        var budget = SharedBudget(
            Budget(name: "day", scope: .app, kind: .rollingWindow(limit: 1_000, length: .seconds(86_400))),
            now: Self.start)
        for _ in 0..<300 { _ = Self.spend(&budget, "first", at: 0) }
        budget.remember("second", wants: 300, urgent: 0, now: Self.at(1))
        var first = 0
        while Self.spend(&budget, "first", at: 2) { first += 2 }
        #expect(first <= 100)
        var second = 0
        while second < 300, Self.spend(&budget, "second", at: 3) { second += 2 }
        #expect(second == 300)
    }

    @Test("units of a call under way stay taken until it has ended, and a second after its last request")
    func held() {
        var budget = Self.second
        let (hold, next) = (UUID(), UUID())
        for _ in 0..<5 {
            let grant = budget.ask(
                hold, by: "one", cost: 2, need: .urgent, now: Self.at(0), until: Self.at(9))
            #expect(grant == .allowed)
        }
        #expect(budget.ask(next, by: "one", cost: 2, need: .urgent, now: Self.at(2), until: Self.at(9)) != .allowed)
        // Five read at once and wrote at 2.5.
        let used = Array(repeating: Self.at(0), count: 5) + Array(repeating: Self.at(2.5), count: 5)
        budget.settle(hold, used: used, now: Self.at(3))
        #expect(budget.state.remaining(now: Self.at(3)) == 5)
        #expect(budget.state.remaining(now: Self.at(3.6)) == 10)
    }

    @Test("of a rate, who is patient leaves the next units to who urgently asked, also to one who used more")
    func lane() {
        var budget = SharedBudget(
            Budget(name: "second", scope: .app, kind: .rate(limit: 10, per: .seconds(1))), now: Self.start)
        #expect(Self.spend(&budget, "rich", cost: 8, at: 0))
        #expect(Self.spend(&budget, "poor", cost: 2, at: 0.5))
        // All is used, and both ask for more.
        #expect(!Self.spend(&budget, "rich", need: .urgent, at: 0.6))
        budget.remember("rich", wants: 2, urgent: 2, now: Self.at(0.6))
        #expect(!Self.spend(&budget, "poor", at: 0.7))
        // Eight are back: the patient one leaves two, and two more once it has used more than the other.
        var got = 0
        while got < 10, Self.spend(&budget, "poor", at: 1.01) { got += 2 }
        #expect(got == 4)
        #expect(Self.spend(&budget, "rich", need: .urgent, at: 1.02))
    }

    @Test("what a dead worker held comes back")
    func dead() {
        var budget = Self.second
        _ = budget.ask(UUID(), by: "one", cost: 8, need: .patient, now: Self.at(0), until: Self.at(5))
        #expect(budget.state.remaining(now: Self.at(5.5)) == 2)
        #expect(budget.state.remaining(now: Self.at(6.1)) == 10)
    }

    @Test("a bucket that dead workers held fills once they can no longer call, although nobody looked meanwhile")
    func deadAtABucket() {
        var budget = Self.points
        for end in [20.0, 45] {
            let grant = budget.ask(UUID(), by: "one", cost: 760, need: .urgent, now: Self.at(0), until: Self.at(end))
            #expect(grant == .allowed)
        }
        #expect(budget.state.remaining(now: Self.at(19)) == 480)
        #expect(budget.state.remaining(now: Self.at(22)) == 680)
        #expect(budget.state.remaining(now: Self.at(44)) == 1_240)
        #expect(budget.state.remaining(now: Self.at(47)) == 1_440)
        #expect(budget.state.remaining(now: Self.at(3_600)) == 2_000)
        #expect(Self.spend(&budget, "one", cost: 860, at: 3_600))
    }

    @Test("audits take from the upper half of a day's limit only")
    func audits() {
        var budget = SharedBudget(
            Budget(name: "day", scope: .app, kind: .rollingWindow(limit: 100, length: .seconds(86_400))),
            now: Self.start)
        var taken = 0
        while Self.spend(&budget, "one", cost: 1, need: .audit, at: Double(taken)) { taken += 1 }
        #expect(taken == 50)
        #expect(Self.spend(&budget, "one", cost: 1, at: 60))
    }

    @Test("others' use that the channel lets us see counts, once")
    func others() {
        var budget = SharedBudget(
            Budget(name: "day", scope: .app, kind: .rollingWindow(limit: 100, length: .seconds(86_400))),
            now: Self.start)
        for _ in 0..<3 { budget.learn(from: BudgetReading(remaining: 40), now: Self.at(1)) }
        #expect(budget.state.remaining(now: Self.at(2)) == 40)
        budget.learn(from: BudgetReading(remaining: 70), now: Self.at(3))
        #expect(budget.state.remaining(now: Self.at(4)) == 70)
    }

    /// A day's limit after some hours of two spenders, with a call under way, a pause asked for and others' use seen.
    private static var worn: SharedBudget {
        var budget = SharedBudget(
            Budget(
                name: "day", scope: .app, kind: .rollingWindow(limit: 1_000, length: .seconds(86_400)), reserve: 100),
            now: Self.start)
        for step in 0..<60 { _ = Self.spend(&budget, step.isMultiple(of: 3) ? "one" : "other", at: Double(step) * 400) }
        budget.learn(from: BudgetReading(retryAfter: .seconds(3), remaining: 800, limit: 1_200), now: Self.at(24_000))
        budget.remember("one", wants: 5, urgent: 2, now: Self.at(24_001))
        _ = budget.ask(UUID(), by: "other", cost: 2, need: .urgent, now: Self.at(24_010), until: Self.at(24_030))
        return budget
    }

    @Test("a count that was stored goes on as if it had not been")
    func stored() throws {
        let budget = Self.worn
        let limit = budget.state.budget
        let text = budget.packed
        var again = try #require(SharedBudget(packed: text, of: limit))
        #expect(again == budget)
        #expect(again.packed == text)
        // As PostgreSQL gives JSON back.
        #expect(SharedBudget(packed: text.replacing(",", with: ", "), of: limit) == budget)
        var same = budget
        for step in 0..<40 {
            let at = 24_040 + Double(step) * 700
            #expect(Self.spend(&again, "one", at: at) == Self.spend(&same, "one", at: at))
        }
    }

    @Test("a count of another limit is none of this one")
    func changed() {
        var limit = Self.worn.state.budget
        limit.reserve += 1
        #expect(SharedBudget(packed: Self.worn.packed, of: limit) == nil)
        #expect(SharedBudget(packed: "{}", of: Self.worn.state.budget) == nil)
    }
}
