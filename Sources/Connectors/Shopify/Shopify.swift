import Commerce
import ConnectorKit
import Foundation
import Wire

/// Shopify, Admin GraphQL. Facts and their sources: `shared/marketplaces/shopify/README.md` ("notes" below) and the vendor's
/// schema beside it.
public enum Shopify {
    /// The version that the operations are checked against; each is answered for about a year.
    public static let version = "2026-01"

    /// Names of the limits, here and in answers.
    public enum Budgets {
        public static let points = "points"
    }

    /// What becomes of returns. They want `read_returns`; a shop that did not give it does without them.
    static let returnTopics = [
        "RETURNS_REQUEST", "RETURNS_APPROVE", "RETURNS_DECLINE", "RETURNS_CANCEL", "RETURNS_UPDATE", "RETURNS_PROCESS",
        "RETURNS_CLOSE", "RETURNS_REOPEN",
    ]

    public static let manifest: Manifest = {
        var manifest = Manifest(
            id: "shopify", displayName: "Shopify",
            fields: [
                CredentialField(
                    name: "token", label: "Admin API access token",
                    help:
                        "Of a custom app in the shop: Settings → Apps → Develop apps. Begins with shpat_. Shown once.",
                    isSecret: true),
                CredentialField(
                    name: "secret", label: "API secret key",
                    help: "Of the same custom app, on its page “API credentials”. Webhooks are checked with it.",
                    isSecret: true),
            ],
            webhookTopics: [
                "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "REFUNDS_CREATE", "PRODUCTS_CREATE",
                "PRODUCTS_UPDATE", "PRODUCTS_DELETE", "INVENTORY_LEVELS_UPDATE", "APP_UNINSTALLED",
            ] + Self.returnTopics,
            // "up to 250 entries (general array limit)" (notes, "Operations a connector needs").
            writeBatch: 250,
            readBatch: ShopifyListings.readSize,
            concurrency: 1...4,
            // Not published. A mutation that no answer came for may still be carried out; a minute is beyond common limits.
            patience: .seconds(60),
            // Searches by `updated_at` come from an index that lags (notes, trap 5, not confirmed).
            orderLag: .seconds(20), readStaleness: .seconds(5), orderPollInterval: .seconds(60),
            readBackInterval: .seconds(24 * 3600), zeroIsReversible: true,
            // A shop may compare (`comparesQuantities`); taking its own counts over as truth is another matter.
            comparesAndSets: false, writesDeltas: false,
            budgets: [
                // A standard plan's, as far as known; what a shop has stands in every answer and is learnt from it
                // (notes, "Rate limits").
                Budget(
                    name: Budgets.points, scope: .connection,
                    kind: .costPoints(capacity: 2_000, refill: 100, per: .seconds(1)), reserve: 100)
            ])
        manifest.writesPricesApart = true
        manifest.comparesQuantities = true
        manifest.cancelsLater = true
        // Points asked for at most: of a list, for all that it might hold; what it truly cost comes with the answer.
        manifest.callCosts = [
            .identify: 60, .listings: ShopifyListings.pageCost, .read: 4, .write: 12,
            .orders: ShopifyOrders.pageCost, .ship: 90, .hooks: 290, .follow: 90,
        ]
        manifest.offerCosts = [.read: ShopifyListings.variantCost]
        manifest.requestCost = 60
        manifest.scopes = Scope.allCases.map(\.rawValue)
        manifest.addressExample = "mia.myshopify.com"
        manifest.lacking = [.findProducts: "Its sellers share no catalogue: each describes their own goods."]
        return manifest
    }()

    /// Rights by feature, the least that do. Customers are not asked for; a right to write holds the one to read.
    public enum Scope: String, Sendable, CaseIterable {
        /// Products, variants and their prices.
        case writeProducts = "write_products"
        case writeInventory = "write_inventory"
        case readLocations = "read_locations"
        case readOrders = "read_orders"
        /// To cancel and refund. A shop that was connected without it goes on without these two.
        case writeOrders = "write_orders"
        /// Tracking on orders that the shop's own people ship.
        case writeFulfilments = "write_merchant_managed_fulfillment_orders"
        /// To put products on sale in the shop's sales channels. A shop that was connected without it goes on without that.
        case writePublications = "write_publications"
        /// What buyers send back. A shop that was connected without it is read without.
        case readReturns = "read_returns"

        /// What nothing works without.
        static let needed = Self.allCases.filter { ![.writeOrders, .writePublications, .readReturns].contains($0) }
    }

    /// What the hub composes.
    public static let channel = Self.channel()

