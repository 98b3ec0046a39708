/// The full list of changes a decision would cause, shown before it is applied.
public struct Plan: Sendable, Hashable {
    /// At most one for each field of an offer.
    public var changes: [PlannedChange]

    public init(_ changes: [PlannedChange]) { self.changes = changes }

    public var isEmpty: Bool { self.changes.isEmpty }

    /// - Parameter deepFallPercent: From which fall on a price counts as an extreme. Default 50.
    public func summary(deepFallPercent: Int = 50) -> PlanSummary {
        var summary = PlanSummary()
        for change in self.changes { summary.count(change, deepFallPercent: deepFallPercent) }
        return summary
    }
}

/// A plan in numbers.
public struct PlanSummary: Sendable, Hashable {
    public private(set) var total = 0
    public private(set) var byConnection: [ConnectionID: Int] = [:]
    public private(set) var quantitiesUp = 0
    public private(set) var quantitiesDown = 0
    /// Offers on sale before and not after.
    public private(set) var toZero = 0
    public private(set) var pricesUp = 0
    public private(set) var pricesDown = 0
    /// Prices that fall by at least the percent asked for.
    public private(set) var deepFalls = 0
    /// The deepest fall of a price in percent; 0 where none falls.
    public private(set) var deepestFallPercent = 0

    mutating func count(_ change: PlannedChange, deepFallPercent: Int) {
        self.total += 1
        self.byConnection[change.connection, default: 0] += 1
        if change.goesToZero { self.toZero += 1 }
        switch change.change {
        case .quantity(let from, let to):
            if to > from ?? 0 { self.quantitiesUp += 1 } else if to < from ?? 0 { self.quantitiesDown += 1 }
        case .price(let from, let to):
            if to.minor > from?.minor ?? 0 { self.pricesUp += 1 } else { self.pricesDown += 1 }
        }
        if let fall = change.priceFallPercent {
            if fall >= deepFallPercent { self.deepFalls += 1 }
            self.deepestFallPercent = max(self.deepestFallPercent, fall)
        }
    }
}
