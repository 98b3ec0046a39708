import Commerce
import Foundation
import Testing

@Suite("The risk of a double sale")
struct OversellRiskTests {
    private static func risk(_ available: Int, _ mean: Double) -> Double {
        OversellRisk(available: available, rate: mean / 10, lag: 10).doubleSalesPerOrder
    }

    @Test(
        "is the chance that the others sell all there is while the news travels",
        // P(N >= a) of a Poisson distribution, by adding up its terms with exact fractions.
        arguments: [
            (1, 1.0, 0.632_120_558_828_557_7), (3, 0.5, 0.014_387_677_966_970_713), (5, 8.0, 0.900_367_599_511_389_4),
            (20, 8.0, 0.000_252_939_402_091_956_8), (40, 3.0, 8.003_095_092_521_916e-31),
        ])
    func chance(available: Int, mean: Double, expected: Double) {
        #expect(abs(Self.risk(available, mean) / expected - 1) < 1e-9)
    }

    @Test("is nothing where nothing sells, or nothing is left to sell twice", arguments: [(0, 5.0), (5, 0.0)])
    func nothing(available: Int, mean: Double) { #expect(Self.risk(available, mean) == 0) }

    @Test("is certain in a rush on few units, however great the rush", arguments: [50.0, 800, 5_000, 1_000_000])
    func rush(mean: Double) { #expect(Self.risk(3, mean) > 0.999_999) }

    @Test("is about even where as many are sold as there are", arguments: [10, 1_000, 100_000, 10_000_000])
    func even(available: Int) {
        // The median of a Poisson distribution lies within one of its mean.
        #expect(abs(Self.risk(available, Double(available)) - 0.5) < 0.07)
    }

    @Test("falls with every unit more", arguments: [0.3, 2, 20, 300])
    func falling(mean: Double) {
        let risks = (1...1_200).map { Self.risk($0, mean) }
        #expect(zip(risks, risks.dropFirst()).allSatisfy { $0 + 1e-12 >= $1 })
    }

    @Test("of a million units is none")
    func plenty() { #expect(Self.risk(1_000_000, 40) == 0) }
}
