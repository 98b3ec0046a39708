/// One operation of eBay's APIs that the twin plays: its name, method and path as published.
public struct EbayOperation: Sendable, Hashable {
    /// As the contract names it.
    public let id: String
    public let method: String
    /// From the host on, with `{name}` for what varies.
    public let path: String
    /// Where its API begins; the rest of `path` is the contract's.
    public let base: String
    /// The contract's file.
    public let contract: String
    /// Any of these will do; short, without `https://api.ebay.com/oauth/`.
    public let scopes: [String]
    /// By which books and faults know it.
    public let kind: String
    /// Asked with the app's own token; else with a seller's.
    public let isOfApp: Bool

    public var isRead: Bool { self.method == "GET" || self.id == "bulkGetInventoryItem" }

    /// The operation a call asks for, and the values in its path.
    static func find(_ method: String, _ path: ArraySlice<String>) -> (EbayOperation, [String: String])? {
        let parts = Array(path)
        for (operation, pattern) in Self.patterns where operation.method == method && pattern.count == parts.count {
            var values: [String: String] = [:]
            let fits = zip(pattern, parts).allSatisfy { expected, part in
                guard expected.hasPrefix("{") else { return expected == part }
                values[String(expected.dropFirst().dropLast())] = part
                return true
            }
            if fits { return (operation, values) }
        }
        return nil
    }

    /// Paths without anything that varies come first.
    private static let patterns: [(EbayOperation, [String])] =
        Self.all
        .map { ($0, $0.path.split(separator: "/").map(String.init)) }
        .sorted { one, other in
            one.1.count { $0.hasPrefix("{") } < other.1.count { $0.hasPrefix("{") }
        }

    public static let all =
        inventory + fulfillment + identity + account + taxonomy + notification + analytics + cancellation

    static func api(
        _ base: String, _ contract: String, _ scopes: [String], isOfApp: Bool = false,
        _ operations: [(id: String, method: String, path: String, kind: String)], readable: String? = nil
    ) -> [EbayOperation] {
        operations.map { operation in
            let isRead = operation.method == "GET" || operation.id == "bulkGetInventoryItem"
            return EbayOperation(
                id: operation.id, method: operation.method, path: base + operation.path, base: base,
                contract: contract, scopes: scopes + (isRead ? [readable].compactMap { $0 } : []),
                kind: operation.kind, isOfApp: isOfApp)
        }
    }

    private static let inventory = api(
        "/sell/inventory/v1", "sell_inventory_v1_oas3.json", ["api_scope/sell.inventory"],
        [
            ("bulkCreateOrReplaceInventoryItem", "POST", "/bulk_create_or_replace_inventory_item", "items.bulkput"),
            ("bulkGetInventoryItem", "POST", "/bulk_get_inventory_item", "items.bulkget"),
            ("bulkUpdatePriceQuantity", "POST", "/bulk_update_price_quantity", "stock.update"),
            ("getInventoryItem", "GET", "/inventory_item/{sku}", "items.get"),
            ("createOrReplaceInventoryItem", "PUT", "/inventory_item/{sku}", "items.put"),
            ("deleteInventoryItem", "DELETE", "/inventory_item/{sku}", "items.delete"),
            ("getInventoryItems", "GET", "/inventory_item", "items.list"),
            ("getInventoryItemGroup", "GET", "/inventory_item_group/{inventoryItemGroupKey}", "groups.get"),
            ("createOrReplaceInventoryItemGroup", "PUT", "/inventory_item_group/{inventoryItemGroupKey}", "groups.put"),
            ("deleteInventoryItemGroup", "DELETE", "/inventory_item_group/{inventoryItemGroupKey}", "groups.delete"),
            ("bulkMigrateListing", "POST", "/bulk_migrate_listing", "listings.migrate"),
            ("bulkCreateOffer", "POST", "/bulk_create_offer", "offers.bulkcreate"),
            ("bulkPublishOffer", "POST", "/bulk_publish_offer", "offers.bulkpublish"),
            ("getOffers", "GET", "/offer", "offers.list"),
            ("createOffer", "POST", "/offer", "offers.create"),
            ("getOffer", "GET", "/offer/{offerId}", "offers.get"),
            ("updateOffer", "PUT", "/offer/{offerId}", "offers.update"),
            ("deleteOffer", "DELETE", "/offer/{offerId}", "offers.delete"),
            ("publishOffer", "POST", "/offer/{offerId}/publish", "offers.publish"),
            ("publishOfferByInventoryItemGroup", "POST", "/offer/publish_by_inventory_item_group", "groups.publish"),
            ("withdrawOffer", "POST", "/offer/{offerId}/withdraw", "offers.withdraw"),
            ("withdrawOfferByInventoryItemGroup", "POST", "/offer/withdraw_by_inventory_item_group", "groups.withdraw"),
            ("getInventoryLocation", "GET", "/location/{merchantLocationKey}", "locations.get"),
            ("createInventoryLocation", "POST", "/location/{merchantLocationKey}", "locations.create"),
            ("deleteInventoryLocation", "DELETE", "/location/{merchantLocationKey}", "locations.delete"),
            ("disableInventoryLocation", "POST", "/location/{merchantLocationKey}/disable", "locations.disable"),
            ("enableInventoryLocation", "POST", "/location/{merchantLocationKey}/enable", "locations.enable"),
            ("getInventoryLocations", "GET", "/location", "locations.list"),
        ], readable: "api_scope/sell.inventory.readonly")

