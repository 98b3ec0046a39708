import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

/// What the shared behaviour suite must know of a channel. A new channel adds one value to `all`.
struct ChannelUnderTest: Sendable, CustomTestStringConvertible {
    var descriptor: ChannelDescriptor
    var address: String
    var credentials: [String: String]
    /// One offer of it, as a reference.
    var ref: OfferRef
    /// How many offers one call writes and reads at most, as the channel publishes it.
    var batch: (write: Int, read: Int)
    /// A good first page of listings, for what must work after trouble: the answer to every call that reading it takes.
    var listings: ScriptedTransport.Step
    /// Words that would be asked for if buyers were.
    var buyerWords: [String]
    /// Whether each request names the fields it wants. Where a channel cannot be asked for less, the mapping drops them.
    var namesFields = true
    /// What of a request says which fields are wanted, beside its address.
    var wish: @Sendable (HTTPCall) -> String = { _ in "" }
    /// What the connector knows from an earlier visit.
    var notes: [String: String] = [:]
    /// Good answers to what comes before the change itself, where a change reads first.
    var beforeWrite: [ScriptedTransport.Step] = []
    /// Where the merchant consents instead of typing keys.
    var app: ChannelApp?
    var tokens: OAuthTokens?
    var remoteID: String?

    var testDescription: String { self.descriptor.manifest.id }

    func connector(_ transport: ScriptedTransport) throws -> any Connector {
        let notes = ChannelNotes()
        for (name, text) in self.notes { notes.keep(text, as: name, at: Date(), life: 86_400) }
        return try self.descriptor.make(
            ChannelAccount(
                address: self.address, credentials: self.credentials, app: self.app, tokens: self.tokens,
                currency: .usd, remoteID: self.remoteID, notes: notes, transport: transport,
                now: { Date() }))
    }

    /// What must never show.
    var secrets: [String] {
        self.descriptor.manifest.fields.filter(\.isSecret).compactMap { self.credentials[$0.name] }
            + [self.app?.clientSecret, self.tokens?.access, self.tokens?.refresh].compactMap { $0 }
    }

    /// Whether the channel can be asked this at all; what it lacks is `nil`.
    func answers(_ question: Question) throws -> Bool {
        switch question {
        case .webhooks, .addWebhook: try self.connector(ScriptedTransport()).webhooks != nil
        default: true
        }
    }

    static let all = [woocommerce, etsy, amazon, shopify, ebay]

    static let ebay = ChannelUnderTest(
        descriptor: Ebay.channel, address: "https://ebay.example?marketplace=EBAY_US", credentials: [:],
        ref: OfferRef(listing: "MUG"),
        // bulkUpdatePriceQuantity takes one SKU, by its text; bulkGetInventoryItem takes 25.
        batch: (1, 25),
        listings: Dialect.ebay.listings([Dialect.ebay.listing]).step,
        buyerWords: ["buyer", "email", "phone", "address", "shipTo"], namesFields: false,
        beforeWrite: [.offers("offer-published")], app: .ebay, tokens: .ebay, remoteID: "u1")

    static let amazon = ChannelUnderTest(
        descriptor: Amazon.channel, address: "US",
        credentials: ["seller": "A1EXAMPLE00001", "refresh-token": "Atzr|refresh-token-0001"],
        ref: OfferRef(listing: "MUG"),
        // patchListingsItem names one SKU; searchListingsItems takes 20 identifiers.
        batch: (1, 20), listings: .items("item-own-stock"),
        buyerWords: ["buyer", "recipient", "email", "phone", "address"], namesFields: false,
        notes: ["access without a seller": "Atza|grantless-0001"],
        beforeWrite: [.amazon("item-with-attributes")], app: .amazon,
        tokens: OAuthTokens(
            access: "Atza|access-token-0001", refresh: "Atzr|refresh-token-0001",
            expiresAt: Date(timeIntervalSince1970: 1_763_791_600), account: "A1EXAMPLE00001"),
        remoteID: "A1EXAMPLE00001")

