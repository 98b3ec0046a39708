import Foundation

/// What Shopify tells an app about people's data (shopify.dev, "Privacy law compliance"). No subscription leads to it: the address
/// stands in the app's own configuration.
extension ShopifyState {
    /// "48 hours after a store owner uninstalls your app". Seconds.
    static let redactAfter: TimeInterval = 48 * 3_600

    /// - Parameters:
    ///   - topic: `customers/data_request`, `customers/redact` or `shop/redact`.
    ///   - order: Whose buyer asks.
    mutating func tell(
        _ app: ShopifyApp, _ topic: String, of order: Int? = nil, after seconds: TimeInterval = 0, _ moment: Moment
    ) {
        guard let address = app.compliance else { return }
        let number = self.newID(.event)
        var delivery = ShopifyDelivery(
            due: moment.wall.addingTimeInterval(seconds + self.webhookDelay), hook: 0, topic: topic,
            resource: order ?? self.shopID, webhookID: self.uuid(), eventID: self.uuid(), triggered: moment.shop)
        delivery.farewell = ShopifyHook(
            id: number, topic: topic, uri: address, secret: app.clientSecret, created: moment.shop)
        self.deliveries.append(delivery)
    }

    /// `nil` for any other topic.
    func privacyPayload(_ delivery: ShopifyDelivery) -> Json? {
        var members: [Json.Member] = [
            Json.Member(name: "shop_id", value: .integer(self.shopID)),
            Json.Member(name: "shop_domain", value: .string(self.domain)),
        ]
        guard delivery.topic != "shop/redact" else { return .object(members) }
        guard let order = self.orders[delivery.resource] else { return nil }
        let theirs = self.orders.values.filter { $0.buyer == order.buyer }.map(\.id).sorted()
        members.append(
            Json.Member(
                name: "customer",
                value: [
                    "id": .integer(Self.customer(firstOrder: theirs[0])), "email": .string(order.buyer.email),
                    "phone": .string(order.buyer.phone),
                ]))
        let orders = Json.array(theirs.map { .integer($0) })
        switch delivery.topic {
        case "customers/data_request":
            members.append(Json.Member(name: "orders_requested", value: orders))
            members.append(
                Json.Member(name: "data_request", value: ["id": .integer(delivery.farewell?.id ?? 0)]))
        case "customers/redact": members.append(Json.Member(name: "orders_to_redact", value: orders))
        default: return nil
        }
        return .object(members)
    }

    /// The number of the customer whose first order this is.
    private static func customer(firstOrder: Int) -> Int { 6_000_000_000_000 + firstOrder % 1_000_000_000 }
}
