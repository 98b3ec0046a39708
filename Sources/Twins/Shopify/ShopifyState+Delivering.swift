import Crypto
import Foundation

extension ShopifyState {
    /// A delivery as it goes out: in the form of the older interface, signed with the secret of the app that subscribed.
    func call(_ delivery: ShopifyDelivery) -> OutgoingHook? {
        guard let hook = self.hooks[delivery.hook] ?? delivery.farewell, let json = self.payload(delivery) else {
            return nil
        }
        let body = json.bytes()
        let key = SymmetricKey(data: Array((hook.secret + (delivery.isForged ? "-forged" : "")).utf8))
        let signature = Data(HMAC<SHA256>.authenticationCode(for: body, using: key)).base64EncodedString()
        return OutgoingHook(
            shop: self.name, url: hook.uri,
            headers: [
                ("Content-Type", "application/json"), ("User-Agent", "Shopify-Captain-Hook"),
                ("X-Shopify-Topic", Self.path(of: delivery.topic)), ("X-Shopify-Hmac-Sha256", signature),
                ("X-Shopify-Shop-Domain", self.domain), ("X-Shopify-API-Version", ShopifyShop.version),
                ("X-Shopify-Webhook-Id", delivery.webhookID), ("X-Shopify-Event-Id", delivery.eventID),
                ("X-Shopify-Triggered-At", TwinDate.text(delivery.triggered) + "Z"),
            ], body: body, parcel: delivery)
    }

    /// `ORDERS_CREATE` → `orders/create`. Those that cannot be subscribed to are written so already.
    static func path(of topic: String) -> String {
        guard !topic.contains("/") else { return topic }
        let parts = topic.lowercased().split(separator: "_").map(String.init)
        return parts.dropLast().joined(separator: "_") + "/" + (parts.last ?? "")
    }

    private func payload(_ delivery: ShopifyDelivery) -> Json? {
        switch delivery.topic {
        case "REFUNDS_CREATE":
            guard let order = self.orders[delivery.resource], let refund = order.refunds.last else { return nil }
            return ["id": .integer(refund.id), "order_id": .integer(order.id), "created_at": Self.time(refund.at)]
        case let topic where topic.hasPrefix("RETURNS_"):
            guard let order = self.orders[delivery.resource], let item = order.returns?.last else { return nil }
            return [
                "id": .integer(item.id), "admin_graphql_api_id": .string("gid://shopify/Return/\(item.id)"),
                "status": .string(item.status.lowercased()), "total_return_line_items": .integer(item.lines.count),
                "order": [
                    "id": .integer(order.id), "admin_graphql_api_id": .string("gid://shopify/Order/\(order.id)"),
                ],
            ]
        case "FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE":
            guard let order = self.orders[delivery.resource], let sent = order.fulfillments.last else { return nil }
            return [
                "id": .integer(sent.id), "order_id": .integer(order.id), "status": "success",
                "tracking_number": sent.number.map { .string($0) } ?? .null,
            ]
        case "INVENTORY_LEVELS_UPDATE":
            guard let variant = self.variantOfItem[delivery.resource].flatMap({ self.variants[$0] }) else { return nil }
            let place = delivery.location ?? self.home
            return [
                "inventory_item_id": .integer(variant.item), "location_id": .integer(place),
                "available": .integer(variant.available[place] ?? 0), "updated_at": Self.time(variant.updated),
                "admin_graphql_api_id": .string(
                    "gid://shopify/InventoryLevel/\(place)?inventory_item_id=\(variant.item)"),
            ]
        case "APP_UNINSTALLED":
            return [
                "id": .integer(self.shopID), "domain": .string(self.domain), "myshopify_domain": .string(self.domain),
            ]
        case let topic where topic.contains("/"): return self.privacyPayload(delivery)
        case "PRODUCTS_DELETE": return ["id": .integer(delivery.resource)]
        case let topic where topic.hasPrefix("PRODUCTS_"): return self.product(delivery.resource)
        default: return self.order(delivery.resource)
        }
    }

    private static func time(_ date: Date) -> Json { .string(TwinDate.text(date) + "+00:00") }

    private func product(_ id: Int) -> Json? {
        guard let product = self.products[id] else { return nil }
        return [
            "id": .integer(id), "admin_graphql_api_id": .string("gid://shopify/Product/\(id)"),
            "title": .string(product.title), "status": .string(product.status.lowercased()),
            "updated_at": Self.time(product.updated),
            "variants": .array(
                product.variants.compactMap { self.variants[$0] }.map { variant in
                    [
                        "id": .integer(variant.id), "sku": .string(variant.sku),
                        "price": .string(TwinMoney(minor: variant.price).text),
                        "inventory_item_id": .integer(variant.item), "inventory_quantity": .integer(variant.total),
                    ]
                }),
        ]
    }

    /// With its buyer, as Shopify sends it to whoever may see buyers.
    private func order(_ id: Int) -> Json? {
        guard let order = self.orders[id] else { return nil }
        let buyer = order.buyer
        return [
            "id": .integer(id), "admin_graphql_api_id": .string("gid://shopify/Order/\(id)"),
            "name": .string("#\(order.number)"), "email": .string(buyer.email), "phone": .string(buyer.phone),
            "created_at": Self.time(order.created), "updated_at": Self.time(order.updated),
            "cancelled_at": order.cancelled.map(Self.time) ?? .null,
            "financial_status": .string(order.financialStatus.lowercased()),
            "total_price": .string(TwinMoney(minor: order.total).text), "currency": .string(self.currency),
            "shipping_address": [
                "first_name": .string(buyer.firstName), "last_name": .string(buyer.lastName),
                "address1": .string(buyer.street), "city": .string(buyer.city), "zip": .string(buyer.postcode),
                "country_code": .string(buyer.country),
            ],
            "line_items": .array(
                order.lines.map { line in
                    [
                        "id": .integer(line.id), "variant_id": .integer(line.variant),
                        "product_id": .integer(line.product), "sku": .string(line.sku),
                        "quantity": .integer(line.units), "price": .string(TwinMoney(minor: line.price).text),
                    ]
                }),
        ]
    }
}
