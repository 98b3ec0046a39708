import Commerce
import ConnectorKit
import Foundation
import Wire

/// WooCommerce, REST API v3. Facts and their sources: `shared/marketplaces/woocommerce/README.md` ("shop notes" below).
public enum WooCommerce {
    public static let manifest: Manifest = {
        var manifest = Manifest(
            id: "woocommerce", displayName: "WooCommerce",
            fields: [
                CredentialField(
                    name: "key", label: "Consumer key",
                    help: "WooCommerce → Settings → Advanced → REST API. Begins with ck_. Permission: Read/Write.",
                    isSecret: true),
                CredentialField(
                    name: "secret", label: "Consumer secret",
                    help: "Shown once beside the key when it is made. Begins with cs_.", isSecret: true),
            ],
            webhookTopics: [
                "order.created", "order.updated", "order.deleted", "product.created", "product.updated",
                "product.deleted",
            ],
            // The most a call takes. One that times out half done is read back like any other unanswered write (trap 6).
            writeBatch: 100, readBatch: 100,
            // "More than 4 calls at once only queues" (shop notes, observed).
            concurrency: 1...4,
            // A PHP worker may go on after the client left; two minutes is beyond common `max_execution_time`s.
            patience: .seconds(120), orderLag: .seconds(5), readStaleness: .seconds(2), orderPollInterval: .seconds(60),
            readBackInterval: .seconds(24 * 3600), zeroIsReversible: true, comparesAndSets: false,
            // `inventory_delta` loses updates when used in parallel (shop notes, observed).
            writesDeltas: false)
        manifest.addressExample = "https://shop.example"
        manifest.lacking = [
            .editListings: "Not built yet. Products are made in the shop, and the hub takes them in.",
            .findProducts: "Its sellers share no catalogue: each describes their own goods.",
        ]
        return manifest
    }()

    /// What the hub composes.
    public static let channel: ChannelDescriptor = {
        var channel = ChannelDescriptor(manifest: Self.manifest, verifier: WooCommerceWebhookVerifier()) {
            account throws(ConnectorError) in
            try WooCommerce.make(
                credentials: account.credentials, address: account.address, currency: account.currency,
                transport: account.transport, timeout: account.timeout)
        }
        channel.places = { (address) throws(ConnectorError) in [try WooCommerceAddress.place(address)] }
        channel.placeIsShop = true
        return channel
    }()

    /// Opens one shop. Calls nothing.
    ///
    /// - Parameters:
    ///   - credentials: `key` and `secret`.
    ///   - address: As typed: a missing scheme becomes `https`, a trailing `/wp-json…` is cut.
    ///   - currency: The shop's, as `identify()` said; without it prices are neither read nor written.
    public static func make(
        credentials: [String: String], address: String, currency: Currency? = nil, transport: any Transport,
        timeout: Duration? = nil
    ) throws(ConnectorError) -> any Connector {
        guard let key = Self.credential("key", credentials), let secret = Self.credential("secret", credentials) else {
            throw .refused(
                code: "credentials-missing", field: nil,
                message:
                    "Give the consumer key and the consumer secret from WooCommerce → Settings → Advanced → REST API.")
        }
        let base = try WooCommerceAddress.normalised(address)
        var settings = WooCommerceSettings()
        settings.currency = currency
        if let timeout {
            settings.readTimeout = timeout
            settings.writeTimeout = timeout
        }
        return WooCommerceConnector(
            address: base, key: key, secret: secret, transport: transport, settings: settings)
    }

    /// Trimmed, since both are pasted; `nil` when missing or empty.
    private static func credential(_ name: String, _ credentials: [String: String]) -> String? {
        let value = credentials[name]?.withoutOuterSpace ?? ""
        return value.isEmpty ? nil : value
    }
}

/// What may differ between two WooCommerce shops.
public struct WooCommerceSettings: Sendable {
    /// The shop's currency. Products do not name it; without it their prices read as `nil` and are not written.
    public var currency: Currency?
    /// Records on one page of a list, `1...100`. Default 100.
    public var pageSize = 100
    /// Deadline of one call. Default 30 s for reads, 60 s for writes: a batch of 50 on a slow host takes its time.
    public var readTimeout: Duration = .seconds(30)
    public var writeTimeout: Duration = .seconds(60)
    /// Bytes of one answer. Default 16 MiB; 100 products with long descriptions take some.
    public var answerLimit = 16 << 20
    /// Whether an order's `meta_data` is asked for, where plugins keep tracking numbers. It is the one field in which
    /// plugins may keep something about a buyer too; only the tracking keys are decoded. Default: yes.
    public var readsTracking = true
    /// Whether the buyer gets a note with the tracking number, beside the shop's own mail. Default: yes.
    public var notesTracking = true

    public init() {}
}

/// One WooCommerce shop.
public struct WooCommerceConnector: Connector {
    public static var manifest: Manifest { WooCommerce.manifest }
    let api: WooCommerceAPI

    /// - Parameters:
    ///   - address: The shop's own address, as `WooCommerceAddress.normalised` gives it.
    ///   - now, nonce: For OAuth over loopback HTTP, and for `Retry-After` dates.
    public init(
        address: URL, key: String, secret: String, transport: any Transport,
        settings: WooCommerceSettings = WooCommerceSettings(), now: @escaping @Sendable () -> Date = { Date() },
        nonce: @escaping @Sendable () -> String = { UUID().uuidString.filter { $0 != "-" } }
    ) {
        self.api = WooCommerceAPI(
            address: address, key: key, secret: secret, transport: transport, settings: settings, now: now, nonce: nonce
        )
    }

    public func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        try await WooCommerceIdentity(api: self.api).ask()
    }

    public var listings: (any ListingReading)? { WooCommerceListings(api: self.api) }
    public var offers: (any OfferWriting)? { WooCommerceOffers(api: self.api) }
    public var orders: (any OrderReading)? { WooCommerceOrders(api: self.api) }
    public var shipments: (any ShipmentWriting)? { WooCommerceShipments(api: self.api) }
    public var reversals: (any OrderReversing)? { WooCommerceReversals(api: self.api) }
    public var webhooks: (any WebhookRegistering)? { WooCommerceWebhooks(api: self.api) }
    public var writeProof: (any WriteProving)? { WooCommerceWriteProof(api: self.api) }
}
