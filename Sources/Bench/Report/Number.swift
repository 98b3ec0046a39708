import Foundation

/// Numbers as people read them.
enum Number {
    /// Two or three digits that mean something; thousands with commas.
    static func text(_ value: Double) -> String {
        if !value.isFinite { return "∞" }
        if abs(value) >= 1_000 { return self.grouped(Int(value.rounded())) }
        if value == value.rounded() { return "\(Int(value))" }
        let places = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : abs(value) >= 0.1 ? 2 : 4
        return String(format: "%.\(places)f", value)
    }

    /// A unit as it stands behind a number.
    static func unit(_ unit: String) -> String { unit.isEmpty ? "" : " " + unit }

    private static func grouped(_ value: Int) -> String {
        var digits = Array(String(abs(value)))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }
}
