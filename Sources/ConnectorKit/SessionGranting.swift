public import Foundation

/// Who opened our app inside of a channel's own pages, as the channel says it: a token that it signed, good for a moment.
public struct ChannelSession: Sendable, Hashable {
    /// Of the shop, as a connection's address field takes it.
    public var address: String
    /// What the channel signed, letter by letter: it names this token among all of them. Never shown.
    public var signed: String
    /// The channel's clock.
    public var expiresAt: Date
    /// The origins, `https://…`, whose pages may show ours within them.
    public var frames: [String]

    public init(address: String, signed: String, expiresAt: Date, frames: [String]) {
        self.address = address
        self.signed = signed
        self.expiresAt = expiresAt
        self.frames = frames
    }
}

extension ChannelSession: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "a session at \(self.address)" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Trades the token of such a session for tokens of the app (RFC 8693): no page of consent, since the merchant has installed
/// the app and sits before it.
public protocol SessionGranting: Sendable {
    /// The field in the address of our page that brings the token.
    var field: String { get }

    /// Checks a token and calls nobody.
    ///
    /// - Throws: `refused` for one that the channel did not sign for our app, or that is not good at this moment.
    func open(_ token: String, of app: ChannelApp, now: Date) throws(ConnectorError) -> ChannelSession

    /// - Throws: `refused` where it is of another shop than the place's.
    func exchange(_ place: OAuthPlace, session token: String) async throws(ConnectorError) -> OAuthTokens
}
