import Commerce
import Foundation

/// Amounts: decimal numbers as text (`12.5`, `12.50`), never floating point.
enum ShopifyMoney {
    /// - Returns: `nil` where it is no amount, or has more decimals than its currency.
    static func read(_ money: ShopifyWire.Money) -> Money? {
        Currency(money.currencyCode).flatMap { Self.read(money.amount, $0) }
    }

    static func read(_ text: String, _ currency: Currency) -> Money? {
        try? Money.parse(Self.trimmed(text, currency), currency: currency, style: .point, allowNegative: true)
    }

    /// Shopify writes at least one decimal, also where the currency has none (`1200.0`), and at times more zeros than it has.
    private static func trimmed(_ text: String, _ currency: Currency) -> String {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count > currency.decimals,
            parts[1].dropFirst(currency.decimals).allSatisfy({ $0 == "0" })
        else { return text }
        let decimals = parts[1].prefix(currency.decimals)
        return decimals.isEmpty ? String(parts[0]) : "\(parts[0]).\(decimals)"
    }
}
