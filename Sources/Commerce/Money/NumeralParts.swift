/// The digits before and after the decimal sign, once it is known which sign that is.
struct NumeralParts {
    /// ASCII digits, at least one.
    var integer: String
    /// ASCII digits, possibly none.
    var fraction: String

    /// - Parameter numeral: ASCII digits, points, commas and grouping spaces, at least one digit.
    init(_ numeral: Substring, whole: String, style: DecimalStyle?, currency: Currency) throws(MoneyError) {
        let points = numeral.count { $0 == "." }
        let commas = numeral.count { $0 == "," }
        let decimal = try Self.decimalSign(
            numeral, points: points, commas: commas, style: style, currency: currency, whole: whole)
        var integerText = numeral
        var fraction = ""
        if let decimal, let cut = numeral.lastIndex(of: decimal) {
            integerText = numeral[..<cut]
            fraction = String(numeral[numeral.index(after: cut)...])
        }
        guard fraction.allSatisfy(\.isNumber), Self.isGroupedWell(integerText) else {
            if let style { throw .otherStyle(whole, style) }
            throw .unreadable(whole)
        }
        self.integer = integerText.filter(\.isNumber)
        self.fraction = fraction
        if self.integer.isEmpty { self.integer = "0" }
    }

    /// - Returns: `nil` where every sign groups.
    private static func decimalSign(
        _ numeral: Substring, points: Int, commas: Int, style: DecimalStyle?, currency: Currency, whole: String
    ) throws(MoneyError) -> Character? {
        if let style {
            guard numeral.count(where: { $0 == style.sign }) <= 1 else { throw .otherStyle(whole, style) }
            return numeral.contains(style.sign) ? style.sign : nil
        }
        if points > 0 && commas > 0 {
            return numeral.last { $0 == "." || $0 == "," }
        }
        guard points + commas == 1 else { return nil }
        let sign: Character = points == 1 ? "." : ","
        let sides = numeral.split(separator: sign, omittingEmptySubsequences: false)
        let before = sides[0]
        let after = sides[1]
        // A grouping space as well means that the other sign is the decimal one: `1 234,500`.
        let couldGroup =
            after.count == 3 && (1...3).contains(before.count) && before.allSatisfy(\.isNumber)
            && before.first != "0"
        guard couldGroup else { return sign }
        if currency.decimals == 0 { return nil }
        throw .ambiguous(whole, asGrouping: "\(before)\(after)", asDecimal: "\(before).\(after)")
    }

    /// One to three digits, then groups of three; the Indian way has twos before the last three.
    private static func isGroupedWell(_ text: Substring) -> Bool {
        let groups = text.split(omittingEmptySubsequences: false) { !$0.isNumber }
        guard groups.count > 1 else { return true }
        let signs = Set(text.filter { !$0.isNumber }.map { $0.isGroupingSpace ? " " : $0 })
        guard signs.count == 1, groups.last?.count == 3 else { return false }
        let first = groups[0].count
        let middle = groups.dropFirst().dropLast()
        return ((1...3).contains(first) && middle.allSatisfy { $0.count == 3 })
            || ((1...2).contains(first) && middle.allSatisfy { $0.count == 2 })
    }
}
