import Foundation
import Wire

/// Time limits, the same for listings and orders.
enum WooCommercePosition {
    /// `modified_after` leaves the named second out and is local time unless told (shop notes, trap 4). Times are whole
    /// seconds, so one second earlier is asked for: what changed within the same second is met twice rather than never.
    static func after(_ time: Date) -> [(String, String)] {
        [("modified_after", UTCTime(time.addingTimeInterval(-1)).text), ("dates_are_gmt", "true")]
    }
}
