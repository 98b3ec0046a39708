import ConnectorKit

/// The operations that are used, each with its own limit: a token bucket per operation, account and app.
enum AmazonOperation: String, Sendable, CaseIterable {
    case getMarketplaceParticipations, searchListingsItems, getListingsItem, patchListingsItem
    case searchOrders, getOrder, confirmShipment
    case createFeedDocument, createFeed, getFeed, getFeedDocument, cancelFeed
    case putListingsItem, deleteListingsItem, searchDefinitionsProductTypes, getDefinitionsProductType
    case getDestinations, createDestination, getSubscription, createSubscription, deleteSubscriptionById
    case getInventorySummaries
    case listTransactions
    case getListingOffersBatch
    case searchCatalogItems, getCatalogItem, getListingsRestrictions
    case createReport, getReport, getReportDocument

    /// The published usage plan: requests a second in ten thousandths, how many may be saved up, and what calls of ours use
    /// it. Source: the "Usage Plan" table in the operation's description (models of 2026-08-05), collected in
    /// `shared/marketplaces/amazon/usage-plans.json`, with which a test compares. What an account truly has stands in
    /// `x-amzn-RateLimit-Limit` and is learnt from it.
    var plan: (rate: Int, burst: Int, kinds: Set<CallKind>) {
        switch self {
        // sellers.json
        case .getMarketplaceParticipations: (160, 15, [.identify])
        // listingsItems_2021-08-01.json
        case .searchListingsItems: (50_000, 5, [.listings, .read])
        case .getListingsItem: (50_000, 10, [.write])
        case .patchListingsItem: (50_000, 5, [.write])
        // orders_2026-01-01.json
        case .searchOrders: (56, 20, [.orders])
        case .getOrder: (5_000, 30, [.ship, .order])
        // ordersV0.json
        case .confirmShipment: (20_000, 10, [.ship])
        // feeds_2021-06-30.json
        case .createFeedDocument: (5_000, 15, [.feed])
        case .createFeed: (83, 15, [.feed])
        case .getFeed: (20_000, 15, [.feedLook])
        case .cancelFeed: (20_000, 15, [.feedLook])
        case .getFeedDocument: (222, 10, [.feedReport])
        // listingsItems_2021-08-01.json
        case .putListingsItem: (50_000, 10, [.edit])
        case .deleteListingsItem: (50_000, 5, [.edit])
        // definitionsProductTypes_2020-09-01.json
        case .searchDefinitionsProductTypes, .getDefinitionsProductType: (50_000, 10, [.edit])
        // notifications.json
        case .getDestinations, .createDestination, .getSubscription, .createSubscription, .deleteSubscriptionById:
            (10_000, 5, [.hooks])
        // fbaInventory.json
        case .getInventorySummaries: (20_000, 2, [.kept])
        // finances_2024-06-19.json
        case .listTransactions: (5_000, 10, [.finance])
        // productPricingV0.json
        case .getListingOffersBatch: (5_000, 1, [.market])
        // catalogItems_2022-04-01.json
        case .searchCatalogItems, .getCatalogItem: (20_000, 2, [.edit])
        // reports_2021-06-30.json
        case .createReport, .getReportDocument: (167, 15, [.report])
        case .getReport: (20_000, 15, [.report])
        // listingsRestrictions_2021-08-01.json
        case .getListingsRestrictions: (50_000, 10, [.edit])
        }
    }

    /// One of each, named like the operation; and the limit that listings feeds have of their own: five in five minutes
    /// ("Feed size and rate limit changes for the JSON_LISTINGS_FEED", vendor's changelog of 6 May 2025).
    static let budgets: [Budget] =
        Self.plans + [
            Budget(
                name: AmazonFeeds.type, scope: .connection, kind: .rollingWindow(limit: 5, length: .seconds(300)),
                kinds: [.feed])
        ]

    private static let plans: [Budget] = Self.allCases.map { operation in
        let plan = operation.plan
        return Budget(
            name: operation.rawValue, scope: .connection,
            kind: .tokenBucket(capacity: plan.burst - operation.slack, refill: plan.rate, per: .seconds(10_000)),
            reserve: operation == .patchListingsItem ? 1 : 0, kinds: plan.kinds)
    }

    /// Units that are not counted on: calls that leave a fifth of a second apart may arrive together.
    private var slack: Int { self.plan.rate >= 10_000 ? 1 : 0 }

    /// How long one unit takes to come back.
    var pause: Duration { .milliseconds(10_000_000 / max(1, self.plan.rate)) }
}
