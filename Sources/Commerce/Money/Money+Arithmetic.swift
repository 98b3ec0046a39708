/// Sums and comparisons. Two currencies never mix and nothing wraps around: both are errors.
extension Money {
    public static func zero(_ currency: Currency) -> Money { Money(minor: 0, currency: currency) }

    public var isZero: Bool { self.minor == 0 }

    public func adding(_ other: Money) throws(MoneyError) -> Money {
        try self.requireSameCurrency(other)
        return try self.exactly(self.minor.addingReportingOverflow(other.minor))
    }

    public func subtracting(_ other: Money) throws(MoneyError) -> Money {
        try self.requireSameCurrency(other)
        return try self.exactly(self.minor.subtractingReportingOverflow(other.minor))
    }

    public func times(_ count: Int) throws(MoneyError) -> Money {
        try self.exactly(self.minor.multipliedReportingOverflow(by: Int64(count)))
    }

    /// - Returns: Zero of `currency` for no amounts.
    public static func sum(_ amounts: some Sequence<Money>, currency: Currency) throws(MoneyError) -> Money {
        var total = Money.zero(currency)
        for amount in amounts { total = try total.adding(amount) }
        return total
    }

    public func isLess(than other: Money) throws(MoneyError) -> Bool {
        try self.requireSameCurrency(other)
        return self.minor < other.minor
    }

    private func requireSameCurrency(_ other: Money) throws(MoneyError) {
        guard self.currency == other.currency else {
            throw .otherCurrency(found: other.currency.code, expected: self.currency)
        }
    }

    private func exactly(_ result: (partialValue: Int64, overflow: Bool)) throws(MoneyError) -> Money {
        guard !result.overflow else { throw .overflow }
        return Money(minor: result.partialValue, currency: self.currency)
    }
}
