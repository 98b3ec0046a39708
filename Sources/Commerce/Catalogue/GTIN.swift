/// A trade item number: GTIN-8, UPC (12), EAN (13) or GTIN-14 with a right check digit, kept as 14 digits.
///
/// Source: GS1 General Specifications 24, sections 1.4 and 7.9 (check digit), 3.3 (padding); ISO 2108 for ISBN.
public struct GTIN: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 14 ASCII digits, zeros in front.
    public let digits: String

    /// - Parameter text: Digits, with spaces or dashes between them; ISBN-10 is turned into its EAN.
    public init(_ text: String) throws(GTINError) {
        guard text.utf8.count <= 64 else { throw .unreadable(text) }
        let signs = text.filter { !$0.isWhitespace && $0 != "-" }
        guard !signs.isEmpty else { throw .empty }
        let digits = signs.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
        if signs.utf8.count == 10, digits || signs.dropLast().utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) {
            self.digits = try Self.fromISBN10(signs, whole: text)
            return
        }
        guard digits else {
            throw signs.lowercased().contains("e+") ? .shortForm(text) : .unreadable(text)
        }
        guard [8, 12, 13, 14].contains(signs.utf8.count) else {
            throw .length(text, digits: signs.utf8.count)
        }
        let padded = String(repeating: "0", count: 14 - signs.utf8.count) + signs
        guard padded.utf8.contains(where: { $0 != 48 }) else { throw .unreadable(text) }
        let expected = Self.checkDigit(of: padded.dropLast())
        guard padded.utf8.last == expected else { throw .checkDigit(text, expected: Int(expected) - 48) }
        self.digits = padded
    }

    /// Whether the number means the same thing everywhere. `false` for numbers companies make up for themselves (GTIN-8
    /// with 0 or 2, UPC with 2 or 4, EAN with 02, 04, 2; GS1 1.4.3) and for coupons (98, 99, UPC 5): two tenants
    /// or two shops may use one of these for different goods, so they never link anything.
    public var isGlobal: Bool {
        let digits = self.digits
        if digits.hasPrefix("000000") { return !["0", "2"].contains(digits.dropFirst(6).prefix(1)) }
        let ean = digits.dropFirst()
        return !["02", "04", "05", "2", "98", "99"].contains { ean.hasPrefix($0) }
    }

    public var description: String {
        let digits = self.digits
        if digits.hasPrefix("000000") { return String(digits.suffix(8)) }
        return digits.hasPrefix("0") ? String(digits.suffix(13)) : digits
    }

    public static func < (one: GTIN, other: GTIN) -> Bool { one.digits < other.digits }

    /// Weights 3 and 1 from the right.
    private static func checkDigit(of body: Substring) -> UInt8 {
        var sum = 0
        for (place, digit) in body.utf8.reversed().enumerated() {
            sum += (Int(digit) - 48) * (place.isMultiple(of: 2) ? 3 : 1)
        }
        return UInt8((10 - sum % 10) % 10 + 48)
    }

    private static func fromISBN10(_ signs: String, whole: String) throws(GTINError) -> String {
        var sum = 0
        for (place, sign) in signs.utf8.enumerated() {
            let value: Int
            switch sign {
            case 48...57: value = Int(sign) - 48
            case UInt8(ascii: "X"), UInt8(ascii: "x"): value = 10
            default: throw .unreadable(whole)
            }
            sum += (10 - place) * value
        }
        guard sum.isMultiple(of: 11), signs.utf8.contains(where: { $0 != 48 }) else { throw .isbn(whole) }
        let body = "0978" + signs.dropLast()
        return body + String(UnicodeScalar(Self.checkDigit(of: body[...])))
    }
}

/// Why a text is no trade item number.
public enum GTINError: Error, Sendable, Hashable {
    case empty
    case unreadable(String)
    /// `8.90123E+12`: a spreadsheet has dropped digits.
    case shortForm(String)
    case length(String, digits: Int)
    case checkDigit(String, expected: Int)
    case isbn(String)
}

extension GTINError: Explained, CustomStringConvertible {
    public var code: String {
        switch self {
        case .empty: "gtin.empty"
        case .unreadable: "gtin.unreadable"
        case .shortForm: "gtin.short_form"
        case .length: "gtin.length"
        case .checkDigit: "gtin.check_digit"
        case .isbn: "gtin.isbn"
        }
    }

    public var sentence: String {
        switch self {
        case .empty: "There is no GTIN."
        case .unreadable(let text): "“\(excerpt(text))” is not a GTIN, EAN, UPC or ISBN."
        case .shortForm(let text): "“\(excerpt(text))” is a spreadsheet's short form; digits of the GTIN are lost."
        case .length(let text, let digits): "“\(excerpt(text))” has \(digits) digits; a GTIN has 8, 12, 13 or 14."
        case .checkDigit(let text, let expected):
            "The last digit of “\(excerpt(text))” does not fit; it should be \(expected)."
        case .isbn(let text): "“\(excerpt(text))” has ten digits but is not an ISBN."
        }
    }

    public var wayOut: String {
        switch self {
        case .empty: "Leave the field empty where there is no GTIN."
        case .shortForm: "Format the column as text and export again."
        case .length(_, let digits) where digits == 11 || digits == 7:
            "A spreadsheet may have cut a zero in front; format the column as text."
        case .unreadable, .length, .checkDigit, .isbn: "Copy the number below the bar code, or leave the field empty."
        }
    }

    public var description: String { self.sentence }
}
