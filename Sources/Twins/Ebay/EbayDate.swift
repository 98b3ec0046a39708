import Foundation

/// Dates as eBay writes and reads them: `2026-11-24T03:04:05.678Z`.
enum EbayDate {
    static func text(_ date: Date) -> String {
        let milliseconds = Int((date.timeIntervalSince1970 * 1_000).rounded())
        let whole = Date(timeIntervalSince1970: Double(milliseconds / 1_000))
        let rest = String(milliseconds % 1_000)
        return "\(TwinDate.text(whole)).\(String(repeating: "0", count: 3 - rest.count))\(rest)Z"
    }

    /// `nil` for anything else.
    static func date(_ text: String) -> Date? {
        guard text.last == "Z", let whole = TwinDate.date(text, offset: 0) else { return nil }
        guard let dot = text.lastIndex(of: ".") else { return whole }
        guard let fraction = Double("0" + text[dot...].dropLast()) else { return nil }
        return whole.addingTimeInterval(fraction)
    }

    /// To whole milliseconds: what answers tell, and filters compare.
    static func stamp(_ date: Date) -> Date {
        Date(timeIntervalSince1970: (date.timeIntervalSince1970 * 1_000).rounded(.down) / 1_000)
    }
}
