/// Writes the quantities of many listings as one document, which the channel takes now and works through later.
///
/// A feed is a write whose answer is not known yet: handing it in twice makes two, so who hands it in stores the intent of
/// every message first, and never hands in again what may have been taken.
public protocol FeedWriting: Sendable {
    /// Hands a document in. At most `FeedPlan.most` messages, each for another listing.
    ///
    /// - Returns: The channel's id of the feed.
    /// - Throws: `unknownOutcome` where the channel may have taken it; another error only where nothing has happened.
    func submit(_ messages: [FeedMessage]) async throws(ConnectorError) -> Answer<String>
    /// How far a feed is.
    func look(at feed: String) async throws(ConnectorError) -> Answer<FeedProgress>
    /// What became of the messages of a feed that has ended.
    ///
    /// - Parameter report: As `FeedProgress.ended` named it.
    func report(_ report: String) async throws(ConnectorError) -> Answer<FeedReport>
    /// Asks that a feed of which nothing is begun is not worked through. That it was heard shows when it is looked at.
    ///
    /// - Throws: `refused` where it is begun, or the channel takes no feed back.
    func cancel(_ feed: String) async throws(ConnectorError) -> Answer<Void>
}

extension FeedWriting {
    public func cancel(_ feed: String) async throws(ConnectorError) -> Answer<Void> {
        throw .refused(code: "not-offered", field: nil, message: "This channel takes no feed back.")
    }
}

/// One listing's quantity in a feed.
public struct FeedMessage: Sendable, Hashable {
    /// 1, 2, 3, …: what the channel's report calls it.
    public var number: Int
    public var ref: OfferRef
    /// Units, at least 1: none at all does not wait for a feed.
    public var quantity: Int

    public init(number: Int, ref: OfferRef, quantity: Int) {
        self.number = number
        self.ref = ref
        self.quantity = quantity
    }
}

public enum FeedProgress: Sendable, Hashable {
    /// It waits for its turn; none of it is begun.
    case queued
    case underWay
    /// It was stopped before any of it was done.
    case cancelled
    /// It broke off: some of it, none, or all may have been done.
    case broken
    /// All was worked through; what became of each stands in this report.
    case ended(report: String)
}

/// What a channel says of a feed's messages, once it has worked through them.
public struct FeedReport: Sendable, Hashable {
    public struct Refusal: Sendable, Hashable {
        public var code: String
        public var field: String?
        public var message: String

        public init(code: String, field: String?, message: String) {
            self.code = code
            self.field = field
            self.message = message
        }
    }

    /// By message.
    public var refused: [Int: Refusal]
    /// How many messages it took, as the channel counts.
    public var accepted: Int

    public init(refused: [Int: Refusal], accepted: Int) {
        self.refused = refused
        self.accepted = accepted
    }

    /// Whether the messages that it does not name as refused were taken: where the channel's count is another, one of them is
    /// missing and nobody can say which.
    public func isWhole(of messages: Int) -> Bool { self.accepted == messages - self.refused.count }
}

/// How a channel works through feeds.
public struct FeedPlan: Sendable, Hashable {
    /// Messages in one document.
    public var most: Int
    /// From handing in to its end, as things usually are. Calls that would reach an offer sooner are left to do so.
    public var usual: Duration
    /// After this a feed that never ended can no longer take effect.
    public var deadline: Duration

    public init(most: Int, usual: Duration, deadline: Duration) {
        self.most = most
        self.usual = usual
        self.deadline = deadline
    }
}
