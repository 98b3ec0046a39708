import Commerce
public import Foundation
import Wire

/// Everything the hub needs to offer a channel: what it is, how to open an account of it, how to check its webhooks.
/// The hub composes a plain list of these; nothing registers itself anywhere.
public struct ChannelDescriptor: Sendable {
    public var manifest: Manifest
    /// Opens one account. Calls nothing; `identify()` proves that it works.
    public var make: @Sendable (_ account: ChannelAccount) throws(ConnectorError) -> any Connector
    /// `nil` where the channel has no webhooks.
    public var verifier: (any WebhookVerifying)?
    /// Finds the keys that deliveries for the whole app are checked with; `nil` where they are signed with the app's secret.
    public var hookKeys: (any HookKeyFinding)?
    /// Opens a queue of ours that the channel delivers to; `nil` where it does not.
    public var queue: QueueOpening?
    /// How a merchant lets us in; `nil` where they type keys.
    public var oauth: (any OAuthFlow)?
    /// How a merchant lets us in who opened our app inside of the channel's own pages; `nil` where it has no such.
    public var sessions: (any SessionGranting)?
    /// `nil` where each connection has a secret of its own, which we tell the channel.
    public var signingSecret: SigningSecret?
    /// Whether keys that a merchant types are used as they are, where the channel also has a consent page: they belong to an
    /// app of the merchant's own.
    public var keysStandAlone = false
    /// The places that an address names, each in one spelling however it was typed. An account is a shop
    /// (`ShopIdentity.remoteID`) at a place: what two addresses have in common, two connections would count twice.
    public var places: @Sendable (_ address: String) throws(ConnectorError) -> [String] = {
        (address) throws(ConnectorError) in [address]
    }
    /// Whether each place is one shop's alone, so that it needs no id beside it.
    public var placeIsShop = false

    public init(
        manifest: Manifest, verifier: (any WebhookVerifying)?, oauth: (any OAuthFlow)? = nil,
        queue: QueueOpening? = nil,
        make: @escaping @Sendable (_ account: ChannelAccount) throws(ConnectorError) -> any Connector
    ) {
        self.manifest = manifest
        self.verifier = verifier
        self.oauth = oauth
        self.queue = queue
        self.make = make
    }
}

extension ChannelDescriptor {
    /// Whether an account with these credentials is let in by the merchant's consent.
    public func asksConsent(_ credentials: some Collection) -> Bool {
        self.oauth != nil && (credentials.isEmpty || !self.keysStandAlone)
    }
}

/// What opens one account at one channel.
public struct ChannelAccount: Sendable {
    /// As the merchant typed it; channels with one address for all ignore it.
    public var address: String
    /// By the names of the manifest's fields.
    public var credentials: [String: String]
    /// Our registration at the channel, where it wants one.
    public var app: ChannelApp?
    /// What the merchant's consent gave, fresh enough for the calls to come; `nil` where they type keys.
    public var tokens: OAuthTokens?
    /// What `identify()` said. Without it prices are neither read nor written.
    public var currency: Currency?
    /// The shop's id at the channel, as `identify()` said. Without it a connector may have to ask for it first.
    public var remoteID: String?
    /// The channel's id of the place whose units the connection keeps in step (`RemoteLocation`); `nil` for the channel's main one.
    public var location: String?
    /// What the connector may keep from visit to visit; it must also do without.
    public var notes: ChannelNotes
    public var transport: any Transport
    /// Deadline of one call; `nil` for the connector's own.
    public var timeout: Duration?
    /// Our clock.
    public var now: @Sendable () -> Date

    public init(
        address: String, credentials: [String: String], app: ChannelApp? = nil, tokens: OAuthTokens? = nil,
        currency: Currency? = nil, remoteID: String? = nil, location: String? = nil,
        notes: ChannelNotes = ChannelNotes(),
        transport: any Transport, timeout: Duration? = nil, now: @escaping @Sendable () -> Date
    ) {
        self.address = address
        self.credentials = credentials
        self.app = app
        self.tokens = tokens
        self.currency = currency
        self.remoteID = remoteID
        self.location = location
        self.notes = notes
        self.transport = transport
        self.timeout = timeout
        self.now = now
    }
}
