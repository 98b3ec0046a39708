import Foundation

extension ShopifyGraph {
    var query: ShopifyNode {
        ShopifyNode("QueryRoot") { field, arguments throws(GraphQLError) in
            if let lists = try self.list(field, arguments) { return lists }
            switch field {
            case "shop": return .object(self.shop)
            case "currentAppInstallation": return .object(self.installation)
            case "location":
                try self.needs("read_locations")
                guard let id = arguments["id"], !id.isNull else { return .maybe(self.location(self.state.home)) }
                return .maybe(Self.number(id, "Location").flatMap(self.location))
            case "product": return .maybe(Self.number(arguments["id"], "Product").flatMap(self.product))
            case "productVariant": return .maybe(Self.number(arguments["id"], "ProductVariant").flatMap(self.variant))
            case "productVariantsCount":
                try self.needs("read_products")
                let (all, limit) = (self.state.variantIDs.count, arguments["limit"]?.whole ?? .max)
                return .object(
                    ShopifyNode("Count") { field, _ throws(GraphQLError) in
                        field == "count" ? .json(.integer(min(all, limit))) : .text(all > limit ? "AT_LEAST" : "EXACT")
                    })
            case "bulkOperation": return .maybe(Self.number(arguments["id"], "BulkOperation").flatMap(self.bulk))
            case "inventoryItem": return .maybe(Self.number(arguments["id"], "InventoryItem").flatMap(self.item))
            case "job": return .maybe(Self.number(arguments["id"], "Job").flatMap(self.job))
            case "order":
                try self.needs("read_orders")
                return .maybe(Self.number(arguments["id"], "Order").flatMap(self.order))
            case "fulfillmentOrder":
                let id = Self.number(arguments["id"], "FulfillmentOrder")
                return .maybe(
                    self.state.orders.values.first { $0.fulfillmentOrder == id }.map { self.fulfillmentOrder(of: $0) })
            case "webhookSubscription":
                return .maybe(Self.number(arguments["id"], "WebhookSubscription").flatMap(self.hook))
            case "node": return .maybe(try self.node(arguments["id"]))
            case "nodes":
                var found: [GraphQLResult] = []
                let ids = arguments["ids"]?.list ?? []
                guard ids.count <= 250 else {
                    throw GraphQLError(
                        "The input array size of \(ids.count) is greater than the maximum allowed of 250.",
                        code: "MAX_INPUT_SIZE_EXCEEDED")
                }
                for id in ids { found.append(.maybe(try self.node(id))) }
                return .list(found)
            default: throw ShopifyNode.unknown(field, "QueryRoot")
            }
        }
    }

    private func node(_ id: Json?) throws(GraphQLError) -> (any GraphQLObject)? {
        guard let text = id?.text, text.hasPrefix("gid://shopify/") else {
            throw GraphQLError("Invalid global id '\(id?.text ?? "")'", code: "argumentLiteralsIncompatible")
        }
        if let number = Self.number(id, "Product") { return self.product(number) }
        if let number = Self.number(id, "ProductVariant") { return self.variant(number) }
        if let number = Self.number(id, "InventoryItem") { return self.item(number) }
        if let number = Self.number(id, "Order") { return self.order(number) }
        if let number = Self.number(id, "Location") { return self.location(number) }
        return nil
    }

    private func list(_ field: String, _ arguments: Json) throws(GraphQLError) -> GraphQLResult? {
        let search = ShopifySearch(arguments["query"]?.text)
        switch field {
        case "locations":
            try self.needs("read_locations")
            let ids = self.state.locations.filter { $0.isActive || arguments["includeInactive"] == .bool(true) }.map(
                \.id)
            return try ShopifyPage(ids, arguments).connection("Location", self.location)
        case "products":
            try self.needs("read_products")
            let found = self.state.productIDs.filter { id in
                guard let product = self.state.products[id] else { return false }
                return search.terms.isEmpty
                    || (search.admits("updated_at", time: product.updated) && search.admits(text: product.title)
                        && search.admits("status", word: product.status) && search.admits("id", word: String(id))
                        && search.admits("title", word: product.title))
            }
            let sorted =
                arguments["sortKey"]?.text == "UPDATED_AT"
                ? found.sorted { self.updated(product: $0) < self.updated(product: $1) } : found
            return try ShopifyPage(sorted, arguments).connection("Product", self.product)
        case "productVariants":
            try self.needs("read_products")
            let found = self.state.variantIDs.filter { id in
                guard !search.terms.isEmpty, let variant = self.state.variants[id] else { return search.terms.isEmpty }
                return search.admits("updated_at", time: variant.updated) && search.admits("sku", word: variant.sku)
                    && search.admits("id", word: String(id))
                    && search.admits("product_id", word: String(variant.product))
                    && search.admits("barcode", word: variant.barcode ?? "") && search.admits(text: variant.sku)
            }
            return try ShopifyPage(found, arguments).connection("ProductVariant", self.variant)
        case "inventoryItems":
            let found = self.state.variantIDs.compactMap { self.state.variants[$0] }
                .filter { search.admits("sku", word: $0.sku) }.map(\.item)
            return try ShopifyPage(found, arguments).connection("InventoryItem", self.item)
        case "orders": return try self.orders(search, arguments)
        case "bulkOperations": return try self.bulks(arguments)
        case "webhookSubscriptions":
            let topics = arguments["topics"]?.list?.compactMap(\.text)
            let found = self.state.hooks.values.filter { hook in
                hook.secret == self.grant.secret && topics.map { $0.contains(hook.topic) } ?? true
                    && (arguments["uri"]?.text).map { $0 == hook.uri } ?? true
            }
            return try ShopifyPage(found.map(\.id).sorted(), arguments).connection("WebhookSubscription", self.hook)
        case "publications":
            try self.needs("read_publications")
            let isOfApps = ["APP", nil].contains(arguments["catalogType"]?.text)
            return try ShopifyPage(isOfApps ? self.state.outlets.map(\.id) : [], arguments).connection(
                "Publication", self.outlet)
        default: return nil
        }
    }

