import Testing

@testable import Commerce

@Suite("What an order's change does to stock")
struct OrderEffectsTests {
    typealias Fixture = OrderFixture

    @Test("a new order needs its units reserved, paid or not", arguments: [OrderState.unpaid, .open])
    func placed(state: OrderState) {
        let order = Fixture.order(Fixture.snapshot(state, at: 1, [Fixture.line("a", 2, held: 1, reduced: 1)]))
        let effect = OrderEffects.between(old: nil, new: order)[0]
        #expect((effect.open, effect.shipped, effect.released, effect.held, effect.reduced) == (2, 0, 0, 1, 1))
        #expect(effect.sku == "SKU-a")
    }

    struct Step: Sendable {
        var name: String
        var to: OrderState
        var refunded = 0
        var units = 2
        var open: Int
        var shipped: Int
        var released: Int
    }

    @Test(
        "from two open units",
        arguments: [
            Step(name: "shipped", to: .shipped, open: -2, shipped: 2, released: 0),
            Step(name: "cancelled", to: .cancelled, open: -2, shipped: 0, released: 2),
            Step(
                name: "refunded whole, nothing shipped", to: .refunded, refunded: 2, open: -2, shipped: 0, released: 2),
            Step(name: "one unit refunded before shipping", to: .open, refunded: 1, open: -1, shipped: 0, released: 1),
            Step(name: "one unit more by an edit", to: .open, units: 3, open: 1, shipped: 0, released: 0),
            Step(name: "one unit less by an edit", to: .open, units: 1, open: -1, shipped: 0, released: 0),
        ])
    func fromOpen(step: Step) throws {
        let before = Fixture.order(Fixture.snapshot(.open, at: 1, [Fixture.line("a", 2)]))
        var after = before
        after.fold(
            .snapshot(Fixture.snapshot(step.to, at: 2, [Fixture.line("a", step.units, refunded: step.refunded)])))
        let effect = try #require(OrderEffects.between(old: before, new: after).first)
        #expect((effect.open, effect.shipped, effect.released) == (step.open, step.shipped, step.released))
    }

    @Test("a refund after shipping moves money and no goods", arguments: [OrderState.shipped, .refunded])
    func refundAfterShipping(state: OrderState) throws {
        let before = Fixture.order(
            Fixture.snapshot(.open, at: 1, [Fixture.line("a", 2)]),
            Fixture.snapshot(.shipped, at: 2, [Fixture.line("a", 2)]))
        var after = before
        after.fold(.snapshot(Fixture.snapshot(state, at: 3, [Fixture.line("a", 2, refunded: 2)])))
        let effect = try #require(OrderEffects.between(old: before, new: after).first)
        #expect((effect.open, effect.shipped, effect.released, effect.refunded) == (0, 0, 0, 2))
    }

    @Test("a unit refunded before the rest shipped never left")
    func refundThenShip() {
        let order = Fixture.order(
            Fixture.snapshot(.open, at: 1, [Fixture.line("a", 2, refunded: 1)]),
            Fixture.snapshot(.shipped, at: 2, [Fixture.line("a", 2, refunded: 1)]))
        #expect(order.lines.map { [$0.open, $0.shipped, $0.released] } == [[0, 1, 1]])
    }

    @Test("our own shipment takes units from what is owed, and the channel's shipped adds nothing twice")
    func ownShipment() {
        let open = Fixture.snapshot(.open, at: 1, [Fixture.line("a", 2)])
        let part = Fixture.order(open, shipments: [Fixture.shipment(1, ["a": 1])])
        #expect(part.lines.map { [$0.open, $0.shipped] } == [[1, 1]])
        #expect(part.state == .open)
        let whole = Fixture.order(open, shipments: [Fixture.shipment(1, ["a": 1]), Fixture.shipment(2, ["a": 1])])
        #expect(whole.state == .shipped)
        #expect(whole.tracking.map(\.number) == ["N1", "N2"])
        var told = whole
        told.fold(.snapshot(Fixture.snapshot(.shipped, at: 2, [Fixture.line("a", 2)])))
        #expect(OrderEffects.between(old: whole, new: told).isEmpty)
    }

    @Test("a line that an admin takes away gives its units back, except what had left")
    func lineRemoved() {
        let open = Fixture.snapshot(.open, at: 1, [Fixture.line("a", 2), Fixture.line("b", 3)])
        let before = Fixture.order(open, shipments: [Fixture.shipment(1, ["b": 1])])
        var after = before
        after.fold(.snapshot(Fixture.snapshot(.open, at: 2, [Fixture.line("a", 2)])))
        let effects = OrderEffects.between(old: before, new: after)
        #expect(effects.map(\.line) == ["b"])
        #expect((effects[0].open, effects[0].shipped) == (-2, 0))
        #expect(effects[0].sku == "SKU-b")
    }

    @Test("an order cancelled after it shipped has left all the same")
    func cancelledAfterShipping() {
        let order = Fixture.order(
            Fixture.snapshot(.shipped, at: 1, [Fixture.line("a", 2)]),
            Fixture.snapshot(.cancelled, at: 2, [Fixture.line("a", 2)]))
        #expect(order.lines.map { [$0.open, $0.shipped, $0.released] } == [[0, 2, 0]])
        #expect(order.state == .cancelled)
    }

    @Test("a shipment that the channel takes back is owed again")
    func reopened() {
        let before = Fixture.order(Fixture.snapshot(.shipped, at: 1, [Fixture.line("a", 2)]))
        var after = before
        after.fold(.snapshot(Fixture.snapshot(.open, at: 2, [Fixture.line("a", 2)])))
        let effects = OrderEffects.between(old: before, new: after)
        #expect(effects.map { [$0.open, $0.shipped] } == [[2, -2]])
    }

    @Test("news that arrives late changes nothing")
    func late() {
        let before = Fixture.order(Fixture.snapshot(.cancelled, at: 9, [Fixture.line("a", 2)]))
        var after = before
        after.fold(.snapshot(Fixture.snapshot(.unpaid, at: 1, [Fixture.line("a", 2)])))
        #expect(OrderEffects.between(old: before, new: after).isEmpty)
    }
}
