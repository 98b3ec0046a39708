import Foundation

/// What becomes of a feed that was handed in, where it is not all as it should be.
public enum AmazonFeedFate: String, Sendable, Codable, CaseIterable {
    case whole
    /// Every third message is refused.
    case everyThirdRefused
    /// The report counts one message fewer than there were, and names none: one of them was dropped.
    case countedShort
    /// It is worked through, and its report never comes.
    case noReport
    /// It stays in progress.
    case neverEnds
    /// It stays in the queue.
    case neverBegins
    /// Aborted after half of it was done.
    case fatal
    /// Cancelled before it began.
    case cancelled
}

/// One seller's feeds and the documents they are made of.
struct AmazonFeedDesk: Sendable, Codable {
    struct Feed: Sendable, Codable {
        var id: String
        var document: String
        var created: Date
        var status = "IN_QUEUE"
        var started: Date?
        var ended: Date?
        var report: String?
        var fate: AmazonFeedFate
    }

    /// An address that is good for some minutes.
    struct Link: Sendable, Codable {
        var document: String
        var mayWrite: Bool
        /// Wall time.
        var until: Date
    }

    /// Wall seconds that one feed takes; they are worked through one after the other.
    var seconds = 30.0
    /// Of feeds handed in from now on.
    var fate = AmazonFeedFate.whole
    var feeds: [String: Feed] = [:]
    var documents: [String: Data] = [:]
    var links: [String: Link] = [:]
    /// When the last feed that was handed in will have been worked through; wall time.
    var lastEnd = Date.distantPast
    /// When listings feeds were handed in; the shop's clock.
    var handedIn: [Date] = []

    /// "This URL expires after 5 minutes" (FeedDocument).
    static let linkSeconds = 300.0
    /// Five listings feeds in five minutes (vendor's changelog, 6 May 2025).
    static let most = 5
    static let window = 300.0
    static let type = "JSON_LISTINGS_FEED"
}
