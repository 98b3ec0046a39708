/// Values of the business, read from cells; what cannot be read is reported and `nil`.
extension RowCells {
    mutating func price(_ names: String..., currency: Currency, style: DecimalStyle?) -> Money? {
        let text = self.value(names)
        guard !text.isEmpty else { return nil }
        do {
            return try Money.parse(text, currency: currency, style: style)
        } catch {
            self.report(.price(error), names)
            return nil
        }
    }

    /// Reports a missing price as the options want it.
    mutating func requirePrice(_ price: Money?, _ names: String..., options: ImportOptions) {
        guard price == nil, self.value(names).isEmpty else { return }
        self.report(.priceMissing, names, severity: options.allowsEmptyPrice ? nil : .refusal)
    }

    mutating func gtin(_ names: String...) -> GTIN? {
        var text = self.value(names)
        if text.first == "'" { text.removeFirst() }
        guard !text.isEmpty else { return nil }
        do {
            let gtin = try GTIN(text)
            if !gtin.isGlobal { self.report(.gtinLocal(gtin), names) }
            return gtin
        } catch {
            self.report(.gtin(error), names)
            return nil
        }
    }

    /// The SKU as written; `nil` and no report where the cell is empty.
    mutating func sku(_ names: String...) -> SKU? {
        var text = self.text(names)
        // Shopify and spreadsheets keep leading zeros of a number with an apostrophe.
        if text.first == "'", text.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }) { text.removeFirst() }
        guard !text.isEmpty else { return nil }
        do {
            return try SKU(text)
        } catch {
            self.report(.sku(error), names)
            return nil
        }
    }

    /// Whole units, also written `12.0`; below zero becomes zero and a debt.
    mutating func units(_ names: String...) -> CountedQuantity? {
        let text = self.value(names)
        guard !text.isEmpty else { return nil }
        guard let units = Self.wholeNumber(text) else {
            self.report(.quantityUnreadable(text), names)
            return nil
        }
        guard units < 0 else { return .counted(onHand: units) }
        self.report(.quantityNegative(units), names)
        return .counted(onHand: 0, short: -units)
    }

    /// - Returns: `nil` unless `text` is a whole number within ±1,000,000,000.
    static func wholeNumber(_ text: String) -> Int? {
        var digits = Substring(text)
        if let point = digits.lastIndex(where: { $0 == "." || $0 == "," }) {
            let decimals = digits[digits.index(after: point)...]
            // `5.0` is how WooCommerce writes 5; `1.000` may be a thousand.
            guard !decimals.isEmpty, decimals.count != 3, decimals.allSatisfy({ $0 == "0" }) else { return nil }
            digits = digits[..<point]
        }
        guard digits.utf8.count <= 11, let number = Int(digits), number.magnitude <= 1_000_000_000 else { return nil }
        return number
    }

    /// Grams out of a decimal in some unit, rounded; `nil` where the cell is empty or unreadable.
    mutating func grams(_ names: [String], milligramsPerUnit: Int) -> Int? {
        let text = self.value(names)
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1].prefix(6) : ""
        let isDecimal =
            text.utf8.count <= 18 && text.contains(where: \.isNumber)
            && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
        let padded = fraction + String(repeating: "0", count: 6 - fraction.count)
        guard isDecimal, let whole = Int(parts[0].isEmpty ? "0" : parts[0]), whole <= 10_000_000,
            let millionths = Int(padded)
        else {
            self.report(.weightUnreadable(text), names)
            return nil
        }
        let milligrams = Int128(whole * 1_000_000 + millionths) * Int128(milligramsPerUnit)
        return Int(Rounding.halfAway.divide(milligrams, by: 1_000_000_000))
    }
}
