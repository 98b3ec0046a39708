import Foundation
import Wire

/// Times as eBay writes them: `[YYYY]-[MM]-[DD]T[hh]:[mm]:[ss].[sss]Z` (contracts, "creationDate").
enum EbayTime {
    static func text(_ date: Date) -> String { UTCTime(date).text + ".000Z" }

    static func date(_ text: String) -> Date? {
        (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
    }
}
