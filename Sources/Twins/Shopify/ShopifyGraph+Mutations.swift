import Foundation

extension ShopifyGraph {
    var mutation: ShopifyNode {
        ShopifyNode("Mutation") { field, arguments throws(GraphQLError) in
            switch field {
            case "inventorySetQuantities":
                try self.needs("write_inventory")
                return try self.setQuantities(arguments)
            case "inventoryAdjustQuantities":
                try self.needs("write_inventory")
                return try self.adjustQuantities(arguments)
            case "inventoryActivate": return try self.activate(arguments)
            case "productVariantsBulkUpdate":
                try self.needs("write_products")
                return self.updateVariants(arguments)
            case "productVariantsBulkCreate":
                try self.needs("write_products")
                return self.createVariants(arguments)
            case "productOptionsCreate":
                try self.needs("write_products")
                return self.createOptions(arguments)
            case "productUpdate":
                try self.needs("write_products")
                return self.updateProduct(arguments["product"] ?? .null, media: arguments["media"]?.list ?? [])
            case "productReorderMedia":
                try self.needs("write_products")
                return self.reorderMedia(arguments)
            case "stagedUploadsCreate":
                try self.needs("write_products")
                return self.stageUploads(arguments["input"]?.list ?? [])
            case "productSet":
                try self.needs("write_products")
                return self.setProduct(arguments)
            case "bulkOperationRunQuery": return self.runBulk(arguments)
            case "bulkOperationCancel": return self.cancelBulk(arguments)
            case "fulfillmentCreate":
                try self.needs("write_merchant_managed_fulfillment_orders")
                return self.fulfil(arguments["fulfillment"] ?? .null)
            case "fulfillmentTrackingInfoUpdate": return self.retrack(arguments)
            case "orderCancel":
                try self.needs("write_orders")
                return self.cancel(arguments)
            case "refundCreate":
                try self.needs("write_orders")
                return try self.refund(arguments)
            case "webhookSubscriptionCreate": return self.subscribe(arguments)
            case "webhookSubscriptionUpdate": return self.resubscribe(arguments)
            case "webhookSubscriptionDelete": return self.unsubscribe(arguments)
            case "publishablePublish", "publishableUnpublish":
                try self.needs("write_publications")
                return self.publish(arguments, field == "publishablePublish")
            default: throw ShopifyNode.unknown(field, "Mutation")
            }
        }
    }

    /// What a mutation says no to.
    struct Complaint {
        var field: [String]
        var message: String
        var code: String?

        init(_ field: [String], _ message: String, _ code: String? = nil) {
            self.field = field
            self.message = message
            self.code = code
        }
    }

    static func payload(
        _ type: String, _ fields: [String: GraphQLResult], _ complaints: [Complaint], errorType: String = "UserError"
    ) -> GraphQLResult {
        .object(
            ShopifyNode(type) { field, _ throws(GraphQLError) in
                guard field.hasSuffix("serErrors") else { return fields[field] ?? .null }
                return .objects(
                    complaints.map { complaint in
                        ShopifyNode(errorType) { field, _ throws(GraphQLError) in
                            switch field {
                            case "field": .json(.array(complaint.field.map { .string($0) }))
                            case "message": .text(complaint.message)
                            default: .text(complaint.code)
                            }
                        }
                    })
            })
    }

    func adjustment(_ reason: String) -> GraphQLResult {
        let id = self.state.newID(.adjustment)
        return .object(
            ShopifyNode("InventoryAdjustmentGroup") { field, _ throws(GraphQLError) in
                switch field {
                case "id": .json(Self.id("InventoryAdjustmentGroup", id))
                case "createdAt": .json(Self.time(self.moment.shop))
                case "reason": .text(reason)
                case "changes": .list([])
                default: .null
                }
            })
    }

    // MARK: Products

