import Commerce
import ConnectorKit
import Foundation
import Wire

/// Amazon, Selling Partner API. Facts and their sources: `shared/marketplaces/amazon/README.md` ("notes" below) and the
/// vendor's Swagger models beside it.
public enum Amazon {
    public static let manifest: Manifest = {
        var manifest = Manifest(
            id: "amazon", displayName: "Amazon",
            // Only where the merchant's own app was authorised by the merchant alone; else the consent says both.
            fields: [
                CredentialField(
                    name: "seller", label: "Seller id",
                    help: "Seller Central → Settings → Account Info → Your Merchant Token.", isSecret: false),
                CredentialField(
                    name: "refresh-token", label: "Refresh token",
                    help: "Seller Central → Develop Apps → Authorize app: begins with Atzr|.", isSecret: true),
            ],
            // Delivered to queues of AWS only (notes, "Push").
            webhookTopics: AmazonTopic.allCases.map(\.rawValue),
            // `patchListingsItem` takes one SKU; `searchListingsItems` twenty identifiers.
            writeBatch: 1, readBatch: AmazonListings.pageSize,
            // Five a second for each operation: six calls of a second each use them up.
            concurrency: 1...6,
            // Not published; merchants see changes after "a few minutes" (notes, trap 1).
            patience: .seconds(300),
            // A search sees orders that are two minutes old (searchOrders, "lastUpdatedBefore").
            orderLag: .seconds(150), readStaleness: .seconds(10),
            // One search in three minutes is what Amazon gives (searchOrders, usage plan).
            orderPollInterval: .seconds(180), readBackInterval: .seconds(24 * 3600),
            zeroIsReversible: true,
            // No ETag, no version (notes, "Idempotency").
            comparesAndSets: false, writesDeltas: false, budgets: AmazonOperation.budgets)
        // ACCEPTED is not applied (notes, trap 1).
        manifest.firstLook = .seconds(10)
        // Half an hour is what merchants report of late, whatever the size (models issue 5151, March 2026); "under high load
        // conditions it is not uncommon for feeds to take up to eight hours" (Feeds API use case guide, in models issue 657).
        manifest.feed = FeedPlan(most: AmazonFeeds.most, usual: .seconds(1_800), deadline: .seconds(8 * 3_600))
        // Each topic is looked at by a call of its own.
        manifest.callCosts = [.hooks: AmazonNotifications.atOnce]
        // A search shows an order two minutes after the sale; asked for by its id it is there.
        manifest.readsNamedOrders = true
        // Counts there are summed up by Amazon now and then; how often is not published.
        manifest.keptStock = KeptStockPlan(place: "Fulfilment by Amazon", interval: .seconds(900))
        // What was sold is booked up to two days late (listTransactions); a span of more than 180 days answers nothing.
        manifest.finances = FinancePlan(
            interval: .seconds(6 * 3_600), overlap: .seconds(3 * 86_400), longest: .seconds(90 * 86_400))
        // Ten listings a second is what the plan gives: 100,000 take three hours.
        manifest.market = MarketPlan(batch: AmazonMarketPrices.most, interval: .seconds(4 * 3_600))
        manifest.addressExample = "DE, FR"
        manifest.lacking = [
            // Notes, "Operations", marked [U].
            .cancel:
                "No source confirms the way: the published models have no operation for it, only feeds in XML whose "
                + "schemas are not published with them. Seller Central does it, and the hub takes it in.",
            .refund:
                "No source confirms the way: the published models have no operation for it, only feeds in XML whose "
                + "schemas are not published with them. Seller Central does it.",
        ]
        return manifest
    }()

    /// What the hub composes.
    public static let channel: ChannelDescriptor = {
        var channel = Self.opening
        channel.places = { (address) throws(ConnectorError) in try AmazonPlace(address).stores }
        return channel
    }()

    private static let opening = ChannelDescriptor(
        manifest: Self.manifest, verifier: nil, oauth: AmazonOAuth(),
        queue: { (queue, transport, now) throws(ConnectorError) in
            try AmazonQueue(queue, transport: transport, now: now)
        }
    ) { account throws(ConnectorError) in
        guard let app = account.app else {
            throw .refused(
                code: "app-missing", field: "app",
                message: "Give this installation's Amazon app first: client id and client secret.")
        }
        guard let tokens = account.tokens else { throw .unauthorized(code: "no-consent") }
        guard let seller = account.remoteID ?? tokens.account, !seller.isEmpty else {
            throw .refused(code: "no-seller", field: "seller", message: "Amazon did not say whose account this is.")
        }
        var settings = AmazonSettings()
        settings.currency = account.currency
        if let timeout = account.timeout {
            settings.readTimeout = timeout
            settings.writeTimeout = timeout
        }
        return AmazonConnector(
            api: AmazonAPI(
                place: try AmazonPlace(account.address), seller: seller, app: app, tokens: tokens,
                transport: account.transport, settings: settings, now: account.now),
            queue: app.queue, notes: account.notes)
    }
}

