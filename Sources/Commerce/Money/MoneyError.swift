/// Why a text is no amount, or a sum cannot be made.
public enum MoneyError: Error, Sendable, Hashable {
    case empty
    /// Neither digits nor a known way of writing them.
    case unreadable(String)
    /// Two readings, and nothing says which: `1,234` is a thousand or one and a bit.
    case ambiguous(String, asGrouping: String, asDecimal: String)
    /// The separators contradict the decimal style that was given.
    case otherStyle(String, DecimalStyle)
    case negative(String)
    /// `1.2E3`: a spreadsheet's short form, which has lost digits.
    case exponent(String)
    /// `NaN`, `Infinity`.
    case notANumber(String)
    case tooManyDecimals(String, currency: Currency)
    /// More than ±92,233,720,368,547,758.07 of a currency with two decimals (64 bits of minor units).
    case overflow
    case otherCurrency(found: String, expected: Currency)
}

extension MoneyError: Explained, CustomStringConvertible {
    public var code: String {
        switch self {
        case .empty: "price.empty"
        case .unreadable: "price.unreadable"
        case .ambiguous: "price.ambiguous"
        case .otherStyle: "price.other_style"
        case .negative: "price.negative"
        case .exponent: "price.exponent"
        case .notANumber: "price.not_a_number"
        case .tooManyDecimals: "price.too_many_decimals"
        case .overflow: "price.overflow"
        case .otherCurrency: "price.other_currency"
        }
    }

    public var sentence: String {
        switch self {
        case .empty: "There is no amount."
        case .unreadable(let text): "“\(excerpt(text))” is not an amount."
        case .ambiguous(let text, let grouping, let decimal):
            "“\(excerpt(text))” can mean \(grouping) or \(decimal)."
        case .otherStyle(let text, let style):
            "“\(excerpt(text))” is not written with a decimal \(style.rawValue)."
        case .negative(let text): "“\(excerpt(text))” is below zero."
        case .exponent(let text): "“\(excerpt(text))” is a spreadsheet's short form; digits may be lost."
        case .notANumber(let text): "“\(excerpt(text))” is not a number."
        case .tooManyDecimals(let text, let currency):
            "“\(excerpt(text))” has more decimals than \(currency.code) has (\(currency.decimals))."
        case .overflow: "The amount is larger than can be counted."
        case .otherCurrency(let found, let expected): "The amount is in \(excerpt(found)), not in \(expected.code)."
        }
    }

    public var wayOut: String {
        switch self {
        case .empty: "Enter an amount such as 12.50."
        case .unreadable, .notANumber: "Write digits and one decimal sign, such as 12.50."
        case .ambiguous: "Say which decimal sign is used (point or comma), or write both decimals."
        case .otherStyle: "Correct the amount, or choose the other decimal sign for the whole file."
        case .negative: "Enter zero or more."
        case .exponent: "Format the column as a number with two decimals and save the file again."
        case .tooManyDecimals: "Round the amount to what the currency can pay."
        case .overflow: "Check the amount for stray digits."
        case .otherCurrency(_, let expected): "Convert the amount to \(expected.code), or choose its own currency."
        }
    }

    public var description: String { self.sentence }
}
