import Commerce
import ConnectorKit
import Foundation
import Wire

/// Etsy, Open API v3. Facts and their sources: `shared/marketplaces/etsy/README.md` ("notes" below) and the vendor's
/// OpenAPI document beside it.
public enum Etsy {
    /// Names of the limits, here and in answers.
    public enum Budgets {
        public static let second = "second"
        public static let day = "day"
    }

    public static let manifest: Manifest = {
        var manifest = Manifest(
            id: "etsy", displayName: "Etsy",
            // The consent says whose shop it is (`getMe`), so nothing has to be typed.
            fields: [],
            webhookTopics: ["order.paid", "order.canceled", "order.shipped", "order.delivered"],
            // One listing a call, with all its variations: an inventory never has 100 that one change names.
            writeBatch: 100,
            // `getListingsByListingIds` takes 100.
            readBatch: 100,
            // Ten a second for the whole app: six calls of half a second each use them up.
            concurrency: 1...6,
            // Not published. A gateway that gave up may leave its server working; a minute is beyond common limits.
            patience: .seconds(60),
            // Not published either: receipts are read from replicas.
            orderLag: .seconds(20), readStaleness: .seconds(5),
            // 720 of the day's 10,000 calls for each shop; `order.paid` tells sooner where it is set up.
            orderPollInterval: .seconds(120), readBackInterval: .seconds(24 * 3600),
            // The last unit gone ends the listing (sold_out), and coming back is a renewal with a fee (notes, trap 4).
            zeroIsReversible: false,
            // No ETag and no version field (notes, "The inventory PUT").
            comparesAndSets: false, writesDeltas: false,
            budgets: [
                // Nothing is reserved of what is there again within a second: who is urgent goes first.
                Budget(name: Budgets.second, scope: .app, kind: .rate(limit: 10, per: .seconds(1))),
                // The older published figure; what an app really has stands in every answer and is learnt from it.
                Budget(
                    name: Budgets.day, scope: .app, kind: .rollingWindow(limit: 10_000, length: .seconds(86_400)),
                    reserve: 500),
            ])
        // The PUT replaces all products, prices and quantities alike (notes, "The inventory PUT").
        manifest.writesWholeListing = true
        // Read, then write: for the inventory, and for tracking, which mails the buyer each time it is sent.
        // Putting a listing back reads, writes and sets its state; a listing is read before it is taken off sale, too.
        manifest.callCosts = [.write: 2, .ship: 2, .identify: 2, .resume: 3]
        // Quantity is capped (notes, not confirmed).
        manifest.largestQuantity = EtsyOffers.largestQuantity
        manifest.scopes = Scope.allCases.map(\.rawValue)
        // Notes, "Operations": the published description has no operation for either.
        manifest.lacking = [
            .findProducts: "Its sellers share no catalogue: each describes their own goods.",
            .cancel: "Etsy's interface has no operation for it. The seller does it on Etsy, and the hub takes it in.",
            .refund: "Etsy's interface has no operation for it. The seller does it on Etsy, and the hub takes it in.",
        ]
        return manifest
    }()

    /// Rights by feature, the least that do. Addresses and e-mail are not asked for; deleting listings neither.
    public enum Scope: String, Sendable, CaseIterable {
        /// Name, currency, sections, policies, profiles.
        case readShop = "shops_r"
        /// Listings that are not on sale, inventories with SKUs.
        case readListings = "listings_r"
        /// Stock, prices, drafts, images.
        case writeListings = "listings_w"
        /// Receipts.
        case readOrders = "transactions_r"
        /// Tracking.
        case writeOrders = "transactions_w"
    }

    /// What the hub composes.
    public static let channel: ChannelDescriptor = {
        var channel = Self.opening
        channel.places = { (address) throws(ConnectorError) in [try EtsyPlace.spelling(address)] }
        return channel
    }()

