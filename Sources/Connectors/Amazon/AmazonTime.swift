import Foundation
import Wire

/// Times as the Selling Partner API writes them: ISO 8601 in UTC, with or without parts of a second.
enum AmazonTime {
    static func text(_ date: Date) -> String { UTCTime(date).text + "Z" }

    static func date(_ text: String) -> Date? {
        let style = Date.ISO8601FormatStyle()
        return (try? style.parse(text)) ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
    }
}
