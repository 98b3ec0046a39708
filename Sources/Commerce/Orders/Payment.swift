/// What was paid for an order and what of it was given back: how much may still go back.
public struct Payment: Sendable, Hashable {
    /// What the buyer paid; zero where nothing was, or where it is only promised.
    public var paid: Money
    /// In all.
    public var refunded: Money

    /// Both in one currency.
    public init(paid: Money, refunded: Money) {
        self.paid = paid
        self.refunded = refunded
    }

    /// What may still go back; nothing where a shop shows more given back than was paid.
    public var left: Money {
        let (rest, isOver) = self.paid.minor.subtractingReportingOverflow(self.refunded.minor)
        return Money(minor: isOver ? 0 : max(0, rest), currency: self.paid.currency)
    }

    /// Whether a refund gives something back, and no more than is left.
    public func admits(_ refund: Money) -> Bool {
        refund.currency == self.paid.currency && self.refunded.currency == self.paid.currency && refund.minor > 0
            && refund.minor <= self.left.minor
    }
}
