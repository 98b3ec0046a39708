import Commerce
import ConnectorKit
import Foundation
import Wire

/// eBay, Sell and Commerce REST interfaces. Facts and their sources: `shared/marketplaces/ebay/README.md` ("notes" below) and the
/// vendor's contracts beside it.
public enum Ebay {
    /// How many SKUs one write takes where nothing else is set: what the operation's text says (notes, "bulkUpdatePriceQuantity").
    public static let batch = 1
    public static let batches = 1...EbayOffers.mostAtOnce

    public static let manifest = Self.manifest(batch: Self.batch)

    static func manifest(batch: Int) -> Manifest {
        var manifest = Manifest(
            id: "ebay", displayName: "eBay",
            // The consent says whose account it is (`getUser`).
            fields: [],
            webhookTopics: [EbayNoticeVerifier.deletion, EbayNoticeVerifier.revocation],
            writeBatch: batch, readBatch: EbayListings.readBatch,
            // No limit of calls at once is published.
            concurrency: 1...6,
            // Not published. A minute is beyond what a gateway waits for its server.
            patience: .seconds(60),
            // Not published either: an order's stamp may come late.
            orderLag: .seconds(60), readStaleness: .seconds(10),
            // 720 of the day's 100,000 calls for each account.
            orderPollInterval: .seconds(120), readBackInterval: .seconds(24 * 3600),
            // With out-of-stock control, which the check of a connection looks at; without it zero ends a listing.
            zeroIsReversible: true,
            // No ETag, no version (notes, "Idempotency").
            comparesAndSets: false, writesDeltas: false, budgets: EbayInterface.budgets)
        // What eBay is confirmed to tell is about accounts (notes, "Push").
        manifest.hearsOfOrders = false
        // A refused price must keep no zero from being written.
        manifest.writesPricesApart = true
        // Each SKU is looked up by a call of its own. A write is one revision of its listing, and so one unit of that limit; that it
        // takes a look beforehand is not counted against the day's two million.
        manifest.callCosts = [
            .listings: 1 + EbayListings.pageSize, .read: 1, .ship: 3, .identify: 2, .orders: 2,
        ]
        manifest.offerCosts = [.read: 1]
        manifest.scopes = Scope.allCases.map(\.rawValue)
        manifest.addressExample = "DE"
        manifest.unseen =
            "Listings that were made on eBay's site, or by other programs, are not among them: eBay shows them here once they are "
            + "moved to its Inventory API (Seller Hub, or eBay's bulkMigrateListing)."
        manifest.lacking = [
            .findProducts: "Listing what eBay's catalogue has is not built; each listing is described by its seller.",
            .cancel:
                "No source confirms the way: the vendor publishes no contract of the interface that cancels, and how it wants to be "
                + "called is contradicted. Seller Hub does it, and the hub takes it in.",
        ]
        return manifest
    }

    /// Rights by feature, the least that do, without what stands before each of them (`EbayOAuth.scopePrefix`).
    public enum Scope: String, Sendable, CaseIterable {
        /// Items, offers, listings, stock and prices.
        case inventory = "sell.inventory"
        /// Orders and tracking.
        case fulfillment = "sell.fulfillment"
        /// Whether a sold-out listing stays; policies.
        case account = "sell.account.readonly"
        /// Giving money back. An account that was connected without it goes on without that.
        case finances = "sell.finances"
        /// Whose account it is.
        case identity = "commerce.identity.readonly"
    }

    /// What the hub composes.
    public static let channel = Self.channel()

    /// - Parameter batch: SKUs in one write, `1...25`.
    public static func channel(batch: Int = Self.batch) -> ChannelDescriptor {
        let batch = min(max(batch, Self.batches.lowerBound), Self.batches.upperBound)
        var channel = ChannelDescriptor(
            manifest: Self.manifest(batch: batch), verifier: EbayNoticeVerifier(), oauth: EbayOAuth()
        ) { account throws(ConnectorError) in
            guard let app = account.app else {
                throw .refused(
                    code: "app-missing", field: "app",
                    message: "Give this installation's eBay app first: client id, client secret and RuName.")
            }
            guard let tokens = account.tokens else { throw .unauthorized(code: "no-consent") }
            var settings = EbaySettings()
            settings.batch = batch
            if let timeout = account.timeout {
                settings.readTimeout = timeout
                settings.writeTimeout = timeout
            }
            return EbayConnector(
                api: EbayAPI(
                    place: try EbayPlace(account.address), app: app, tokens: tokens, transport: account.transport,
                    settings: settings, now: account.now), notes: account.notes)
        }
        channel.hookKeys = EbayNoticeKeys()
        channel.places = { (address) throws(ConnectorError) in [try EbayPlace(address).spelling] }
        return channel
    }
}

