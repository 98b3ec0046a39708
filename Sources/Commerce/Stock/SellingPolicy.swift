import Foundation

/// What a channel is shown of the units there are.
public enum SellingPolicy: String, Sendable, Hashable, CaseIterable, Codable {
    /// All that is available, everywhere. Oversell is possible while news travels; it is measured and explained.
    case shared
    /// The same less a buffer.
    case buffered
    /// Shares whose sum never exceeds what there is: no double sale by arithmetic.
    case guaranteed
    /// `shared` while the risk is inside the tolerance, `guaranteed` when it is not.
    case adaptive
}

/// Whether sharing everything is safe enough right now.
public struct OversellRisk: Sendable, Hashable {
    /// Units that may be sold.
    public var available: Int
    /// Units sold per second by the other channels together.
    public var rate: Double
    /// Seconds from a sale until every other channel shows it.
    public var lag: Double
    /// Units that follow a sale while its news travels though none were to be expected, from 0 to 1.
    public var echo: Double

    public init(available: Int, rate: Double, lag: Double, echo: Double = 0) {
        self.available = available
        self.rate = rate
        self.lag = lag
        self.echo = echo
    }

    /// The chance that an order becomes a double sale: that the others sell at least all that is available while the
    /// news travels. Either they sell fast, or each sale calls the next.
    public var doubleSalesPerOrder: Double {
        guard self.available > 0 else { return 0 }
        return max(self.byRate, pow(self.echo, Double(self.available)))
    }

    /// Sales taken as a Poisson stream.
    private var byRate: Double {
        let mean = self.rate * self.lag
        guard mean > 0 else { return 0 }
        // P(N >= a) is the sum of the terms from a on, or 1 less the sum of those before: whichever begins with its
        // greatest term, so that tiny tails keep their digits and a rush does not vanish with exp(-mean).
        guard Double(self.available) > mean else { return 1 - self.below(mean) }
        var term = exp(Self.logTerm(self.available, mean: mean))
        var (tail, count) = (0.0, self.available)
        while term > tail * 1e-12 {
            tail += term
            count += 1
            term *= mean / Double(count)
        }
        return min(1, tail)
    }

    /// The chance that fewer are sold than are available.
    private func below(_ mean: Double) -> Double {
        var count = self.available - 1
        var term = exp(Self.logTerm(count, mean: mean))
        var sum = 0.0
        while count >= 0, term > sum * 1e-16 {
            sum += term
            term *= Double(count) / mean
            count -= 1
        }
        return sum
    }

    /// The logarithm of the chance of just so many sales.
    private static func logTerm(_ count: Int, mean: Double) -> Double {
        Double(count) * log(mean) - mean - Self.logFactorial(count)
    }

    /// The natural logarithm of `count!`, within 1e-12 of its value: by Stirling's series (NIST DLMF 5.11.1) where it is
    /// long, because a decision about a SKU with a million units must cost no more than one about three.
    static func logFactorial(_ count: Int) -> Double {
        if count < 16 { return (1...max(1, count)).reduce(0) { $0 + log(Double($1)) } }
        let number = Double(count)
        let (one, cube) = (1 / number, 1 / (number * number * number))
        let correction = one / 12 - cube / 360 + cube * one * one / 1_260 - cube * cube * one / 1_680
        return number * log(number) - number + 0.5 * log(2 * Double.pi * number) + correction
    }

    /// Seconds until the other shops show a sale: twice what it took on average to hear of one, and at least five, because
    /// they must be written too, and an average has a tail.
    ///
    /// - Parameter heard: Measured seconds from a sale until it was heard of.
    public static func lag(heard: Double) -> Double { max(5, 2 * heard) }

    /// The policy to follow, with a gap between the two thresholds so that it does not flutter.
    ///
    /// - Parameter tolerance: Double sales per order that the tenant accepts; 0.00001 is one in 100,000.
    public func mode(now current: SellingPolicy, tolerance: Double) -> SellingPolicy {
        let risk = self.doubleSalesPerOrder
        if risk > tolerance { return .guaranteed }
        if current == .guaranteed, risk > tolerance / 4 { return .guaranteed }
        return .shared
    }
}
