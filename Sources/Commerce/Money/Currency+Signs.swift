extension Money {
    /// Takes a currency sign or code off either end; one that belongs to another currency is an error.
    static func droppingCurrencySign(_ text: Substring, currency: Currency) throws(MoneyError) -> Substring {
        var rest = text
        let front = rest.prefix { !$0.isNumber && !"-\u{2212}+.,".contains($0) }
        let frontSign = front.trimmingSpaces()
        if !frontSign.isEmpty && front.count < rest.count {
            try Self.check(frontSign, currency: currency, whole: text)
            rest = rest.dropFirst(front.count)
        }
        let tail = rest.reversed().prefix { !$0.isNumber && !".,".contains($0) }
        let tailSign = Substring(String(tail.reversed())).trimmingSpaces()
        if !tailSign.isEmpty && tail.count < rest.count {
            try Self.check(tailSign, currency: currency, whole: text)
            rest = rest.dropLast(tail.count)
        }
        return rest.trimmingSpaces()
    }

    private static func check(_ sign: Substring, currency: Currency, whole: Substring) throws(MoneyError) {
        let sign = String(sign)
        if let owners = Self.signs[sign] {
            guard owners.contains(currency.code) else { throw .otherCurrency(found: sign, expected: currency) }
        } else if let named = Currency(sign) {
            guard named == currency else {
                throw ["NAN", "INF"].contains(named.code)
                    ? .notANumber(String(whole)) : .otherCurrency(found: named.code, expected: currency)
            }
        } else {
            throw .unreadable(String(whole))
        }
    }

    /// Signs in use and the currencies that use them (Unicode CLDR 46, narrow symbols).
    private static let signs: [String: Set<String>] = [
        "€": ["EUR"], "£": ["GBP", "EGP", "GIP"], "₹": ["INR"], "Rs": ["INR", "PKR", "LKR", "NPR"],
        "Rs.": ["INR", "PKR", "LKR", "NPR"], "¥": ["JPY", "CNY"], "￥": ["JPY", "CNY"], "₩": ["KRW"], "₽": ["RUB"],
        "₺": ["TRY"], "₫": ["VND"], "₪": ["ILS"], "₱": ["PHP"], "฿": ["THB"], "₴": ["UAH"], "₦": ["NGN"],
        "zł": ["PLN"], "Kč": ["CZK"], "Ft": ["HUF"], "lei": ["RON"], "R$": ["BRL"], "R": ["ZAR"], "S$": ["SGD"],
        "kr": ["SEK", "NOK", "DKK", "ISK"], "kr.": ["DKK"], "Fr.": ["CHF"], "US$": ["USD"], "CA$": ["CAD"],
        "C$": ["CAD"], "A$": ["AUD"], "AU$": ["AUD"], "NZ$": ["NZD"], "HK$": ["HKD"], "MX$": ["MXN"],
        "$": ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "CLP", "COP", "ARS", "UYU"],
    ]
}