/// What may differ between two uses of the connector.
public struct EbaySettings: Sendable {
    /// SKUs in one write. Default 1.
    public var batch = Ebay.batch
    /// Orders on one page, at most 200, the default.
    public var orderPage = EbayOrders.pageSize
    /// Deadline of one call. A write is up to three requests, and all together end within `writeTimeout`. Default 30 s and 60 s.
    public var readTimeout: Duration = .seconds(30)
    public var writeTimeout: Duration = .seconds(60)
    /// Bytes of one answer. Default 32 MiB: a site's categories take some.
    public var answerLimit = 32 << 20

    public init() {}

    /// What a change that reads first may spend on reading; the rest is for writing.
    var readBeforeWriteTimeout: Duration { self.writeTimeout / 3 }
    var writeAfterReadTimeout: Duration { self.writeTimeout * 2 / 3 }
}

/// One eBay account, as one of eBay's sites shows it.
public struct EbayConnector: Connector {
    public static var manifest: Manifest { Ebay.manifest }
    let api: EbayAPI
    private let notes: ChannelNotes

    init(api: EbayAPI, notes: ChannelNotes = ChannelNotes()) {
        self.api = api
        self.notes = notes
    }

    /// - Parameters:
    ///   - address: As `EbayPlace` reads it: `DE`, `ebay.de`, or a base address of another host.
    ///   - now: For latency and `Retry-After` dates.
    public init(
        address: String, app: ChannelApp, tokens: OAuthTokens, transport: any Transport,
        settings: EbaySettings = EbaySettings(), now: @escaping @Sendable () -> Date
    ) throws(ConnectorError) {
        self.init(
            api: EbayAPI(
                place: try EbayPlace(address), app: app, tokens: tokens, transport: transport, settings: settings,
                now: now))
    }

    /// Whose account it is, and whether a listing without units stays there.
    public func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        let found = try await self.api.get(EbayWire.User.self, .identity, "/user/")
        let user = found.value
        guard !user.userId.isEmpty else {
            throw .refused(code: "no-account", field: nil, message: "eBay did not say whose account this is.")
        }
        let site = self.api.marketplace
        var identity = ShopIdentity(
            name: HTMLText.plain(user.username ?? user.userId), version: nil, currency: Currency(site.currency),
            remoteID: user.userId)
        identity.cautions = try await self.cautions()
        return found.answer(identity)
    }

    private static let endsAtZero =
        "Out-of-stock control is off, so that a listing ends when its last unit is sold or written away. Switch it on at eBay: "
        + "My eBay → Selling → Selling preferences → Multi-quantity listings stay active when out of stock."

    /// What a merchant should know. Without the right to look, nothing else suffers.
    private func cautions() async throws(ConnectorError) -> [String] {
        do throws(ConnectorError) {
            let told = try await self.api.get(EbayWire.Programs.self, .account, "/program/get_opted_in_programs")
            let names = Set((told.value.programs ?? []).compactMap(\.programType))
            return names.contains("OUT_OF_STOCK_CONTROL") ? [] : [Self.endsAtZero]
        } catch .refused {
            return []
        }
    }

    private var reader: EbayListings { EbayListings(api: self.api, notes: self.notes) }
    private var orderReader: EbayOrders { EbayOrders(api: self.api, listings: self.reader, notes: self.notes) }

    public var listings: (any ListingReading)? { self.reader }
    public var offers: (any OfferWriting)? { EbayOffers(api: self.api, listings: self.reader) }
    public var orders: (any OrderReading)? { self.orderReader }
    public var catalogue: (any ListingEditing)? { EbayCatalogue(api: self.api, listings: self.reader) }
    public var reversals: (any OrderReversing)? { EbayReversals(orders: self.orderReader) }
    public var shipments: (any ShipmentWriting)? { EbayShipments(orders: self.orderReader) }
    /// Destination and subscriptions are set up by hand in eBay's portal, for the whole app.
    public var webhooks: (any WebhookRegistering)? { nil }
}
