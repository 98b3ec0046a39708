import Commerce
import Foundation
import Testing

@Suite("Money at risk")
struct MoneyAtRiskTests {
    private static let now = Date(timeIntervalSince1970: 1_767_225_600)

    @Test(
        "price × speed × time, a day at least and a month at most",
        arguments: [
            (0.0, 1_000), (3_600, 1_000), (2 * 86_400, 2_000), (400 * 86_400, 30_000), (-50, 1_000),
        ]
            as [(Double, Int64)])
    func time(seconds: Double, expected: Int64) {
        // Seven a week at ten euro each: ten euro a day.
        let rate = SaleRate(slow: 7, fast: 0, at: Self.now)
        #expect(
            MoneyAtRisk.standing(price: 1_000, rate: rate, since: Self.now.addingTimeInterval(-seconds), now: Self.now)
                == expected)
        #expect(
            MoneyAtRisk.standing(week: 7_000, since: Self.now.addingTimeInterval(-seconds), now: Self.now) == expected)
    }

    @Test("absurd prices and rates are the most there is, and nothing is below zero")
    func absurd() {
        let rate = SaleRate(slow: 1e18, fast: 1e18, at: Self.now)
        #expect(MoneyAtRisk.standing(price: .max, rate: rate, since: .distantPast, now: Self.now) == .max)
        #expect(MoneyAtRisk.standing(price: -5, rate: rate, since: Self.now, now: Self.now) == 0)
    }
}
