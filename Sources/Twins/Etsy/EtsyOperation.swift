/// One operation of Open API v3 that the twin plays.
public struct EtsyOperation: Sendable, Hashable {
    /// The `operationId` of the published description.
    public let id: String
    public let method: String
    /// As in the published description: `/v3/application/shops/{shop_id}/receipts`.
    public let path: String
    /// The scope a token needs; `nil` where the API key is enough.
    public let scope: String?
    /// The name under which the book counts a call: `inventory.get`, `receipts.list`, …
    public let kind: String
    private let parts: [String]

    init(_ id: String, _ method: String, _ path: String, _ kind: String, scope: String? = nil) {
        self.id = id
        self.method = method
        self.path = "/v3/application/" + path
        self.kind = kind
        self.scope = scope
        self.parts = path.split(separator: "/").map(String.init)
    }

    var isRead: Bool { self.method == "GET" }

    /// The numbers in a path of this operation, by their names; `nil` where the path is another's.
    func numbers(in path: ArraySlice<String>) -> [String: Int]? {
        guard path.count == self.parts.count else { return nil }
        var numbers: [String: Int] = [:]
        for (part, given) in zip(self.parts, path) {
            if part.hasPrefix("{") {
                guard let number = Int(given), number > 0 else { return nil }
                numbers[String(part.dropFirst().dropLast())] = number
            } else if part != given {
                return nil
            }
        }
        return numbers
    }

    /// The operation a call asks for; `path` begins behind `v3/application`.
    static func find(_ method: String, _ path: ArraySlice<String>) -> (EtsyOperation, [String: Int])? {
        let method = method == "HEAD" ? "GET" : method
        for operation in Self.all where operation.method == method {
            if let numbers = operation.numbers(in: path) { return (operation, numbers) }
        }
        return nil
    }

    /// Literal paths stand before those with a number in the same place.
    public static let all: [EtsyOperation] = [
        .init("ping", "GET", "openapi-ping", "ping"),
        .init("getMe", "GET", "users/me", "me.get", scope: "shops_r"),
        .init("getShop", "GET", "shops/{shop_id}", "shop.get"),
        .init("getListingsByShop", "GET", "shops/{shop_id}/listings", "listings.list", scope: "listings_r"),
        .init("createDraftListing", "POST", "shops/{shop_id}/listings", "listings.create", scope: "listings_w"),
        .init("getListingsByListingIds", "GET", "listings/batch", "listings.batch"),
        .init("getListing", "GET", "listings/{listing_id}", "listings.get"),
        .init(
            "updateListing", "PATCH", "shops/{shop_id}/listings/{listing_id}", "listings.update", scope: "listings_w"),
        .init("deleteListing", "DELETE", "listings/{listing_id}", "listings.delete", scope: "listings_d"),
        .init("getListingInventory", "GET", "listings/{listing_id}/inventory", "inventory.get", scope: "listings_r"),
        .init(
            "updateListingInventory", "PUT", "listings/{listing_id}/inventory", "inventory.update",
            scope: "listings_w"),
        .init("getListingImages", "GET", "listings/{listing_id}/images", "images.list"),
        .init(
            "uploadListingImage", "POST", "shops/{shop_id}/listings/{listing_id}/images", "images.create",
            scope: "listings_w"),
        .init("getShopSections", "GET", "shops/{shop_id}/sections", "sections.list"),
        .init("createShopSection", "POST", "shops/{shop_id}/sections", "sections.create", scope: "shops_w"),
        .init(
            "getShopShippingProfiles", "GET", "shops/{shop_id}/shipping-profiles", "profiles.list", scope: "shops_r"),
        .init(
            "createShopShippingProfile", "POST", "shops/{shop_id}/shipping-profiles", "profiles.create",
            scope: "shops_w"),
        .init("getShopReturnPolicies", "GET", "shops/{shop_id}/policies/return", "policies.list", scope: "shops_r"),
        .init("createShopReturnPolicy", "POST", "shops/{shop_id}/policies/return", "policies.create", scope: "shops_w"),
        .init(
            "getShopReadinessStateDefinitions", "GET", "shops/{shop_id}/readiness-state-definitions",
            "readiness.list", scope: "shops_r"),
        .init("getSellerTaxonomyNodes", "GET", "seller-taxonomy/nodes", "taxonomy.list"),
        .init(
            "getPropertiesByTaxonomyId", "GET", "seller-taxonomy/nodes/{taxonomy_id}/properties",
            "taxonomy.properties"),
        .init("getShopReceipts", "GET", "shops/{shop_id}/receipts", "receipts.list", scope: "transactions_r"),
        .init(
            "getShopReceipt", "GET", "shops/{shop_id}/receipts/{receipt_id}", "receipts.get", scope: "transactions_r"),
        .init(
            "updateShopReceipt", "PUT", "shops/{shop_id}/receipts/{receipt_id}", "receipts.update",
            scope: "transactions_w"),
        .init(
            "getShopReceiptTransactionsByReceipt", "GET", "shops/{shop_id}/receipts/{receipt_id}/transactions",
            "transactions.list", scope: "transactions_r"),
        .init(
            "createReceiptShipment", "POST", "shops/{shop_id}/receipts/{receipt_id}/tracking", "shipments.create",
            scope: "transactions_w"),
    ]
}