/// What may differ between two uses of the connector.
public struct AmazonSettings: Sendable {
    /// The home marketplace's currency. Prices in another are not written.
    public var currency: Currency?
    /// Deadline of one call. A write of a price is two requests, and both together end within `writeTimeout`. Default 30 s
    /// and 60 s.
    public var readTimeout: Duration = .seconds(30)
    public var writeTimeout: Duration = .seconds(60)
    /// Bytes of one answer. Default 16 MiB: a hundred orders with their items take some.
    public var answerLimit = 16 << 20

    public init() {}

    /// What is read for people alone may keep others waiting for so long at most.
    var idleTimeout: Duration { min(self.readTimeout, .seconds(15)) }
    /// What a change that reads first may spend on reading; the rest is for writing.
    var readBeforeWriteTimeout: Duration { self.writeTimeout / 3 }
    var writeAfterReadTimeout: Duration { self.writeTimeout * 2 / 3 }
}

/// One seller's account in one region, as its home marketplace shows it.
public struct AmazonConnector: Connector {
    public static var manifest: Manifest { Amazon.manifest }
    let api: AmazonAPI
    private let notifications: AmazonNotifications?
    private let notes: ChannelNotes

    /// - Parameter queue: Where notifications are delivered; `nil` where none is set.
    init(api: AmazonAPI, queue: ChannelQueue? = nil, notes: ChannelNotes = ChannelNotes()) {
        self.api = api
        self.notes = notes
        guard let queue else {
            self.notifications = nil
            return
        }
        // One that is none is told of by whoever reads it; the account can be used without.
        self.notifications = (try? AmazonQueuePlace(queue.address)).map {
            AmazonNotifications(api: api, place: $0, isForwarded: queue.isForwarded, notes: notes)
        }
    }

    /// - Parameters:
    ///   - address: As `AmazonPlace` reads it: `DE`, `amazon.de, amazon.fr`, or a base address of another host.
    ///   - seller: The seller's id (merchant token), which only the consent tells.
    ///   - now: For latency and `Retry-After` dates.
    public init(
        address: String, seller: String, app: ChannelApp, tokens: OAuthTokens, transport: any Transport,
        settings: AmazonSettings = AmazonSettings(), now: @escaping @Sendable () -> Date
    ) throws(ConnectorError) {
        self.init(
            api: AmazonAPI(
                place: try AmazonPlace(address), seller: seller, app: app, tokens: tokens, transport: transport,
                settings: settings, now: now), queue: app.queue)
    }

    public func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        let found = try await self.api.get(
            AmazonWire.Participations.self, .getMarketplaceParticipations, "/sellers/v1/marketplaceParticipations")
        let active = (found.value.payload ?? []).filter(\.participation.isParticipating)
        let home = self.api.place.home
        for wanted in self.api.place.marketplaces where !active.contains(where: { $0.marketplace.id == wanted.id }) {
            let others = Set(active.map(\.marketplace.countryCode)).sorted().joined(separator: ", ")
            throw .refused(
                code: "not-participating", field: "address",
                message:
                    "This account does not sell on \(wanted.domain). It sells in: \(others.isEmpty ? "-" : others).")
        }
        let store = active.first { $0.marketplace.id == home.id }
        return found.answer(
            ShopIdentity(
                name: HTMLText.plain(store?.storeName ?? "Amazon \(home.country)"), version: nil,
                currency: Currency(store?.marketplace.defaultCurrencyCode ?? home.currency),
                remoteID: self.api.seller))
    }

    public var listings: (any ListingReading)? { AmazonListings(api: self.api, notes: self.notes) }
    public var offers: (any OfferWriting)? { AmazonOffers(api: self.api) }
    public var feeds: (any FeedWriting)? { AmazonFeeds(api: self.api) }
    public var orders: (any OrderReading)? { AmazonOrders(api: self.api) }
    public var shipments: (any ShipmentWriting)? { AmazonShipments(api: self.api) }
    public var keptStock: (any KeptStockReading)? { AmazonKeptStock(api: self.api) }
    public var finances: (any FinanceReading)? { AmazonFinances(api: self.api) }
    public var market: (any MarketPriceReading)? { AmazonMarketPrices(api: self.api) }
    public var products: (any ProductSearching)? { AmazonProducts(api: self.api) }
    public var catalogue: (any ListingEditing)? { AmazonCatalogue(api: self.api) }
    public var webhooks: (any WebhookRegistering)? { self.notifications }
}
