public import Foundation
public import Wire

/// A queue of this installation's own that a channel delivers to, instead of to an address of ours.
public struct ChannelQueue: Sendable, Hashable {
    public var address: URL
    /// Of the account that may read it. Public.
    public var keyID: String
    public var secret: String
    /// Whether what the channel hands to another service first is forwarded into this queue, too (Amazon: EventBridge).
    public var isForwarded: Bool

    public init(address: URL, keyID: String, secret: String, isForwarded: Bool = false) {
        self.address = address
        self.keyID = keyID
        self.secret = secret
        self.isForwarded = isForwarded
    }
}

extension ChannelQueue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "queue \(self.address), key \(self.keyID)" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Reads a queue to which a channel delivers for all shops of an app. A message stays until it is removed, and comes again
/// where it is not; it may also come twice.
public protocol NoticeQueue: Sendable {
    /// Waits until there is something, at most `wait`.
    func receive(wait: Duration) async throws(ConnectorError) -> [QueuedNotice]
    /// Takes messages off the queue: what they ask for is stored.
    func remove(_ messages: [QueuedNotice]) async throws(ConnectorError)
    /// About how many messages are waiting. Takes none.
    func waiting() async throws(ConnectorError) -> Int
}

/// One message of a queue, reduced to what to read.
public struct QueuedNotice: Sendable, Hashable {
    /// What the queue wants to hear when it is removed.
    public var receipt: String
    /// Whose, as `ShopIdentity.remoteID` names it; `nil` where it is no shop's.
    public var shop: String?
    public var notice: WebhookNotice

    public init(receipt: String, shop: String?, notice: WebhookNotice) {
        self.receipt = receipt
        self.shop = shop
        self.notice = notice
    }
}

/// Opens a queue. Calls nothing.
public typealias QueueOpening =
    @Sendable (
        _ queue: ChannelQueue, _ transport: any Transport, _ now: @escaping @Sendable () -> Date
    ) throws(ConnectorError) -> any NoticeQueue
