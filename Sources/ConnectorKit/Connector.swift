import Commerce
import Foundation

/// One account at one channel, ready to be called. What a channel cannot do is `nil`.
///
/// A connector knows no tables, no retries and no other channel: each call is one attempt, sorted by what happens next.
public protocol Connector: Sendable {
    static var manifest: Manifest { get }
    /// Who and what is on the other side; proves that address and credentials work.
    func identify() async throws(ConnectorError) -> Answer<ShopIdentity>
    var listings: (any ListingReading)? { get }
    var offers: (any OfferWriting)? { get }
    /// Many quantities in one document; `nil` unless a connector says otherwise.
    var feeds: (any FeedWriting)? { get }
    var orders: (any OrderReading)? { get }
    var shipments: (any ShipmentWriting)? { get }
    /// Cancelling and refunding; `nil` unless a connector says otherwise.
    var reversals: (any OrderReversing)? { get }
    var webhooks: (any WebhookRegistering)? { get }
    /// Making and changing listings; `nil` unless a connector says otherwise.
    var catalogue: (any ListingEditing)? { get }
    /// What the channel keeps and counts itself; `nil` unless a connector says otherwise.
    var keptStock: (any KeptStockReading)? { get }
    /// How the channel books the merchant's money; `nil` unless a connector says otherwise.
    var finances: (any FinanceReading)? { get }
    /// What everybody asks for the merchant's goods; `nil` unless a connector says otherwise.
    var market: (any MarketPriceReading)? { get }
    /// Finding products in the catalogue that all sellers share; `nil` unless a connector says otherwise.
    var products: (any ProductSearching)? { get }
    /// Taking listings off sale for a moment; `nil` unless a connector says otherwise.
    var resting: (any ListingResting)? { get }
    /// `nil` unless a connector says otherwise: where the channel tells our rights, or knows no harmless way.
    var writeProof: (any WriteProving)? { get }
}

extension Connector {
    public var writeProof: (any WriteProving)? { nil }
    public var feeds: (any FeedWriting)? { nil }
    public var keptStock: (any KeptStockReading)? { nil }
    public var finances: (any FinanceReading)? { nil }
    public var market: (any MarketPriceReading)? { nil }
    public var products: (any ProductSearching)? { nil }
}

/// Shows that we may write, by a request that changes nothing.
public protocol WriteProving: Sendable {
    /// - Throws: `unauthorized` or `refused` where we may not.
    func prove() async throws(ConnectorError) -> Answer<Void>
}

/// What a call brought, and what it told about the channel by the way.
public struct Answer<Value: Sendable>: Sendable {
    public var value: Value
    /// The channel's own clock, from the answer; whole seconds on most.
    public var channelTime: Date?
    /// How long the channel took.
    public var latency: Duration
    /// What it told about its limits, by the names of the manifest's budgets.
    public var budgets: [String: BudgetReading]

    public init(
        _ value: Value, channelTime: Date?, latency: Duration, budgets: [String: BudgetReading] = [:]
    ) {
        self.value = value
        self.channelTime = channelTime
        self.latency = latency
        self.budgets = budgets
    }

    /// The same call's answer, as something else.
    public func answer<Other: Sendable>(_ other: Other) -> Answer<Other> {
        Answer<Other>(other, channelTime: self.channelTime, latency: self.latency, budgets: self.budgets)
    }
}

public protocol ListingReading: Sendable {
    /// One page of everything the shop lists, or of what changed since `modifiedAfter` (the channel's clock).
    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<ListingPage>
    /// Reads these offers now. One that is gone is missing from the answer. At most `manifest.readBatch` at once.
    func read(_ refs: [OfferRef]) async throws(ConnectorError) -> Answer<[RemoteOffer]>
}

public protocol OfferWriting: Sendable {
    /// Sets quantities and prices, absolute. At most `manifest.writeBatch` at once; one call out per group that
    /// `callGroup` names, so pass changes of one group only.
    func write(_ changes: [OfferChange]) async throws(ConnectorError) -> Answer<[OfferResult]>
    /// Changes with equal names can share one call (on WooCommerce: simple products, or one parent's variations).
    func callGroup(of ref: OfferRef) -> String
}

public protocol OrderReading: Sendable {
    /// One page of orders changed after `modifiedAfter` (the channel's clock), oldest change first.
    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage>
    /// Whether that leaves an order out while its latest change is fresh, however long ago it was placed. Then only a page by the time of
    /// placing tells which orders there are; changes are looked for with each sweep.
    var hidesFreshChanges: Bool { get }
    /// One page of orders placed after an instant of the channel's clock.
    func page(_ token: PageToken?, placedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage>
    /// Reads one order; `nil` when the channel says it does not exist.
    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?>
}

extension OrderReading {
    public var hidesFreshChanges: Bool { false }
    /// What was placed was changed, too.
    public func page(_ token: PageToken?, placedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        try await self.page(token, modifiedAfter: placedAfter)
    }
}

public protocol ShipmentWriting: Sendable {
    func confirm(_ shipment: ShipmentNotice) async throws(ConnectorError) -> Answer<Void>
}

public protocol WebhookRegistering: Sendable {
    /// Makes sure that every topic of the manifest is delivered to `address`, switched on, signed with `secret`. Safe to repeat.
    ///
    /// - Parameter writesSecret: Whether the secret is written where all looks well, too. No channel shows it: whoever knows
    ///   from a delivery that the shop has it need not write it.
    func ensure(
        address: URL, secret: String, writesSecret: Bool
    ) async throws(ConnectorError) -> Answer<[WebhookState]>
    /// Which of the manifest's topics are delivered to `address` now, switched on. Changes nothing.
    func standing(address: URL) async throws(ConnectorError) -> Answer<Set<String>>
    /// Takes away what `ensure` put there.
    func remove(address: URL) async throws(ConnectorError) -> Answer<Void>
    /// The queue that is delivered to, where that is no address of ours.
    var queue: URL? { get }
    /// Which topics are subscribed to, where these are not all of the manifest's. One `ensure` may look after some of them, and
    /// tells of those alone; the rest is looked after with the next.
    var topics: [String]? { get }
}

extension WebhookRegistering {
    public var queue: URL? { nil }
    public var topics: [String]? { nil }
}
