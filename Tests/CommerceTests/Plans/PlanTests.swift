import Testing

@testable import Commerce

@Suite("Plans")
struct PlanTests {
    @Test("a plan in numbers")
    func summary() throws {
        let plan = Plan([
            try BrakeTests.quantity(1, from: 3, to: 0), try BrakeTests.quantity(2, from: nil, to: 5),
            try BrakeTests.price(3, from: 1000, to: 300), try BrakeTests.price(4, from: 1000, to: 1100),
        ])
        let summary = plan.summary()
        #expect((summary.total, summary.toZero, summary.quantitiesUp, summary.quantitiesDown) == (4, 1, 1, 1))
        #expect((summary.pricesUp, summary.pricesDown, summary.deepFalls, summary.deepestFallPercent) == (1, 1, 1, 70))
        #expect(summary.byConnection == [BrakeTests.shop: 4])
    }

    @Test("undo puts back what was, last change first")
    func undo() throws {
        let changes = [try BrakeTests.quantity(1, from: 3, to: 0), try BrakeTests.price(1, from: 1000, to: 300)]
        let undo = Plan(changes).undo { $0.written }
        #expect(
            undo.changes.map(\.change) == [
                .price(from: Money(minor: 300, currency: .eur), to: Money(minor: 1000, currency: .eur)),
                .quantity(from: 0, to: 3),
            ])
        #expect(undo.changes.allSatisfy { $0.cause == .undo })
        #expect(undo.changes[1].reason == "Puts back 3, which a plan had changed to 0.")
    }

    @Test("undo leaves alone what has changed since, and what had nothing before")
    func overtaken() throws {
        let changes = [
            try BrakeTests.quantity(1, from: 3, to: 0), try BrakeTests.quantity(2, from: nil, to: 5),
            try BrakeTests.quantity(3, from: 4, to: 2),
        ]
        let undo = Plan(changes).undo { $0.ref == "1" ? .quantity(7) : $0.written }
        #expect(undo.overtaken.map(\.ref) == ["1"])
        #expect(undo.withoutFormer.map(\.ref) == ["2"])
        #expect(undo.changes.map(\.ref) == ["3"])
    }

    @Test("an offer that is gone is not undone")
    func gone() throws {
        let undo = Plan([try BrakeTests.quantity(1, from: 3, to: 0)]).undo { _ in nil }
        #expect(undo.changes.isEmpty)
        #expect(undo.overtaken.count == 1)
    }
}