    private static let fulfillment =
        api(
            "/sell/fulfillment/v1", "sell_fulfillment_v1_oas3.json", ["api_scope/sell.fulfillment"],
            [
                ("getOrder", "GET", "/order/{orderId}", "orders.get"),
                ("getOrders", "GET", "/order", "orders.list"),
                ("getShippingFulfillments", "GET", "/order/{orderId}/shipping_fulfillment", "shipments.list"),
                ("createShippingFulfillment", "POST", "/order/{orderId}/shipping_fulfillment", "shipments.create"),
                (
                    "getShippingFulfillment", "GET", "/order/{orderId}/shipping_fulfillment/{fulfillmentId}",
                    "shipments.get"
                ),
            ], readable: "api_scope/sell.fulfillment.readonly")
        + api(
            "/sell/fulfillment/v1", "sell_fulfillment_v1_oas3.json", ["api_scope/sell.finances"],
            [("issueRefund", "POST", "/order/{order_id}/issue_refund", "refunds.create")])

    private static let identity = api(
        "/commerce/identity/v1", "commerce_identity_v1_oas3.json",
        [
            "api_scope/commerce.identity.readonly", "api_scope/commerce.identity.name.readonly",
            "api_scope/commerce.identity.address.readonly", "api_scope/commerce.identity.email.readonly",
            "api_scope/commerce.identity.phone.readonly",
        ],
        [("getUser", "GET", "/user/", "user.get")])

    private static let account = api(
        "/sell/account/v1", "sell_account_v1_oas3.json", ["api_scope/sell.account"],
        [
            ("getPrivileges", "GET", "/privilege", "account.privileges"),
            ("getOptedInPrograms", "GET", "/program/get_opted_in_programs", "programs.list"),
            ("optInToProgram", "POST", "/program/opt_in", "programs.enter"),
            ("optOutOfProgram", "POST", "/program/opt_out", "programs.leave"),
        ] + policies("fulfillment", "Fulfillment", "fulfillmentPolicyId", creates: "/fulfillment_policy/")
            + policies("payment", "Payment", "payment_policy_id", creates: "/payment_policy")
            + policies("return", "Return", "return_policy_id", creates: "/return_policy"),
        readable: "api_scope/sell.account.readonly")

    private static func policies(
        _ word: String, _ title: String, _ id: String, creates: String
    ) -> [(id: String, method: String, path: String, kind: String)] {
        let path = "/\(word)_policy"
        return [
            ("get\(title)Policies", "GET", path, "policies.list"),
            ("get\(title)PolicyByName", "GET", path + "/get_by_policy_name", "policies.find"),
            ("get\(title)Policy", "GET", "\(path)/{\(id)}", "policies.get"),
            ("create\(title)Policy", "POST", creates, "policies.create"),
            ("update\(title)Policy", "PUT", "\(path)/{\(id)}", "policies.update"),
            ("delete\(title)Policy", "DELETE", "\(path)/{\(id)}", "policies.delete"),
        ]
    }

