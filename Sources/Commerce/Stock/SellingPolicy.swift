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

    public init(available: Int, rate: Double, lag: Double) {
        self.available = available
        self.rate = rate
        self.lag = lag
    }

    /// The chance that an order becomes a double sale: that the others sell at least all that is available while the
    /// news travels. Sales are taken as a Poisson stream.
    public var doubleSalesPerOrder: Double {
        guard self.available > 0 else { return 0 }
        let mean = self.rate * self.lag
        guard mean > 0 else { return 0 }
        // P(N >= a) = sum of the terms from a on; summed upwards so that tiny tails keep their digits.
        var logTerm = -mean
        for count in 1...self.available { logTerm += log(mean) - log(Double(count)) }
        guard logTerm > -700 else { return 0 }
        var term = exp(logTerm)
        var tail = 0.0
        var count = self.available
        while term > tail * 1e-12, count < self.available + 10_000 {
            tail += term
            count += 1
            term *= mean / Double(count)
        }
        return min(1, tail)
    }

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