    private func updated(product id: Int) -> Double {
        self.state.products[id]?.updated.timeIntervalSince1970 ?? 0
    }

    /// Placed within the last 60 days, unless the app may read all (notes, "Auth").
    private func orders(_ search: ShopifySearch, _ arguments: Json) throws(GraphQLError) -> GraphQLResult {
        try self.needs("read_orders")
        let found = self.state.orders.values.filter { order in
            order.visibleAt <= self.moment.wall && search.admits("updated_at", time: order.updated)
                && search.admits("created_at", time: order.created) && search.admits("name", word: "#\(order.number)")
                && search.admits("id", word: String(order.id))
        }
        let isByUpdate = arguments["sortKey"]?.text == "UPDATED_AT"
        let sorted = found.sorted { one, other in
            let (first, second) = isByUpdate ? (one.updated, other.updated) : (one.created, other.created)
            return (first.timeIntervalSince1970.rounded(.down), one.id) < (
                second.timeIntervalSince1970.rounded(.down), other.id
            )
        }
        return try ShopifyPage(sorted.map(\.id), arguments).connection("Order", self.order)
    }

    var shop: ShopifyNode {
        ShopifyNode("Shop") { field, _ throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("Shop", self.state.shopID))
            case "name": return .text(self.state.name)
            case "myshopifyDomain": return .text(self.state.domain)
            case "currencyCode": return .text(self.state.currency)
            case "email": return .text("owner@example.com")
            case "url": return .text("https://\(self.state.domain)")
            case "ianaTimezone": return .text("Europe/London")
            case "weightUnit": return .text("KILOGRAMS")
            case "createdAt": return .json(Self.time(self.state.opened))
            case "primaryDomain":
                return .object(
                    ShopifyNode("Domain") { field, _ throws(GraphQLError) in
                        switch field {
                        case "id": .json(Self.id("Domain", self.state.shopID))
                        case "host": .text(self.state.domain)
                        default: .text("https://\(self.state.domain)")
                        }
                    })
            case "plan":
                return .object(
                    ShopifyNode("ShopPlan") { field, _ throws(GraphQLError) in
                        field == "displayName" ? .text("Basic") : .json(.bool(false))
                    })
            default: throw ShopifyNode.unknown(field, "Shop")
            }
        }
    }

    private var installation: ShopifyNode {
        ShopifyNode("AppInstallation") { field, _ throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("AppInstallation", self.state.shopID))
            case "app":
                return .object(
                    ShopifyNode("App") { field, _ throws(GraphQLError) in
                        field == "id" ? .json(Self.id("App", 1)) : .text(field == "title" ? "Hub" : "hub")
                    })
            default:
                return .objects(
                    self.grant.scopes.map { scope in
                        ShopifyNode("AccessScope") { field, _ throws(GraphQLError) in
                            .text(field == "handle" ? scope : "May \(scope.replacing("_", with: " "))")
                        }
                    })
            }
        }
    }

    func hook(_ id: Int) -> (any GraphQLObject)? {
        guard let hook = self.state.hooks[id] else { return nil }
        return ShopifyNode("WebhookSubscription") { field, _ throws(GraphQLError) in
            switch field {
            case "id": .json(Self.id("WebhookSubscription", id))
            case "legacyResourceId": .text(String(id))
            case "topic": .text(hook.topic)
            case "uri": .text(hook.uri)
            case "format": .text("JSON")
            case "filter": .null
            case "includeFields": .json(.array([]))
            default: .json(Self.time(hook.created))
            }
        }
    }
}