    private static let opening = ChannelDescriptor(
        manifest: Self.manifest, verifier: EtsyWebhookVerifier(), oauth: EtsyOAuth()
    ) { account throws(ConnectorError) in
        guard let app = account.app else {
            throw .refused(
                code: "app-missing", field: "app",
                message: "Give this installation's Etsy app first: keystring and shared secret.")
        }
        guard let tokens = account.tokens else { throw .unauthorized(code: "no-consent") }
        var settings = EtsySettings()
        settings.currency = account.currency
        if let timeout = account.timeout {
            settings.readTimeout = timeout
            settings.writeTimeout = timeout
        }
        return EtsyConnector(
            place: try EtsyPlace(account.address), app: app, tokens: tokens, shop: account.remoteID,
            transport: account.transport, settings: settings, now: account.now)
    }
}

/// What may differ between two uses of the connector.
public struct EtsySettings: Sendable {
    /// The shop's currency. Prices in another are not written.
    public var currency: Currency?
    /// Records on one page, `1...100`. Default 100, the most Etsy gives.
    public var pageSize = 100
    /// Deadline of one call. A write is two requests, and both together end within `writeTimeout`. Default 30 s and 60 s.
    public var readTimeout: Duration = .seconds(30)
    public var writeTimeout: Duration = .seconds(60)
    /// Bytes of one answer. Default 32 MiB: 100 listings with all variations and images take some.
    public var answerLimit = 32 << 20

    public init() {}

    /// What a change that reads first may spend on reading; the rest is for writing.
    var readBeforeWriteTimeout: Duration { self.writeTimeout / 3 }
    var writeAfterReadTimeout: Duration { self.writeTimeout * 2 / 3 }
}

/// One Etsy shop.
public struct EtsyConnector: Connector {
    public static var manifest: Manifest { Etsy.manifest }
    let api: EtsyAPI

    init(
        place: EtsyPlace, app: ChannelApp, tokens: OAuthTokens, shop: String?, transport: any Transport,
        settings: EtsySettings, now: @escaping @Sendable () -> Date
    ) {
        self.api = EtsyAPI(
            place: place, app: app, tokens: tokens, transport: transport, settings: settings, now: now,
            shop: EtsyShopID(shop))
    }

    /// - Parameters:
    ///   - address: Empty for Etsy itself; else the base that `EtsyPlace` describes.
    ///   - shop: The shop's number where it is known; else it is asked for.
    ///   - now: For latency and `Retry-After` dates.
    public init(
        address: String, app: ChannelApp, tokens: OAuthTokens, shop: String? = nil, transport: any Transport,
        settings: EtsySettings = EtsySettings(), now: @escaping @Sendable () -> Date
    ) throws(ConnectorError) {
        self.init(
            place: try EtsyPlace(address), app: app, tokens: tokens, shop: shop, transport: transport,
            settings: settings, now: now)
    }

    /// Two calls: whose token it is, and what shop that is.
    public func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        let me = try await self.api.get(EtsyWire.Me.self, "/users/me")
        guard let number = me.value.shopID else {
            throw .refused(
                code: "no-shop", field: nil, message: "This Etsy account has no shop. Log in as the shop's owner.")
        }
        let shop = try await self.api.get(EtsyWire.Shop.self, "/shops/\(number)")
        var answer = shop.answer(
            ShopIdentity(
                name: HTMLText.plain(shop.value.shopName ?? "Etsy shop \(number)"), version: nil,
                currency: shop.value.currencyCode.flatMap { Currency($0) }, remoteID: String(number)))
        answer.latency += me.latency
        return answer
    }

    public var listings: (any ListingReading)? { EtsyListings(api: self.api) }
    public var offers: (any OfferWriting)? { EtsyOffers(api: self.api) }
    public var orders: (any OrderReading)? { EtsyOrders(api: self.api) }
    public var shipments: (any ShipmentWriting)? { EtsyShipments(api: self.api) }
    public var catalogue: (any ListingEditing)? { EtsyCatalogue(api: self.api) }
    public var resting: (any ListingResting)? { EtsyResting(api: self.api) }
    /// Webhooks are set up by hand in Etsy's developer portal, for the whole app.
    public var webhooks: (any WebhookRegistering)? { nil }
}
