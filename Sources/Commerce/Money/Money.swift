/// An amount of one currency in its minor unit (cents, pence, yen). Never a floating-point number.
public struct Money: Sendable, Hashable, Codable {
    /// Minor units; negative for what is owed.
    public var minor: Int64
    public var currency: Currency

    public init(minor: Int64, currency: Currency) {
        self.minor = minor
        self.currency = currency
    }
}

/// A currency by its ISO 4217 code, with how many decimals its minor unit has.
public struct Currency: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Three upper-case letters.
    public let code: String

    /// - Returns: `nil` unless `code` is three letters.
    public init?(_ code: String) {
        let upper = code.uppercased()
        guard upper.utf8.count == 3, upper.utf8.allSatisfy({ $0 >= 65 && $0 <= 90 }) else { return nil }
        self.code = upper
    }

    public var description: String { self.code }

    /// Decimals of the minor unit (ISO 4217, 2024): 2 for most, 0 for yen and won, 3 for the Gulf dinars.
    public var decimals: Int {
        switch self.code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
            "XOF", "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        case "CLF", "UYW": 4
        default: 2
        }
    }

    public static let eur = Currency("EUR")!
    public static let usd = Currency("USD")!
    public static let gbp = Currency("GBP")!
}
