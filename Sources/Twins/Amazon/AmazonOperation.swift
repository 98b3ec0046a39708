/// One operation of the Selling Partner API that the twin plays.
public struct AmazonOperation: Sendable, Hashable {
    /// The `operationId` of the published model.
    public let id: String
    public let method: String
    /// As in the published model: `/listings/2021-08-01/items/{sellerId}/{sku}`.
    public let path: String
    /// The file of the published model.
    public let model: String
    /// The name under which the book counts a call: `listings.search`, `orders.get`, …
    public let kind: String
    /// The published usage plan: requests a second, and how many may be saved up.
    public let rate: Double
    public let burst: Double
    private let parts: [String]

    init(
        _ id: String, _ method: String, _ path: String, _ kind: String, _ rate: Double, _ burst: Double, _ model: String
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.kind = kind
        self.rate = rate
        self.burst = burst
        self.model = model
        self.parts = path.split(separator: "/").map(String.init)
    }

    var isRead: Bool { self.method == "GET" }

    /// The values in a path of this operation, by their names; `nil` where the path is another's.
    func values(in path: ArraySlice<String>) -> [String: String]? {
        guard path.count == self.parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, given) in zip(self.parts, path) {
            if part.hasPrefix("{") {
                values[String(part.dropFirst().dropLast())] = given
            } else if part != given {
                return nil
            }
        }
        return values
    }

    /// The operation a call asks for; `path` begins behind the host.
    static func find(_ method: String, _ path: ArraySlice<String>) -> (AmazonOperation, [String: String])? {
        for operation in Self.all where operation.method == method {
            if let values = operation.values(in: path) { return (operation, values) }
        }
        return nil
    }

    private static let listings = "listingsItems_2021-08-01.json"
    private static let items = "/listings/2021-08-01/items/{sellerId}"
    private static let orders = "orders_2026-01-01.json"
    private static let reports = "reports_2021-06-30.json"
    private static let feeds = "feeds_2021-06-30.json"

    private static let definitions = "definitionsProductTypes_2020-09-01.json"
    private static let types = "/definitions/2020-09-01/productTypes"

    private static let notifications = "notifications.json"
    private static let subscriptions = "/notifications/v1/subscriptions/{notificationType}"

    public static let all: [AmazonOperation] = [
        .init(
            "getInventorySummaries", "GET", "/fba/inventory/v1/summaries", "inventory.summaries", 2, 2,
            "fbaInventory.json"),
        .init(
            "getListingOffersBatch", "POST", "/batches/products/pricing/v0/listingOffers", "pricing.offers", 0.5, 1,
            "productPricingV0.json"),
        .init(
            "listTransactions", "GET", "/finances/2024-06-19/transactions", "finances.transactions", 0.5, 10,
            "finances_2024-06-19.json"),
        .init(
            "getDestinations", "GET", "/notifications/v1/destinations", "notifications.destinations", 1, 5,
            Self.notifications),
        .init(
            "createDestination", "POST", "/notifications/v1/destinations", "notifications.destination", 1, 5,
            Self.notifications),
        .init(
            "getSubscription", "GET", Self.subscriptions, "notifications.subscription", 1, 5, Self.notifications),
        .init(
            "createSubscription", "POST", Self.subscriptions, "notifications.subscribe", 1, 5, Self.notifications),
        .init(
            "deleteSubscriptionById", "DELETE", Self.subscriptions + "/{subscriptionId}", "notifications.unsubscribe",
            1,
            5, Self.notifications),
        .init(
            "getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", "sellers.participations",
            0.016, 15, "sellers.json"),
        .init("searchListingsItems", "GET", Self.items, "listings.search", 5, 5, Self.listings),
        .init("getListingsItem", "GET", Self.items + "/{sku}", "listings.get", 5, 10, Self.listings),
        .init("putListingsItem", "PUT", Self.items + "/{sku}", "listings.put", 5, 10, Self.listings),
        .init("patchListingsItem", "PATCH", Self.items + "/{sku}", "listings.patch", 5, 5, Self.listings),
        .init("deleteListingsItem", "DELETE", Self.items + "/{sku}", "listings.delete", 5, 5, Self.listings),
        .init("searchOrders", "GET", "/orders/2026-01-01/orders", "orders.search", 0.0056, 20, Self.orders),
        .init("getOrder", "GET", "/orders/2026-01-01/orders/{orderId}", "orders.get", 0.5, 30, Self.orders),
        .init(
            "confirmShipment", "POST", "/orders/v0/orders/{orderId}/shipmentConfirmation", "shipments.confirm", 2, 10,
            "ordersV0.json"),
        .init(
            "createFeedDocument", "POST", "/feeds/2021-06-30/documents", "feeds.document", 0.5, 15, Self.feeds),
        .init(
            "getFeedDocument", "GET", "/feeds/2021-06-30/documents/{feedDocumentId}", "feeds.report", 0.0222, 10,
            Self.feeds),
        .init(
            "searchDefinitionsProductTypes", "GET", Self.types, "definitions.search", 5, 10, Self.definitions),
        .init(
            "getDefinitionsProductType", "GET", Self.types + "/{productType}", "definitions.get", 5, 10,
            Self.definitions),
        .init(
            "searchCatalogItems", "GET", "/catalog/2022-04-01/items", "catalog.search", 2, 2,
            "catalogItems_2022-04-01.json"),
        .init(
            "getCatalogItem", "GET", "/catalog/2022-04-01/items/{asin}", "catalog.get", 2, 2,
            "catalogItems_2022-04-01.json"),
        .init(
            "getListingsRestrictions", "GET", "/listings/2021-08-01/restrictions", "restrictions.get", 5, 10,
            "listingsRestrictions_2021-08-01.json"),
        .init("createReport", "POST", "/reports/2021-06-30/reports", "reports.create", 0.0167, 15, Self.reports),
        .init("getReport", "GET", "/reports/2021-06-30/reports/{reportId}", "reports.get", 2, 15, Self.reports),
        .init(
            "getReportDocument", "GET", "/reports/2021-06-30/documents/{reportDocumentId}", "reports.document", 0.0167,
            15, Self.reports),
        .init("createFeed", "POST", "/feeds/2021-06-30/feeds", "feeds.create", 0.0083, 15, Self.feeds),
        .init("getFeed", "GET", "/feeds/2021-06-30/feeds/{feedId}", "feeds.get", 2, 15, Self.feeds),
        .init("cancelFeed", "DELETE", "/feeds/2021-06-30/feeds/{feedId}", "feeds.cancel", 2, 15, Self.feeds),
    ]
}
