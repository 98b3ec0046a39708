extension Money {
    /// Reads an amount as channels and spreadsheets write it, exactly, or says why it cannot.
    ///
    /// Spaces (also no-break and thin ones), apostrophes and a currency sign or code around the digits are fine:
    /// `1,234.50`, `12`, `12.5`, `€ 12,50`, `1 234,50`, `1’234.50`, `1,23,456.00`, `$12.00`.
    /// Without `style`, one separator before exactly three digits is refused, because it has two readings.
    ///
    /// - Parameters:
    ///   - text: At most 64 characters.
    ///   - style: The decimal sign, where it is known. Channels' own APIs write `.point`.
    ///   - allowNegative: Whether `-5.00` is an amount here. Default: no.
    public static func parse(
        _ text: String, currency: Currency, style: DecimalStyle? = nil, allowNegative: Bool = false
    ) throws(MoneyError) -> Money {
        guard text.unicodeScalars.prefix(65).count <= 64 else { throw .unreadable(text) }
        var rest = Substring(text).trimmingSpaces()
        guard !rest.isEmpty else { throw .empty }

        var isNegative = rest.takeMinus()
        rest = try Self.droppingCurrencySign(rest, currency: currency)
        if !isNegative { isNegative = rest.takeMinus() }
        try Self.refuseOtherNumerals(rest, whole: text)

        let parts = try NumeralParts(rest, whole: text, style: style, currency: currency)
        let minor = try Self.minorUnits(parts, whole: text, currency: currency, isNegative: isNegative)
        if minor < 0 && !allowNegative { throw .negative(text) }
        return Money(minor: minor, currency: currency)
    }

    private static func refuseOtherNumerals(_ digits: Substring, whole: String) throws(MoneyError) {
        let lower = digits.lowercased()
        if ["nan", "inf", "+inf", "infinity", "+infinity"].contains(lower) { throw .notANumber(whole) }
        if let e = lower.firstIndex(of: "e"), e > lower.startIndex, lower.first?.isNumber == true,
            lower[lower.index(after: e)...].contains(where: \.isNumber)
        {
            throw .exponent(whole)
        }
        let allowed = digits.allSatisfy { ($0.isASCII && $0.isNumber) || $0 == "." || $0 == "," || $0.isGroupingSpace }
        guard allowed, digits.contains(where: \.isNumber) else { throw .unreadable(whole) }
    }

    private static func minorUnits(
        _ parts: NumeralParts, whole: String, currency: Currency, isNegative: Bool
    ) throws(MoneyError) -> Int64 {
        var fraction = parts.fraction
        while fraction.count > currency.decimals, fraction.last == "0" { fraction.removeLast() }
        guard fraction.count <= currency.decimals else { throw .tooManyDecimals(whole, currency: currency) }
        fraction += String(repeating: "0", count: currency.decimals - fraction.count)
        var minor: Int64 = 0
        for digit in (parts.integer + fraction).utf8 {
            let (tens, lost) = minor.multipliedReportingOverflow(by: 10)
            let (next, over) = tens.subtractingReportingOverflow(Int64(digit) - 48)
            if lost || over { throw .overflow }
            minor = next
        }
        if isNegative { return minor }
        guard minor != .min else { throw .overflow }
        return -minor
    }
}

extension Character {
    /// Signs that only ever group digits: spaces of any width and the Swiss apostrophe.
    var isGroupingSpace: Bool {
        switch self {
        case " ", "\u{A0}", "\u{2009}", "\u{202F}", "'", "’": true
        default: false
        }
    }
}

extension Substring {
    func trimmingSpaces() -> Substring {
        var rest = self
        while let first = rest.first, first.isWhitespace || first == "\u{FEFF}" { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }

    mutating func takeMinus() -> Bool {
        guard self.first == "-" || self.first == "\u{2212}" else { return false }
        self = self.dropFirst().trimmingSpaces()
        return true
    }
}
