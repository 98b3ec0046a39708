public import Foundation
public import Wire

/// The installation's own registration at a channel: all tenants come in through it, and its limits are theirs together.
public struct ChannelApp: Sendable, Hashable {
    /// Public: it stands in the address of the consent page.
    public var clientID: String
    public var clientSecret: String
    /// What the channel signs webhooks with that it delivers for the whole app; `nil` where it has none.
    public var webhookSecret: String?
    /// What the app is called on the consent page, where that is not `clientID` (Amazon's application id). Public.
    public var applicationID: String?
    /// Where the channel delivers to a queue of ours, and one is set.
    public var queue: ChannelQueue?

    public init(
        clientID: String, clientSecret: String, webhookSecret: String? = nil, applicationID: String? = nil,
        queue: ChannelQueue? = nil
    ) {
        self.queue = queue
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.webhookSecret = webhookSecret
        self.applicationID = applicationID
    }
}

extension ChannelApp: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "app \(self.clientID)" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What one merchant's consent gave. Sealed in the vault; never logged.
public struct OAuthTokens: Sendable, Hashable, Codable {
    public var access: String
    /// `nil` where the channel gives none.
    public var refresh: String?
    /// Our clock, from the answer's own lifetime.
    public var expiresAt: Date
    /// When the merchant must consent again; `nil` where the channel does not tell.
    public var refreshExpiresAt: Date?
    public var scopes: [String]
    /// Whose they are at the channel, where only the consent tells (Amazon's seller id); `nil` where a call does.
    public var account: String?

    public init(
        access: String, refresh: String?, expiresAt: Date, refreshExpiresAt: Date? = nil, scopes: [String] = [],
        account: String? = nil
    ) {
        self.access = access
        self.refresh = refresh
        self.expiresAt = expiresAt
        self.refreshExpiresAt = refreshExpiresAt
        self.scopes = scopes
        self.account = account
    }
}

extension OAuthTokens: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "tokens until \(self.expiresAt)" }
    public var debugDescription: String { self.description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where a flow's calls go: the channel itself, or a twin of it.
public struct OAuthPlace: Sendable {
    public var app: ChannelApp
    /// As the connection's address field holds it; empty for the channel's own.
    public var address: String
    public var transport: any Transport
    public var now: @Sendable () -> Date

    public init(
        app: ChannelApp, address: String, transport: any Transport, now: @escaping @Sendable () -> Date
    ) {
        self.app = app
        self.address = address
        self.transport = transport
        self.now = now
    }
}

/// OAuth 2 authorization code with PKCE (RFC 6749, RFC 7636, S256), as one channel speaks it.
public protocol OAuthFlow: Sendable {
    /// Where the merchant says yes.
    ///
    /// - Parameters:
    ///   - state: Comes back unchanged, and proves that the answer belongs to the question.
    ///   - challenge: Base64url of the SHA-256 of the verifier, without padding.
    func consentPage(
        _ place: OAuthPlace, redirect: URL, state: String, challenge: String, scopes: [String]
    ) throws(ConnectorError) -> URL

    /// Trades the code of the consent for tokens. A code works once.
    func exchange(
        _ place: OAuthPlace, code: String, verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens

    /// The same with all that the consent page's answer brought, by name: where a channel calls the code otherwise, or says
    /// more beside it.
    func exchange(
        _ place: OAuthPlace, answer: [String: String], verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens

    /// Tokens from what a merchant typed, by the names of the manifest's fields, instead of a consent on the page.
    ///
    /// - Returns: `nil` where the channel has no such way.
    func tokens(_ place: OAuthPlace, typed: [String: String]) async throws(ConnectorError) -> OAuthTokens?

    /// New tokens for old ones. Where the channel rotates, the old refresh token is spent afterwards.
    ///
    /// - Throws: `.unauthorized` when the merchant must consent again.
    func refresh(_ place: OAuthPlace, _ tokens: OAuthTokens) async throws(ConnectorError) -> OAuthTokens
}

extension OAuthFlow {
    public func exchange(
        _ place: OAuthPlace, answer: [String: String], verifier: String, redirect: URL
    ) async throws(ConnectorError) -> OAuthTokens {
        guard let code = answer["code"] else { throw .unreadable("The answer of the consent page has no code.") }
        return try await self.exchange(place, code: code, verifier: verifier, redirect: redirect)
    }

    public func tokens(_ place: OAuthPlace, typed: [String: String]) async throws(ConnectorError) -> OAuthTokens? {
        nil
    }
}
