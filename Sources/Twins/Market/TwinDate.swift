import Foundation
import Wire

/// Dates as the channels write and read them: `2026-11-22T09:30:00`, without a zone, whole seconds; and as HTTP does.
enum TwinDate {
    /// - Parameter offset: Seconds east of Greenwich; 0 for Greenwich itself.
    static func text(_ date: Date, offset: Int = 0) -> String {
        let part = Self.parts(date, offset: offset)
        return "\(Self.padded(part.year, 4))-\(Self.padded(part.month))-\(Self.padded(part.day))"
            + "T\(Self.padded(part.hour)):\(Self.padded(part.minute)):\(Self.padded(part.second))"
    }

    /// As in the `Date` header (RFC 9110).
    static func header(_ date: Date) -> String {
        let part = Self.parts(date, offset: 0)
        let day = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((part.days % 7) + 7) % 7]
        let month = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ][part.month - 1]
        return "\(day), \(Self.padded(part.day)) \(month) \(part.year) "
            + "\(Self.padded(part.hour)):\(Self.padded(part.minute)):\(Self.padded(part.second)) GMT"
    }

    /// Reads `2026-11-22`, `2026-11-22T09:30:00`, with a fraction, a `Z` or an offset; `nil` for anything else.
    ///
    /// - Parameter offset: The zone a text without one is in; seconds east of Greenwich.
    static func date(_ text: String, offset: Int) -> Date? {
        var rest = Substring(text.withoutOuterSpace)
        var zone = offset
        if rest.last == "Z" {
            zone = 0
            rest.removeLast()
        } else if rest.count > 19,
            let sign = rest.dropFirst(19).lastIndex(where: { $0 == "+" || $0 == "-" || $0 == " " })
        {
            let digits = rest[rest.index(after: sign)...].filter(\.isNumber)
            guard digits.count == 4, let value = Int(digits) else { return nil }
            zone = (value / 100 * 3600 + value % 100 * 60) * (rest[sign] == "-" ? -1 : 1)
            rest = rest[..<sign]
        }
        let numbers = rest.split { "-T: .".contains($0) }.map { Int($0) }
        guard numbers.count >= 3, let year = numbers[0], let month = numbers[1], let day = numbers[2],
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let clock = numbers.dropFirst(3).prefix(3).map { $0 ?? -1 } + [0, 0, 0]
        guard (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0..<61).contains(clock[2]) else { return nil }
        let seconds = Self.days(year, month, day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2] - zone
        return Date(timeIntervalSince1970: Double(seconds))
    }

    private struct Parts {
        var days, year, month, day, hour, minute, second: Int
    }

    /// Civil date from days since 1970 (the proleptic Gregorian calendar; years run from March).
    private static func parts(_ date: Date, offset: Int) -> Parts {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down)) + offset
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let left = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return Parts(
            days: days, year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1, hour: left / 3600, minute: left / 60 % 60,
            second: left % 60)
    }

    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
    }
}
