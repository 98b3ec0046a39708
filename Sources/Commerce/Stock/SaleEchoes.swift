public import Foundation

/// How often a sale of calm goods is followed at once by another of the same: what no average over a week can see.
///
/// Sales come in company: two who read the same post, one who buys again. An average says when goods sell fast, this says
/// how far the average can be trusted where they do not.
public struct SaleEchoes: Sendable, Hashable {
    /// Sales of goods that sold so slowly that no other was to be expected at once.
    public var sales: Double
    /// Units of those sales that came at once after another, all the same.
    public var echoes: Double

    /// Sales to be expected while news travels, from which on goods are not calm.
    private static let calm = 0.05
    /// Sales from which on older ones count half, so that what is learnt can change.
    private static let memory = 100_000.0

    public init(sales: Double = 0, echoes: Double = 0) {
        self.sales = sales
        self.echoes = echoes
    }

    /// - Parameters:
    ///   - rate: How the goods sold before.
    ///   - window: Seconds that count as at once.
    public mutating func sold(_ units: Int, at now: Date, after rate: SaleRate, within window: Double) {
        guard rate.perSecond(at: now) * window < Self.calm else { return }
        if self.sales >= Self.memory { self = SaleEchoes(sales: self.sales / 2, echoes: self.echoes / 2) }
        self.sales += 1
        if rate.slow > 0, now.timeIntervalSince(rate.at) <= window { self.echoes += Double(units) }
    }

    /// Units that follow a sale at once, on average; at most 1.
    ///
    /// - Parameter isUnproven: Whether what has not been seen yet may well happen: half a unit more is reckoned with, which
    ///   is much after three sales and next to nothing after thousands.
    public func perSale(isUnproven: Bool) -> Double {
        min(1, (self.echoes + (isUnproven ? 0.5 : 0)) / (self.sales + 1))
    }

    public static func + (one: SaleEchoes, other: SaleEchoes) -> SaleEchoes {
        SaleEchoes(sales: one.sales + other.sales, echoes: one.echoes + other.echoes)
    }
}