    /// Only what is named changes.
    private func updateVariants(_ arguments: Json) -> GraphQLResult {
        let errorType = "ProductVariantsBulkUpdateUserError"
        let type = "ProductVariantsBulkUpdatePayload"
        guard let id = Self.number(arguments["productId"], "Product"), let product = self.state.products[id] else {
            return Self.payload(
                type, [:], [Complaint(["productId"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")],
                errorType: errorType)
        }
        var complaints: [Complaint] = []
        var good: [(id: Int, wish: Json)] = []
        for (index, wish) in (arguments["variants"]?.list ?? []).enumerated() {
            let place = ["variants", String(index)]
            guard let variant = Self.number(wish["id"], "ProductVariant"), product.variants.contains(variant) else {
                complaints.append(
                    Complaint(place + ["id"], "Product variant does not exist", "PRODUCT_VARIANT_DOES_NOT_EXIST"))
                continue
            }
            if let price = wish["price"], !price.isNull, (TwinMoney(Self.plain(price))?.minor ?? -1) < 0 {
                complaints.append(
                    Complaint(place + ["price"], "Price must be greater than or equal to 0", "NEGATIVE_PRICE_VALUE"))
                continue
            }
            good.append((variant, wish))
        }
        if !complaints.isEmpty, arguments["allowPartialUpdates"] != .bool(true) { good = [] }
        for (variant, wish) in good { self.update(variant, wish) }
        let shown: GraphQLResult = good.isEmpty ? .null : .objects(good.compactMap { self.variant($0.id) })
        return Self.payload(
            type, ["product": .maybe(self.product(id)), "productVariants": shown], complaints, errorType: errorType)
    }

    static func plain(_ money: Json) -> String {
        switch money {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        default: ""
        }
    }

    func update(_ id: Int, _ wish: Json) {
        if let price = wish["price"].flatMap({ TwinMoney(Self.plain($0))?.minor }) {
            self.state.setPrice(of: id, to: price, by: .hub, self.moment)
        }
        if let policy = wish["inventoryPolicy"]?.text { self.state.variants[id]?.policy = policy }
        if let barcode = wish["barcode"]?.text { self.state.variants[id]?.barcode = barcode }
        let item = wish["inventoryItem"] ?? .null
        if let grams = Self.grams(item["measurement"]?["weight"]) { self.state.variants[id]?.grams = grams }
        if let tracked = item["tracked"]?.truth { self.state.variants[id]?.isTracked = tracked }
        if let sku = wish["sku"]?.text ?? item["sku"]?.text, var variant = self.state.variants[id] {
            self.state.variantOfSKU[variant.sku] = nil
            variant.sku = sku
            self.state.add(variant)
        }
    }

    private func updateProduct(_ wish: Json, media: [Json]) -> GraphQLResult {
        let type = "ProductUpdatePayload"
        guard let id = Self.number(wish["id"], "Product"), self.state.products[id] != nil else {
            return Self.payload(type, [:], [Complaint(["id"], "Product does not exist")])
        }
        if let problem = Self.problem(title: wish["title"]?.text) {
            return Self.payload(type, [:], [Complaint(["title"], problem)])
        }
        let complaints = self.addMedia(media, to: id)
        guard complaints.isEmpty else { return Self.payload(type, [:], complaints) }
        self.describe(id, wish)
        return Self.payload(type, ["product": .maybe(self.product(id))], [])
    }

    /// Counted in code points (not confirmed).
    static func problem(title: String?) -> String? {
        guard let title else { return nil }
        if title.isEmpty { return "Title can't be blank" }
        return title.unicodeScalars.count > 255 ? "Title is too long (maximum is 255 characters)" : nil
    }

    func describe(_ id: Int, _ wish: Json) {
        if let title = wish["title"]?.text { self.state.products[id]?.title = title }
        if let status = wish["status"]?.text { self.state.products[id]?.status = status }
        if let text = wish["descriptionHtml"]?.text { self.state.products[id]?.descriptionHTML = text }
        if let vendor = wish["vendor"]?.text { self.state.products[id]?.vendor = vendor }
        if let type = wish["productType"]?.text { self.state.products[id]?.productType = type }
        if let tags = wish["tags"]?.list { self.state.products[id]?.tags = tags.compactMap(\.text) }
        self.state.products[id]?.updated = self.moment.shop
        self.state.note("PRODUCTS_UPDATE", id, self.moment)
    }

    // MARK: Orders

    private func fulfil(_ wish: Json) -> GraphQLResult {
        let type = "FulfillmentCreatePayload"
        let wanted = (wish["lineItemsByFulfillmentOrder"]?.list ?? []).compactMap {
            Self.number($0["fulfillmentOrderId"], "FulfillmentOrder")
        }
        let orders = self.state.orders.values.filter { wanted.contains($0.fulfillmentOrder) }
        guard let order = orders.first, orders.count == wanted.count else {
            return Self.payload(type, [:], [Complaint(["fulfillment"], "Fulfillment order does not exist.")])
        }
        guard order.cancelled == nil, !order.isFulfilled else {
            return Self.payload(
                type, [:],
                [
                    Complaint(
                        ["fulfillment"],
                        "Fulfillment order \(order.fulfillmentOrder) has an unfulfillable status= closed.")
                ])
        }
        let tracking = wish["trackingInfo"] ?? .null
        let made = self.state.ship(
            order.id, company: tracking["company"]?.text,
            number: tracking["number"]?.text ?? tracking["numbers"]?.list?.first?.text, by: .hub, at: self.moment)
        if wish["notifyCustomer"] == .bool(true) {
            self.state.book.write(
                BookEntry(
                    kind: .mail, at: self.moment.wall, shopTime: self.moment.shop, by: .hub, orderID: order.id,
                    sku: nil,
                    units: 0, before: nil, after: nil, note: "fulfilled"))
        }
        return Self.payload(type, ["fulfillment": .maybe(made.map { self.fulfillment($0, of: order) })], [])
    }

    private func retrack(_ arguments: Json) -> GraphQLResult {
        let type = "FulfillmentTrackingInfoUpdatePayload"
        let wanted = Self.number(arguments["fulfillmentId"], "Fulfillment")
        guard let order = self.state.orders.values.first(where: { $0.fulfillments.contains { $0.id == wanted } }),
            let index = order.fulfillments.firstIndex(where: { $0.id == wanted })
        else { return Self.payload(type, [:], [Complaint(["fulfillmentId"], "Fulfillment does not exist.")]) }
        let info = arguments["trackingInfoInput"] ?? .null
        self.state.orders[order.id]?.fulfillments[index].company = info["company"]?.text
        self.state.orders[order.id]?.fulfillments[index].number = info["number"]?.text
        self.state.orders[order.id]?.updated = self.moment.shop
        self.state.note("ORDERS_UPDATED", order.id, self.moment)
        let now = self.state.orders[order.id]?.fulfillments[index] ?? order.fulfillments[index]
        return Self.payload(type, ["fulfillment": .object(self.fulfillment(now, of: order))], [])
    }

    private func cancel(_ arguments: Json) -> GraphQLResult {
        let id = Self.number(arguments["orderId"], "Order") ?? 0
        guard let order = self.state.orders[id], order.cancelled == nil, !order.isFulfilled else {
            return Self.payload(
                "OrderCancelPayload", [:],
                [Complaint(["orderId"], "Cannot cancel an order that has been fulfilled or cancelled.", "INVALID")],
                errorType: "OrderCancelUserError")
        }
        let job = self.state.cancelLater(
            order.id, restock: arguments["restock"] == .bool(true),
            refunds: arguments["refundMethod"]?["originalPaymentMethodsRefund"] == .bool(true), self.moment)
        return Self.payload(
            "OrderCancelPayload", ["job": .maybe(self.job(job))], [], errorType: "OrderCancelUserError")
    }

    // MARK: Webhooks

    private func subscribe(_ arguments: Json) -> GraphQLResult {
        let type = "WebhookSubscriptionCreatePayload"
        guard let topic = arguments["topic"]?.text, let uri = arguments["webhookSubscription"]?["uri"]?.text,
            URL(string: uri)?.host() != nil
        else {
            return Self.payload(type, [:], [Complaint(["webhookSubscription", "uri"], "Address is invalid")])
        }
        guard !topic.hasPrefix("RETURNS_") || self.grant.scopes.contains("read_returns") else {
            return Self.payload(
                type, [:],
                [
                    Complaint(
                        ["topic"], "You cannot create a webhook subscription with the specified topic")
                ])
        }
        let isDouble = self.state.hooks.values.contains {
            $0.topic == topic && $0.uri == uri && $0.secret == self.grant.secret
        }
        guard !isDouble else {
            return Self.payload(
                type, [:], [Complaint(["webhookSubscription", "uri"], "Address for this topic has already been taken")])
        }
        let hook = ShopifyHook(
            id: self.state.newID(.hook), topic: topic, uri: uri, secret: self.grant.secret, created: self.moment.shop)
        self.state.hooks[hook.id] = hook
        return Self.payload(type, ["webhookSubscription": .maybe(self.hook(hook.id))], [])
    }

    private func resubscribe(_ arguments: Json) -> GraphQLResult {
        let type = "WebhookSubscriptionUpdatePayload"
        guard let id = Self.number(arguments["id"], "WebhookSubscription"), self.state.hooks[id] != nil else {
            return Self.payload(type, [:], [Complaint(["id"], "Webhook subscription does not exist")])
        }
        if let uri = arguments["webhookSubscription"]?["uri"]?.text { self.state.hooks[id]?.uri = uri }
        return Self.payload(type, ["webhookSubscription": .maybe(self.hook(id))], [])
    }

    private func unsubscribe(_ arguments: Json) -> GraphQLResult {
        let type = "WebhookSubscriptionDeletePayload"
        guard let id = Self.number(arguments["id"], "WebhookSubscription"), self.state.hooks[id] != nil else {
            return Self.payload(type, [:], [Complaint(["id"], "Webhook subscription does not exist")])
        }
        self.state.hooks[id] = nil
        return Self.payload(type, ["deletedWebhookSubscriptionId": .json(Self.id("WebhookSubscription", id))], [])
    }
}
