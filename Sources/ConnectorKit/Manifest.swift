/// What a channel is, as data: the connect form, the limiter, the sync engine and the docs read it.
public struct Manifest: Sendable {
    /// `woocommerce`.
    public var id: String
    public var displayName: String
    /// What the merchant must give to connect, in order.
    public var fields: [CredentialField]
    /// An address as a merchant would type it; `nil` where none is needed.
    public var addressExample: String?
    public var webhookTopics: [String]
    /// Offers in one write call, and in one read by reference.
    public var writeBatch: Int
    public var readBatch: Int
    /// Calls at once at most; the limiter adapts below it.
    public var concurrency: ClosedRange<Int>
    /// How long after its deadline a call that got no answer may still take effect.
    public var patience: Duration
    /// How long an order may take to become readable after the sale.
    public var orderLag: Duration
    /// How old a read may be when it is answered.
    public var readStaleness: Duration
    /// How often orders are asked for when no webhook calls.
    public var orderPollInterval: Duration
    /// How often each listing is read back at least.
    public var readBackInterval: Duration
    /// Whether quantity zero costs nothing and can be taken back (on Etsy it ends the listing).
    public var zeroIsReversible: Bool
    /// Whether a write can name the value it replaces, or change a quantity by a difference without losing updates.
    public var comparesAndSets: Bool
    public var writesDeltas: Bool
    /// Whether a write, of price too, replaces the whole listing: it is then a stock write of every sibling.
    public var writesWholeListing: Bool = false
    /// Where writes are taken now and applied later (`OfferResult.Outcome.submitted`): after this a read may show it. It is
    /// looked for until `patience` has passed. `nil` where an answer tells what stands.
    public var firstLook: Duration?
    /// Whether quantities and prices are written by different calls: quantities of many listings together, prices of one
    /// listing at a time.
    public var writesPricesApart: Bool = false
    /// Whether a write can name the quantity it replaces (`OfferChange.replaces`), and leaves alone what it does not find.
    public var comparesQuantities: Bool = false
    /// Whether webhooks tell of orders, where there are webhooks.
    public var hearsOfOrders: Bool = true
    /// Whether an order that a webhook names is read by itself at once: a page of orders shows it later.
    public var readsNamedOrders: Bool = false
    /// Whether a cancellation may be done in the channel's own time (`OrderReversing.hasEnded`).
    public var cancelsLater: Bool = false
    /// How feeds are worked through, where the connector has them (`Connector.feeds`).
    public var feed: FeedPlan?
    /// What the channel keeps and counts in warehouses of its own, where it does (`Connector.keptStock`).
    public var keptStock: KeptStockPlan?
    /// How its bookings of the merchant's money are followed, where they can be read (`Connector.finances`).
    public var finances: FinancePlan?
    /// How the prices of others are followed, where they can be read (`Connector.market`).
    public var market: MarketPlan?
    /// Units of a budget that one call of a kind costs at most, where it is more than one: requests (a write that reads
    /// first: 2), or the channel's own points.
    public var callCosts: [CallKind: Int] = [:]
    /// What each offer in such a call costs on top. Default 0.
    public var offerCosts: [CallKind: Int] = [:]
    /// The same for a single request that nothing else is known of: a person's own calls. Default 1.
    public var requestCost = 1
    /// The most units one offer can show; more is never wanted there. `nil` where none is known.
    public var largestQuantity: Int?
    /// Rights asked for when the merchant consents.
    public var scopes: [String] = []
    /// Why it cannot be done what cannot be done here: one sentence for each capability that is not offered. It says so where
    /// no source confirmed the channel's way.
    public var lacking: [Capability: String] = [:]
    /// What of a merchant's listings there the channel does not show us, and what to do about it; `nil` where it shows all.
    public var unseen: String?
    /// The channel's published limits. Empty where it publishes none; then `concurrency` and its answers are all there is.
    public var budgets: [Budget]

    public init(
        id: String, displayName: String, fields: [CredentialField], webhookTopics: [String], writeBatch: Int,
        readBatch: Int,
        concurrency: ClosedRange<Int>, patience: Duration, orderLag: Duration, readStaleness: Duration,
        orderPollInterval: Duration, readBackInterval: Duration, zeroIsReversible: Bool, comparesAndSets: Bool,
        writesDeltas: Bool, budgets: [Budget] = []
    ) {
        self.id = id
        self.displayName = displayName
        self.fields = fields
        self.webhookTopics = webhookTopics
        self.writeBatch = writeBatch
        self.readBatch = readBatch
        self.concurrency = concurrency
        self.patience = patience
        self.orderLag = orderLag
        self.readStaleness = readStaleness
        self.orderPollInterval = orderPollInterval
        self.readBackInterval = readBackInterval
        self.zeroIsReversible = zeroIsReversible
        self.comparesAndSets = comparesAndSets
        self.writesDeltas = writesDeltas
        self.budgets = budgets
    }
}

/// What a call is for; limits and urgency go by it.
public enum CallKind: String, Sendable, Hashable, Codable, CaseIterable {
    case identify, listings, read, write, orders, ship, hooks
    /// Putting a listing back on sale, with what is written to it.
    case resume
    /// Handing in a feed, looking how far it is, and fetching what became of it.
    case feed
    case feedLook = "feed-look"
    case feedReport = "feed-report"
    /// A person's own change of a listing.
    case edit
    /// Reading one order that a webhook named.
    case order
    /// Having a file written that names many listings. A reading of listings asks for it, and its pages say how long to wait
    /// (`ListingPage.wait`), so that nothing is taken for it beforehand.
    case report
    /// Reading what the channel keeps itself.
    case kept
    /// Reading how it books the merchant's money.
    case finance
    /// Reading what everybody asks for the merchant's goods.
    case market
    /// Asking how far it is with a cancellation, and looking at the order.
    case follow
}

/// One thing the merchant gives to connect.
public struct CredentialField: Sendable, Hashable {
    public var name: String
    public var label: String
    public var help: String
    /// Sealed in the vault and never shown again.
    public var isSecret: Bool
    public init(name: String, label: String, help: String, isSecret: Bool) {
        self.name = name
        self.label = label
        self.help = help
        self.isSecret = isSecret
    }
}
