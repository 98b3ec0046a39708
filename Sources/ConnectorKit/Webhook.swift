import Foundation

/// What is left of a webhook once it was verified on its raw bytes: which resource to read. Its body never sets a value, and of
/// a person it leaves only how the channel knows one who asks about their data.
public enum WebhookNotice: Sendable, Hashable {
    /// The channel tries whether anybody is there; answer 200 and do nothing.
    case ping
    /// An order changed; `key` is its id at the channel.
    case order(key: String)
    /// A listing changed; `key` is its id at the channel.
    case listing(key: String)
    /// A number of units changed; `key` is the channel's id of what it counts, where that is not the listing: it stands behind the
    /// dash of `OfferRef.variation`.
    case item(key: String)
    /// What the channel keeps itself changed.
    case kept
    /// A feed was worked through; `key` is its id at the channel.
    case feed(key: String)
    /// The merchant took our access away: to be believed once the channel refuses us.
    case accessEnded
    /// Somebody asks about the data held of them, or a shop that left about all of its own.
    case subject(SubjectAsk)
    /// Signed and of no interest.
    case ignored(topic: String)
}

public enum WebhookError: Error, Sendable, Hashable {
    case badSignature, missingHeader(String), tooLarge, unreadable(String)
}

/// Verifies one channel's webhooks. Pure: raw bytes in, a notice out.
public protocol WebhookVerifying: Sendable {
    func verify(
        headers: [(name: String, value: String)], body: [UInt8], secret: String, now: Date
    ) throws(WebhookError)
        -> WebhookNotice

    /// Which shop a verified body is about, as `ShopIdentity.remoteID` names it: where a channel delivers for a whole app
    /// to one address. `nil` where the address itself is one shop's.
    func shop(of body: [UInt8]) -> String?
}

/// What a channel signs webhooks with where it makes that up itself: the secret of our app, or one that the merchant typed.
public typealias SigningSecret = @Sendable (_ app: ChannelApp?, _ credentials: [String: String]) -> String?

extension WebhookVerifying {
    public func shop(of body: [UInt8]) -> String? { nil }
}