    private static let taxonomy = api(
        "/commerce/taxonomy/v1", "commerce_taxonomy_v1.0.1_oas3.yml", ["api_scope"], isOfApp: true,
        [
            ("getDefaultCategoryTreeId", "GET", "/get_default_category_tree_id", "taxonomy.default"),
            ("getCategoryTree", "GET", "/category_tree/{category_tree_id}", "taxonomy.tree"),
            (
                "getCategorySubtree", "GET", "/category_tree/{category_tree_id}/get_category_subtree",
                "taxonomy.subtree"
            ),
            (
                "getCategorySuggestions", "GET", "/category_tree/{category_tree_id}/get_category_suggestions",
                "taxonomy.suggest"
            ),
            (
                "getItemAspectsForCategory", "GET",
                "/category_tree/{category_tree_id}/get_item_aspects_for_category", "taxonomy.aspects"
            ),
        ])

    private static let notification =
        api(
            "/commerce/notification/v1", "commerce_notification_v1.5.1_oas3.yml", ["api_scope"], isOfApp: true,
            [
                ("getConfig", "GET", "/config", "notices.config"),
                ("updateConfig", "PUT", "/config", "notices.configure"),
                ("getDestinations", "GET", "/destination", "destinations.list"),
                ("createDestination", "POST", "/destination", "destinations.create"),
                ("getDestination", "GET", "/destination/{destination_id}", "destinations.get"),
                ("updateDestination", "PUT", "/destination/{destination_id}", "destinations.update"),
                ("deleteDestination", "DELETE", "/destination/{destination_id}", "destinations.delete"),
                ("getPublicKey", "GET", "/public_key/{public_key_id}", "notices.key"),
                ("getTopics", "GET", "/topic", "topics.list"),
                ("getTopic", "GET", "/topic/{topic_id}", "topics.get"),
            ])
        + api(
            "/commerce/notification/v1", "commerce_notification_v1.5.1_oas3.yml",
            ["api_scope", "api_scope/commerce.notification.subscription"], isOfApp: true,
            [
                ("getSubscriptions", "GET", "/subscription", "subscriptions.list"),
                ("createSubscription", "POST", "/subscription", "subscriptions.create"),
                ("getSubscription", "GET", "/subscription/{subscription_id}", "subscriptions.get"),
                ("updateSubscription", "PUT", "/subscription/{subscription_id}", "subscriptions.update"),
                ("deleteSubscription", "DELETE", "/subscription/{subscription_id}", "subscriptions.delete"),
                ("enableSubscription", "POST", "/subscription/{subscription_id}/enable", "subscriptions.enable"),
                ("disableSubscription", "POST", "/subscription/{subscription_id}/disable", "subscriptions.disable"),
                ("testSubscription", "POST", "/subscription/{subscription_id}/test", "subscriptions.test"),
            ], readable: "api_scope/commerce.notification.subscription.readonly")

    private static let analytics =
        api(
            "/developer/analytics/v1_beta", "developer_analytics_v1_beta_oas3.json", ["api_scope"], isOfApp: true,
            [("getRateLimits", "GET", "/rate_limit/", "limits.app")])
        + api(
            "/developer/analytics/v1_beta", "developer_analytics_v1_beta_oas3.json",
            [
                "api_scope/sell.inventory", "api_scope/sell.inventory.readonly",
                "api_scope/sell.marketplace.insights.readonly", "api_scope/commerce.catalog.readonly",
                "api_scope/sell.marketing", "api_scope/sell.marketing.readonly",
            ], isOfApp: true, [("getUserRateLimits", "GET", "/user_rate_limit/", "limits.user")])

    /// The stored description names no scopes; that any of a seller's opens it is a guess.
    private static let cancellation = api(
        "/post-order/v2", "post_order_cancellation_oas3.json", ["api_scope/sell.fulfillment", "api_scope"],
        [
            ("checkCancellationEligibility", "POST", "/cancellation/check_eligibility", "cancels.check"),
            ("createCancellation", "POST", "/cancellation", "cancels.create"),
            ("searchCancellations", "GET", "/cancellation/search", "cancels.list"),
            ("getCancellation", "GET", "/cancellation/{cancelId}", "cancels.get"),
            ("approveCancellationRequest", "POST", "/cancellation/{cancelId}/approve", "cancels.approve"),
            ("rejectCancellationRequest", "POST", "/cancellation/{cancelId}/reject", "cancels.reject"),
        ])
}