    static let shopify = ChannelUnderTest(
        descriptor: Shopify.channel, address: "quiet-shop.myshopify.com",
        credentials: ["token": "shpat_0123456789abcdef", "secret": "shpss_fedcba9876543210"],
        ref: OfferRef(listing: "7001", variation: "40001-42001"),
        // inventorySetQuantities takes 250 quantities; a query of at most 1,000 points reads 150 variants of six objects.
        batch: (250, 150),
        listings: .json(
            "{\"data\":{\"productVariants\":{\"pageInfo\":{\"hasNextPage\":false,\"endCursor\":null},\"nodes\":["
                + Fixture.text("shopify/variant") + "]}}}"),
        buyerWords: ["customer", "email", "phone", "shippingAddress", "billingAddress", "displayAddress", "clientIp"],
        namesFields: false, wish: { $0.json?["query"]?.text ?? "" }, notes: ["home": "gid://shopify/Location/601"])

    static let etsy = ChannelUnderTest(
        descriptor: Etsy.channel, address: "", credentials: [:], ref: OfferRef(listing: "1100"),
        // Our own bound for one listing's variations (its PUT names none); getListingsByListingIds takes 100.
        batch: (100, 100),
        listings: .json("{\"count\":1,\"results\":[\(Fixture.text("etsy/listing-simple"))]}"),
        buyerWords: ["buyer", "email", "phone", "address", "name"], namesFields: false,
        beforeWrite: [.fixture("etsy/inventory-simple")],
        app: ChannelApp(clientID: "keystring0001", clientSecret: "shared-secret-cs_0001"),
        tokens: OAuthTokens(
            access: "900.access-token-0001", refresh: "900.refresh-token-0001",
            expiresAt: Date(timeIntervalSince1970: 1_763_791_600), scopes: Etsy.manifest.scopes),
        remoteID: "12345")

    static let woocommerce = ChannelUnderTest(
        descriptor: WooCommerce.channel, address: "https://shop.example/store/",
        credentials: ["key": "ck_0123456789abcdef", "secret": "cs_fedcba9876543210"], ref: OfferRef(listing: "799"),
        // products/batch and `include` take 100.
        batch: (100, 100), listings: .list("product-simple"),
        buyerWords: ["billing", "shipping", "customer", "email", "phone", "address", "transaction", "ip_"])
}

/// What can be asked of a channel, each as one call.
enum Question: String, Sendable, CaseIterable {
    case identify, listings, readOffers, orders, readOrder, webhooks
    case write, ship, addWebhook

    /// Whether a lost answer leaves the outcome open.
    var changes: Bool { self == .write }

    static let reads: [Question] = [.listings, .readOffers, .orders, .readOrder, .webhooks, .ship]

    func ask(_ channel: ChannelUnderTest, _ transport: ScriptedTransport) async throws {
        let connector = try channel.connector(transport)
        let hook = URL(string: "https://hub.example/in/1")
        switch self {
        case .identify: _ = try await connector.identify()
        case .listings: _ = try await connector.listings?.page(nil, modifiedAfter: nil)
        case .readOffers: _ = try await connector.listings?.read([channel.ref])
        case .orders:
            _ = try await connector.orders?.page(nil, modifiedAfter: Date(timeIntervalSince1970: 1_700_000_000))
        case .readOrder: _ = try await connector.orders?.read("727")
        case .webhooks: try await hook.asyncMap { _ = try await connector.webhooks?.remove(address: $0) }
        case .addWebhook:
            try await hook.asyncMap {
                _ = try await connector.webhooks?.ensure(address: $0, secret: "s1", writesSecret: true)
            }
        case .write:
            _ = try await connector.offers?.write([
                OfferChange(ref: channel.ref, quantity: 5, price: Money(minor: 2199, currency: .usd))
            ])
        case .ship:
            _ = try await connector.shipments?.confirm(
                ShipmentNotice(
                    remoteOrderID: "727", tracking: Tracking(carrier: "DHL", number: "JD1"),
                    shippedAt: Date(timeIntervalSince1970: 1_763_000_000)))
        }
    }

    func error(_ channel: ChannelUnderTest, _ transport: ScriptedTransport) async -> ConnectorError? {
        do {
            try await self.ask(channel, transport)
            return nil
        } catch {
            return error as? ConnectorError
        }
    }
}

extension Optional {
    fileprivate func asyncMap(_ body: (Wrapped) async throws -> Void) async rethrows {
        if let value = self { try await body(value) }
    }
}
