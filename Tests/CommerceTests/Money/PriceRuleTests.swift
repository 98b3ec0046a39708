import Testing

@testable import Commerce

@Suite("Prices per connection")
struct PriceRuleTests {
    @Test(
        "percent, then an amount",
        arguments: [
            (0, 0, 1250, 1250), (1000, 0, 1250, 1375), (1250, 20, 1000, 1145), (-10_000, 0, 999, 0), (0, -50, 100, 50),
        ])
    func steps(basisPoints: Int, add: Int64, from: Int64, to: Int64) throws {
        let rule = PriceRule(basisPoints: basisPoints, addMinor: add)
        #expect(try rule.apply(to: Money(minor: from, currency: .eur)).minor == to)
    }

    @Test(
        "half a cent goes away from zero, or to the even neighbour",
        arguments: [
            (Rounding.halfAway, 50, 53), (.halfEven, 50, 52), (.halfAway, 30, 32), (.halfEven, 30, 32),
            (.halfEven, 70, 74),
        ])
    func halves(rounding: Rounding, from: Int64, to: Int64) throws {
        let rule = PriceRule(basisPoints: 500, rounding: rounding)
        #expect(try rule.apply(to: Money(minor: from, currency: .eur)).minor == to)
    }

    @Test(
        "a charm ending is met from above, below or near",
        arguments: [
            (PriceEnding.Direction.up, 1250, 1299), (.down, 1250, 1199), (.nearest, 1250, 1299), (.nearest, 1249, 1299),
            (.nearest, 1248, 1199), (.up, 1299, 1299), (.down, 1299, 1299), (.down, 50, 99), (.up, 0, 99),
        ])
    func endings(direction: PriceEnding.Direction, from: Int64, to: Int64) throws {
        let rule = PriceRule(ending: PriceEnding(minor: 99, every: 100, direction: direction))
        #expect(try rule.apply(to: Money(minor: from, currency: .eur)).minor == to)
    }

    @Test("a rule that would pay the buyer is refused")
    func belowZero() {
        let rule = PriceRule(addMinor: -200)
        #expect(throws: MoneyError.negative("-1.00")) { try rule.apply(to: Money(minor: 100, currency: .eur)) }
    }

    @Test("a rule beyond what can be counted is refused")
    func overflow() {
        let rule = PriceRule(basisPoints: 100_000)
        #expect(throws: MoneyError.overflow) { try rule.apply(to: Money(minor: .max, currency: .eur)) }
    }

    @Test("a rule says what it does")
    func sentence() {
        let rule = PriceRule(basisPoints: 1005, addMinor: -20, ending: PriceEnding(minor: 99, every: 100))
        #expect(rule.sentence(in: .eur) == "+10.05 %, then -0.20, then ending in 0.99")
        #expect(PriceRule.same.sentence(in: .eur) == "the same price")
    }
}
