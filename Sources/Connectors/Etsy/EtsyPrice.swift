import Commerce
import Foundation

/// Amounts: whole numbers with a divisor when read, plain decimal numbers when written (notes, "Money").
enum EtsyPrice {
    /// - Returns: `nil` where the currency is none, or the amount has more decimals than its currency.
    static func money(_ price: EtsyWire.Money) -> Money? {
        guard let currency = Currency(price.currencyCode), price.divisor > 0 else { return nil }
        var factor: Int64 = 1
        for _ in 0..<currency.decimals { factor *= 10 }
        let (scaled, overflow) = price.amount.multipliedReportingOverflow(by: factor)
        guard !overflow, scaled % price.divisor == 0 else { return nil }
        return Money(minor: scaled / price.divisor, currency: currency)
    }

    /// Exactly what was read, as it is written.
    static func number(_ price: EtsyWire.Money) -> Decimal {
        Decimal(price.amount) / Decimal(max(1, price.divisor))
    }

    static func number(_ price: Money) -> Decimal {
        Decimal(
            sign: price.minor < 0 ? .minus : .plus, exponent: -price.currency.decimals,
            significand: Decimal(price.minor.magnitude))
    }
}