    /// - Parameter version: Of the Admin API, as `2026-01`.
    public static func channel(version: String = Self.version) -> ChannelDescriptor {
        var channel = ChannelDescriptor(
            manifest: Self.manifest, verifier: ShopifyWebhookVerifier(), oauth: ShopifyOAuth()
        ) { account throws(ConnectorError) in
            var settings = ShopifySettings()
            settings.version = version
            settings.currency = account.currency
            settings.location = account.location
            if let timeout = account.timeout {
                settings.readTimeout = timeout
                settings.writeTimeout = timeout
            }
            return ShopifyConnector(
                place: try ShopifyPlace(account.address), token: try Self.token(account),
                secrets: account.credentials.values
                    + [account.app?.clientSecret, account.tokens?.refresh].compactMap(\.self),
                notes: account.notes, transport: account.transport, settings: settings, now: account.now)
        }
        channel.keysStandAlone = true
        channel.places = { (address) throws(ConnectorError) in [try ShopifyPlace(address).market] }
        channel.sessions = ShopifySessions()
        // Shopify signs with the app's own secret: ours, or that of the custom app the merchant made.
        channel.signingSecret = { app, credentials in
            credentials["secret"]?.withoutOuterSpace ?? app?.clientSecret
        }
        return channel
    }

    private static func token(_ account: ChannelAccount) throws(ConnectorError) -> String {
        if let tokens = account.tokens { return tokens.access }
        let typed = account.credentials["token"]?.withoutOuterSpace ?? ""
        guard !typed.isEmpty else { throw .unauthorized(code: "no-consent") }
        return typed
    }
}

/// What may differ between two uses of the connector.
public struct ShopifySettings: Sendable {
    /// Of the Admin API. Default `Shopify.version`.
    public var version = Shopify.version
    /// The shop's currency. Variants do not name it; without it their prices read as `nil` and are not written.
    public var currency: Currency?
    /// The number of the location whose quantities are read and written; `nil` for the shop's primary one.
    public var location: String?
    /// Deadline of one call. A write is two requests at most, and both together end within `writeTimeout`. Default 30 s, 60 s.
    public var readTimeout: Duration = .seconds(30)
    public var writeTimeout: Duration = .seconds(60)
    /// Bytes of one answer. Default 16 MiB.
    public var answerLimit = 16 << 20
    /// Variants from which on a shop is read at once, and bytes of a piece of the file they come in. Default 1,000, 1 MiB.
    public var bulkThreshold = ShopifyBulk.threshold
    public var filePiece = 1 << 20

    public init() {}

    /// What a change that reads first may spend on reading; the rest is for writing.
    var readBeforeWriteTimeout: Duration { self.writeTimeout / 3 }
    var writeAfterReadTimeout: Duration { self.writeTimeout * 2 / 3 }
}

/// One Shopify shop.
public struct ShopifyConnector: Connector {
    public static var manifest: Manifest { Shopify.manifest }
    let api: ShopifyAPI

    init(
        place: ShopifyPlace, token: String, secrets: [String], notes: ChannelNotes, transport: any Transport,
        settings: ShopifySettings, now: @escaping @Sendable () -> Date
    ) {
        self.api = ShopifyAPI(
            place: place, token: token, secrets: secrets, notes: notes, transport: transport, settings: settings,
            now: now)
    }

    /// - Parameters:
    ///   - address: The shop's `….myshopify.com`, or a base on this machine (`ShopifyPlace`).
    ///   - token: For the header `X-Shopify-Access-Token`.
    ///   - now: For latency, keys of writes, and `Retry-After` dates.
    public init(
        address: String, token: String, notes: ChannelNotes = ChannelNotes(), transport: any Transport,
        settings: ShopifySettings = ShopifySettings(), now: @escaping @Sendable () -> Date
    ) throws(ConnectorError) {
        self.init(
            place: try ShopifyPlace(address), token: token, secrets: [], notes: notes, transport: transport,
            settings: settings, now: now)
    }

    /// One call: who it is, what we may, and where its stock may lie.
    public func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        let reading = try await self.api.read(ShopifyWire.Identity.self, ShopifyDocuments.identify)
        let held = Set(reading.value.currentAppInstallation.accessScopes.map(\.handle))
        let missing = Shopify.Scope.needed.map(\.rawValue).filter { !held.contains($0) }
        guard missing.isEmpty else {
            throw .refused(
                code: "missing-right", field: "scope",
                message:
                    "Shopify did not give the right \(missing.joined(separator: ", ")). Give it to the app, install "
                    + "it anew, and connect again.")
        }
        let home = try ShopifyHome(api: self.api).check(reading.value)
        let shop = reading.value.shop
        var identity = ShopIdentity(
            name: shop.name, version: reading.version, currency: Currency(shop.currencyCode),
            remoteID: ShopifyID.number(shop.id))
        identity.scopes = held.sorted()
        identity.locations = ShopifyHome.choice(reading.value, home: home)
        return reading.answer(identity)
    }

    public var listings: (any ListingReading)? { ShopifyListings(api: self.api) }
    public var offers: (any OfferWriting)? { ShopifyOffers(api: self.api) }
    public var orders: (any OrderReading)? { ShopifyOrders(api: self.api) }
    public var shipments: (any ShipmentWriting)? { ShopifyShipments(api: self.api) }
    public var reversals: (any OrderReversing)? { ShopifyReversals(api: self.api) }
    public var webhooks: (any WebhookRegistering)? { ShopifyWebhooks(api: self.api) }
    public var catalogue: (any ListingEditing)? { ShopifyCatalogue(api: self.api) }
}
