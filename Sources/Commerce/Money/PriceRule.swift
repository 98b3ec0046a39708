/// How one connection's price follows from the workspace's price: percent, then an amount, then an ending.
///
/// `12.50` with +10 %, +0.20 and an ending of `.99` is `13.99`. No step is ever a floating-point number.
public struct PriceRule: Sendable, Hashable, Codable {
    /// Hundredths of a percent, `-10_000...100_000`: `1250` raises by 12.50 %. Default 0.
    public var basisPoints: Int
    /// Minor units added after the percent; may be negative. Default 0.
    public var addMinor: Int64
    public var rounding: Rounding
    public var ending: PriceEnding?

    public init(
        basisPoints: Int = 0, addMinor: Int64 = 0, rounding: Rounding = .halfAway, ending: PriceEnding? = nil
    ) {
        precondition(Self.basisPointsRange.contains(basisPoints), "a percent step is between -100 % and +1000 %")
        self.basisPoints = basisPoints
        self.addMinor = addMinor
        self.rounding = rounding
        self.ending = ending
    }

    /// What a percent step may be; whoever reads one from a person checks it first.
    public static let basisPointsRange = -10_000...100_000

    /// The rule that changes nothing.
    public static let same = PriceRule()

    /// - Throws: `.negative` where the rule would take the price below zero, `.overflow`.
    public func apply(to price: Money) throws(MoneyError) -> Money {
        let share = Int128(price.minor) * Int128(10_000 + self.basisPoints)
        let raised = self.rounding.divide(share, by: 10_000) + Int128(self.addMinor)
        guard raised >= 0 else {
            guard let minor = Int64(exactly: raised) else { throw .overflow }
            throw .negative(Money(minor: minor, currency: price.currency).channelText)
        }
        let ended = self.ending.map { $0.apply(to: raised) } ?? raised
        guard let minor = Int64(exactly: ended) else { throw .overflow }
        return Money(minor: minor, currency: price.currency)
    }

    /// Says the rule: `+10 %, then +0.20, then ending in 0.99`.
    public func sentence(in currency: Currency) -> String {
        var steps: [String] = []
        if self.basisPoints != 0 {
            let sign = self.basisPoints > 0 ? "+" : "-"
            let whole = self.basisPoints.magnitude / 100
            let rest = self.basisPoints.magnitude % 100
            let decimals = rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)"
            steps.append("\(sign)\(whole)\(decimals) %")
        }
        if self.addMinor != 0 {
            let amount = Money(minor: self.addMinor, currency: currency).channelText
            steps.append(self.addMinor > 0 ? "+\(amount)" : amount)
        }
        if let ending = self.ending {
            steps.append("ending in \(Money(minor: ending.minor, currency: currency).channelText)")
        }
        return steps.isEmpty ? "the same price" : steps.joined(separator: ", then ")
    }
}
