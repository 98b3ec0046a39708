import ConnectorKit
import Foundation
import Testing

@Suite("Budgets")
struct BudgetTests {
    static let start = Date(timeIntervalSince1970: 1_763_788_000)
    func at(_ seconds: Double) -> Date { Self.start.addingTimeInterval(seconds) }

    private func state(_ kind: Budget.Kind, reserve: Int = 0) -> BudgetState {
        BudgetState(Budget(name: "calls", scope: .connection, kind: kind, reserve: reserve), now: Self.start)
    }

    @Test("a bucket gives what it saved up, then as fast as it fills")
    func bucket() {
        var state = self.state(.tokenBucket(capacity: 2, refill: 1, per: .seconds(2)))
        #expect(state.take(1, now: self.at(0)) == .allowed)
        #expect(state.take(1, now: self.at(0)) == .allowed)
        guard case .wait(let until) = state.take(1, now: self.at(0)) else { return #expect(Bool(false)) }
        #expect(abs(until.timeIntervalSince(self.at(2))) < 0.01)
        #expect(state.take(1, now: until) == .allowed)
    }

    @Test("asking at the time that was named is enough", arguments: [1, 3, 7, 10])
    func named(cost: Int) {
        var state = self.state(.costPoints(capacity: 10, refill: 3, per: .seconds(7)))
        #expect(state.take(10, now: self.at(0)) == .allowed)
        guard case .wait(let until) = state.take(cost, now: self.at(1)) else { return #expect(Bool(false)) }
        #expect(state.take(cost, now: until) == .allowed)
    }

    @Test("a daily quota comes back at its own midnight")
    func daily() {
        var state = self.state(.dailyQuota(limit: 1, startsAt: 8 * 3600))
        #expect(state.take(1, now: self.at(0)) == .allowed)
        guard case .wait(let until) = state.take(1, now: self.at(10)) else { return #expect(Bool(false)) }
        #expect(Int(until.timeIntervalSince1970) % 86_400 == 8 * 3600 && until > self.at(0))
        #expect(state.take(1, now: until) == .allowed)
    }

    @Test("a rolling window counts any stretch of its length")
    func window() {
        var state = self.state(.rollingWindow(limit: 2, length: .seconds(10)))
        #expect(state.take(1, now: self.at(0)) == .allowed)
        #expect(state.take(1, now: self.at(6)) == .allowed)
        #expect(state.take(1, now: self.at(9)) == .wait(until: self.at(10)))
        #expect(state.take(1, now: self.at(10)) == .allowed)
        #expect(state.take(1, now: self.at(11)) == .wait(until: self.at(16)))
    }

    @Test("calls at once give their unit back")
    func concurrency() {
        var state = self.state(.concurrency(limit: 1))
        #expect(state.take(1, now: self.at(0)) == .allowed)
        #expect(state.take(1, now: self.at(0)) != .allowed)
        state.release()
        #expect(state.take(1, now: self.at(0)) == .allowed)
    }

    @Test("the reserve is for urgent calls only")
    func reserve() {
        var state = self.state(.tokenBucket(capacity: 2, refill: 1, per: .seconds(60)), reserve: 1)
        #expect(state.take(1, now: self.at(0)) == .allowed)
        #expect(state.take(1, now: self.at(0)) != .allowed)
        #expect(state.take(1, now: self.at(0), urgent: true) == .allowed)
    }

    @Test("what can never be had is said at once")
    func never() {
        var state = self.state(.costPoints(capacity: 5, refill: 1, per: .seconds(1)))
        #expect(state.take(6, now: self.at(0)) == .never)
    }

    @Test("the channel's word corrects the count, and a pause holds for all")
    func learning() {
        var state = self.state(.costPoints(capacity: 100, refill: 10, per: .seconds(1)))
        state.learn(from: BudgetReading(remaining: 3), now: self.at(0))
        #expect(state.remaining(now: self.at(0)) == 3)
        state.learn(from: BudgetReading(retryAfter: .seconds(5)), now: self.at(0))
        #expect(state.take(1, now: self.at(1), urgent: true) == .wait(until: self.at(5)))
        #expect(state.take(1, now: self.at(5)) == .allowed)
    }

    @Test("a clock that goes backwards gives nothing")
    func backwards() {
        var state = self.state(.tokenBucket(capacity: 1, refill: 1, per: .seconds(10)))
        #expect(state.take(1, now: self.at(0)) == .allowed)
        #expect(state.take(1, now: self.at(-3600)) != .allowed)
        #expect(state.take(1, now: self.at(10.1)) == .allowed)
    }

    @Test("never more than the limit in any window, whatever is asked when", arguments: 0..<50)
    func property(seed: UInt64) {
        let isRate = seed % 2 == 0
        var state = self.state(
            isRate ? .rate(limit: 5, per: .seconds(10)) : .rollingWindow(limit: 5, length: .seconds(10)))
        var dice = Dice(state: seed &* 7919 &+ 1)
        var now = 0.0
        var granted: [Double] = []
        for _ in 0..<200 {
            now += Double(dice.next() % 3000) / 1000
            if state.take(1, now: self.at(now)) == .allowed { granted.append(now) }
        }
        let worst = granted.map { end in granted.count { $0 <= end && $0 > end - 9.999 } }.max() ?? 0
        #expect(worst == 5)
    }

    @Test("can be stored and read back")
    func stored() throws {
        var state = self.state(.rollingWindow(limit: 5, length: .seconds(10)))
        _ = state.take(2, now: self.at(1))
        let copy = try JSONDecoder().decode(BudgetState.self, from: JSONEncoder().encode(state))
        #expect(copy.remaining(now: self.at(2)) == 3)
    }

    @Test("a rate that the channel names goes before the published one, also after it was stored")
    func rate() throws {
        let limit = Budget(
            name: "search", scope: .connection, kind: .tokenBucket(capacity: 2, refill: 1, per: .seconds(100)))
        var shared = SharedBudget(limit, now: self.at(0))
        shared.learn(from: BudgetReading(rate: 2), now: self.at(0))
        var kept = try #require(SharedBudget(packed: shared.packed, of: limit))
        let (hold, until) = (UUID(), self.at(600))
        for _ in 1...2 {
            #expect(kept.ask(hold, by: "a", cost: 1, need: .urgent, now: self.at(0), until: until) == .allowed)
        }
        kept.settle(hold, used: [self.at(0), self.at(0)], now: self.at(0))
        #expect(kept.ask(hold, by: "a", cost: 1, need: .urgent, now: self.at(0.4), until: until) != .allowed)
        #expect(kept.ask(hold, by: "a", cost: 1, need: .urgent, now: self.at(0.6), until: until) == .allowed)
        #expect(kept.state.memory == 1)
    }

    @Test("of a rate a call counts when it leaves, however long it takes, and its units come back a stretch later")
    func rateOfCalls() throws {
        let limit = Budget(name: "second", scope: .app, kind: .rate(limit: 4, per: .seconds(1)))
        var shared = SharedBudget(limit, now: self.at(0))
        let (slow, next, until) = (UUID(), UUID(), self.at(600))
        for _ in 1...2 {
            #expect(shared.ask(slow, by: "a", cost: 2, need: .patient, now: self.at(0), until: until) == .allowed)
        }
        let early = shared.ask(next, by: "a", cost: 2, need: .urgent, now: self.at(0.9), until: until)
        #expect(early == .wait(until: self.at(1)))
        var kept = try #require(SharedBudget(packed: shared.packed, of: limit))
        #expect(kept.ask(next, by: "a", cost: 4, need: .patient, now: self.at(1), until: until) == .allowed)
        kept.settle(slow, used: [self.at(0), self.at(3)], now: self.at(3))
        #expect(kept.state.remaining(now: self.at(3)) == 4)
    }

    @Test("a limit of some kinds of call covers those only", arguments: [CallKind.write, .orders, .read])
    func kinds(kind: CallKind) {
        let some = Budget(
            name: "patch", scope: .connection, kind: .concurrency(limit: 1), kinds: [.write, .resume])
        #expect(some.covers(kind) == (kind == .write))
        #expect(Budget(name: "all", scope: .connection, kind: .concurrency(limit: 1)).covers(kind))
    }
}

/// A small generator with a seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Calls at once")
struct AdaptiveConcurrencyTests {
    private func after(_ latencies: [Int]) -> AdaptiveConcurrency {
        var adaptive = AdaptiveConcurrency(1...4)
        for latency in latencies { adaptive.learn(.answered, latency: .milliseconds(latency)) }
        return adaptive
    }

    @Test("grow while answers stay quick, to the limit and no further")
    func grow() {
        #expect(self.after([]).limit == 1)
        #expect(self.after(Array(repeating: 100, count: 4)).limit == 2)
        #expect(self.after(Array(repeating: 100, count: 500)).limit == 4)
    }

    @Test("halve when answers become slow")
    func shrink() { #expect(self.after(Array(repeating: 100, count: 500) + [900]).limit == 2) }

    @Test("halve when the shop is beyond what it can do, never below one")
    func overloaded() {
        var adaptive = self.after(Array(repeating: 100, count: 500))
        for _ in 0..<5 { adaptive.learn(.overloaded, latency: .seconds(60)) }
        #expect(adaptive.limit == 1)
    }

    @Test("a shop that became slower for good is not held down for ever")
    func slowerForGood() {
        #expect(self.after(Array(repeating: 100, count: 100) + Array(repeating: 1000, count: 400)).limit == 4)
    }
}
