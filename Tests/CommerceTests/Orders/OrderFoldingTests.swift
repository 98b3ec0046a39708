import Foundation
import Testing

@testable import Commerce

@Suite("Orders folded from facts")
struct OrderFoldingTests {
    typealias Fixture = OrderFixture

    @Test("any arrival order, with any repetition, gives the same order", arguments: 0..<60)
    func anyOrder(batch: UInt64) {
        for history in 0..<100 {
            var dice = Dice(seed: batch * 1_000 + UInt64(history))
            let facts = Self.facts(&dice)
            let expected = Order(facts)
            var shuffled = facts + facts.filter { _ in dice.chance(40) }
            shuffled.shuffle(using: &dice)
            #expect(Order(shuffled) == expected)
            #expect(OrderEffects.between(old: Order(shuffled), new: expected).isEmpty)
        }
    }

    @Test("two nodes that saw different facts agree after merging, whoever merges", arguments: 0..<40)
    func merging(batch: UInt64) {
        for history in 0..<50 {
            var dice = Dice(seed: 500_000 + batch * 1_000 + UInt64(history))
            let (one, two, three) = (Order(Self.facts(&dice)), Order(Self.facts(&dice)), Order(Self.facts(&dice)))
            func merged(_ first: Order, _ second: Order) -> Order {
                var sum = first
                sum.merge(second)
                return sum
            }
            #expect(merged(one, two) == merged(two, one))
            #expect(merged(merged(one, two), three) == merged(one, merged(two, three)))
            #expect(merged(one, one) == one)
        }
    }

    @Test("effects add up over any path to what the order is, and units are where they are", arguments: 0..<40)
    func effects(batch: UInt64) {
        for history in 0..<50 {
            var dice = Dice(seed: 900_000 + batch * 1_000 + UInt64(history))
            var order: Order?
            var open: [String: Int] = [:]
            var shipped: [String: Int] = [:]
            for fact in Self.facts(&dice) {
                var next = order ?? Order()
                next.fold(fact)
                for effect in OrderEffects.between(old: order, new: next) {
                    open[effect.line, default: 0] += effect.open
                    shipped[effect.line, default: 0] += effect.shipped
                }
                order = next
            }
            for line in order?.lines ?? [] {
                #expect(open[line.id, default: 0] == line.open && shipped[line.id, default: 0] == line.shipped)
                #expect(line.open >= 0 && line.shipped >= 0 && line.released >= 0)
                #expect(line.open + line.shipped + line.released == max(line.units, line.shipped))
            }
        }
    }

    @Test("the facts an order gives for storing fold to the same order", arguments: 0..<200)
    func storing(seed: UInt64) {
        var dice = Dice(seed: seed)
        let order = Order(Self.facts(&dice))
        #expect(Order(order.facts) == order)
    }

    @Test("inside one second of the channel's clock the state further along wins, then the later read")
    func sameSecond() {
        let open = Fixture.snapshot(.open, at: 5, read: 9, [Fixture.line("a", 1)])
        let shipped = Fixture.snapshot(.shipped, at: 5, read: 8, [Fixture.line("a", 1)])
        let edited = Fixture.snapshot(.open, at: 5, read: 10, [Fixture.line("a", 3)])
        #expect(Fixture.order(shipped, open).state == .shipped)
        #expect(Fixture.order(edited, open).latest?.lines.first?.units == 3)
    }

    @Test("what was stamped after the channel's clock went back is newer, whatever the stamp says")
    func clockSetBack() {
        let open = Fixture.snapshot(.open, at: 90, read: 90, [Fixture.line("a", 1)])
        var cancelled = Fixture.snapshot(.cancelled, at: 5, read: 6, [Fixture.line("a", 1)])
        #expect(Fixture.order(open, cancelled).latest == open)
        cancelled.era = 1
        #expect(Fixture.order(open, cancelled).state == .cancelled)
        #expect(Fixture.order(cancelled, open).state == .cancelled)
        #expect(cancelled.digest == Fixture.snapshot(.cancelled, at: 5, [Fixture.line("a", 1)]).digest)
    }

    @Test("equal content has one digest whenever it was read, other content another")
    func digests() {
        let one = Fixture.snapshot(.open, at: 5, read: 9, [Fixture.line("a", 1), Fixture.line("b", 1)])
        let again = Fixture.snapshot(.open, at: 5, read: 11, [Fixture.line("b", 1), Fixture.line("a", 1)])
        let edited = Fixture.snapshot(.open, at: 5, read: 9, [Fixture.line("a", 2), Fixture.line("b", 1)])
        #expect(one.digest == again.digest)
        #expect(one.digest != edited.digest)
        #expect(one.digest.count == 32)
    }

    @Test("asking to cancel changes nothing until the channel says so")
    func cancelAsked() {
        var order = Fixture.order(Fixture.snapshot(.open, at: 1, [Fixture.line("a", 2)]))
        let before = order
        order.fold(.cancelAsked(CancelRequest(id: UUID(), askedAt: Date(timeIntervalSince1970: 2), reason: "buyer")))
        #expect(order.isCancelAsked)
        #expect(OrderEffects.between(old: before, new: order).isEmpty)
    }

    /// A random history: snapshots of few seconds and lines so that ties and edits are common, some shipments.
    static func facts(_ dice: inout Dice) -> [OrderFact] {
        (0..<(1 + dice.roll(8))).map { _ in
            if dice.chance(20) {
                return .shipped(Fixture.shipment(UInt8(dice.roll(3)), ["a": 1 + dice.roll(2), "c": dice.roll(2)]))
            }
            let lines = ["a", "b", "c"].filter { _ in dice.chance(70) }.map { id in
                let units = dice.roll(4)
                return Fixture.line(
                    id, units, refunded: dice.roll(units + 1), held: dice.roll(2), reduced: dice.roll(units + 1))
            }
            let state = OrderState.allCases[dice.roll(OrderState.allCases.count)]
            let read = dice.chance(50) ? Double(dice.roll(3)) : nil
            var snapshot = Fixture.snapshot(state, at: Double(dice.roll(4)), read: read, lines)
            if dice.chance(20) { snapshot.era = 1 + dice.roll(2) }
            return .snapshot(snapshot)
        }
    }
}
