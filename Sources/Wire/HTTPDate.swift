import Foundation

/// Dates in HTTP headers (RFC 9110, 5.6.7): the form in use and the two obsolete ones that must be understood.
public enum HTTPDate {
    /// - Parameter now: Decides the century of a two-digit year: one that seems more than 50 years ahead is past.
    /// - Returns: `nil` when `text` is none of the three forms.
    public static func parse(_ text: String, now: Date) -> Date? {
        let parts = text.split { $0 == " " || $0 == "," }.map(String.init)
        switch parts.count {
        case 6 where parts[5] == "GMT":  // Sun, 06 Nov 1994 08:49:37 GMT
            return Self.date(year: Int(parts[3]), month: parts[2], day: parts[1], time: parts[4])
        case 4 where parts[3] == "GMT":  // Sunday, 06-Nov-94 08:49:37 GMT
            let day = parts[1].split(separator: "-").map(String.init)
            guard day.count == 3, let short = Int(day[2]), (0...99).contains(short) else { return nil }
            return Self.date(year: Self.century(of: short, now: now), month: day[1], day: day[0], time: parts[2])
        case 5:  // Sun Nov  6 08:49:37 1994
            return Self.date(year: Int(parts[4]), month: parts[1], day: parts[2], time: parts[3])
        default: return nil
        }
    }

    /// `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. Never below zero nor above one day.
    public static func retryAfter(_ text: String, now: Date) -> Duration? {
        let text = text.withoutOuterSpace
        let seconds: Int
        if let number = Int(text) {
            seconds = number
        } else if let date = Self.parse(text, now: now) {
            seconds = Int(date.timeIntervalSince(now).rounded(.up))
        } else {
            return nil
        }
        return .seconds(min(max(0, seconds), 86_400))
    }

    private static func century(of short: Int, now: Date) -> Int {
        let current = UTCTime(now).year
        let year = current / 100 * 100 + short
        return year > current + 50 ? year - 100 : year
    }

    private static func date(year: Int?, month: String, day: String, time: String) -> Date? {
        let clock = time.split(separator: ":").map { Int($0) }
        guard let year, let month = Self.months.firstIndex(of: month), let day = Int(day), clock.count == 3,
            let hour = clock[0], let minute = clock[1], let second = clock[2]
        else { return nil }
        return UTCTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)?.date
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
