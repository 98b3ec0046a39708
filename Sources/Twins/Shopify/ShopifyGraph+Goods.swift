import Foundation

extension ShopifyGraph {
    func product(_ id: Int) -> (any GraphQLObject)? {
        guard self.state.products[id] != nil else { return nil }
        return ShopifyNode("Product") { field, arguments throws(GraphQLError) in
            guard let product = self.state.products[id] else { return .null }
            let variants = product.variants.compactMap { self.state.variants[$0] }
            switch field {
            case "id": return .json(Self.id("Product", id))
            case "legacyResourceId": return .text(String(id))
            case "title": return .text(product.title)
            case "handle": return .text(product.handle)
            case "status": return .text(product.status)
            case "descriptionHtml": return .text(product.descriptionHTML)
            case "vendor": return .text(product.vendor)
            case "productType": return .text(product.productType)
            case "tags": return .json(.array(product.tags.map { .string($0) }))
            case "createdAt": return .json(Self.time(product.created))
            case "updatedAt": return .json(Self.time(product.updated))
            case "publishedAt": return .json(product.status == "ACTIVE" ? Self.time(product.created) : .null)
            case "hasOnlyDefaultVariant": return .json(.bool(product.options.isEmpty))
            case "hasOutOfStockVariants": return .json(.bool(variants.contains { $0.isTracked && $0.total <= 0 }))
            case "totalInventory": return .json(.integer(variants.filter(\.isTracked).reduce(0) { $0 + $1.total }))
            case "tracksInventory": return .json(.bool(variants.contains(where: \.isTracked)))
            case "isGiftCard": return .json(.bool(false))
            case "options": return self.options(of: product, variants)
            case "variantsCount":
                return .object(
                    ShopifyNode("Count") { field, _ throws(GraphQLError) in
                        field == "count" ? .json(.integer(variants.count)) : .text("EXACT")
                    })
            case "media":
                return try ShopifyPage((product.media ?? []).map(\.id), arguments).connection("Media") {
                    self.media($0, of: id)
                }
            case "publishedOnPublication":
                let place = Self.number(arguments["publicationId"], "Publication")
                return .json(.bool(product.publications.map { $0.contains(place ?? 0) } ?? true))
            case "variants":
                return try ShopifyPage(product.variants, arguments).connection("ProductVariant", self.variant)
            default: throw ShopifyNode.unknown(field, "Product")
            }
        }
    }

    private func options(of product: ShopifyProduct, _ variants: [ShopifyVariant]) -> GraphQLResult {
        let names = product.options.isEmpty ? ["Title"] : product.options
        return .objects(
            names.enumerated().map { index, name in
                ShopifyNode("ProductOption") { field, _ throws(GraphQLError) in
                    switch field {
                    case "id": return .json(Self.id("ProductOption", product.id * 10 + index))
                    case "name": return .text(name)
                    case "position": return .json(.integer(index + 1))
                    default:
                        var values: [String] = []
                        for value in variants.compactMap({ $0.options.first { $0.name == name }?.value })
                        where !values.contains(value) { values.append(value) }
                        return .json(.array((values.isEmpty ? ["Default Title"] : values).map { .string($0) }))
                    }
                }
            })
    }

    func variant(_ id: Int) -> (any GraphQLObject)? {
        guard self.state.variants[id] != nil else { return nil }
        return ShopifyNode("ProductVariant") { field, _ throws(GraphQLError) in
            guard let variant = self.state.variants[id].map({ self.state.seen($0, asOf: self.asOf) }) else {
                return .null
            }
            let title = self.state.products[variant.product]?.title ?? ""
            switch field {
            case "id": return .json(Self.id("ProductVariant", id))
            case "legacyResourceId": return .text(String(id))
            case "title": return .text(variant.title)
            case "displayName": return .text(variant.options.isEmpty ? title : "\(title) - \(variant.title)")
            case "sku": return .text(variant.sku.isEmpty ? nil : variant.sku)
            case "barcode": return .text(variant.barcode)
            case "price": return .text(TwinMoney(minor: variant.price).text)
            case "compareAtPrice": return .text(variant.compareAtPrice.map { TwinMoney(minor: $0).text })
            case "position": return .json(.integer(variant.position))
            case "availableForSale":
                return .json(.bool(!variant.isTracked || variant.policy == "CONTINUE" || variant.total > 0))
            case "taxable": return .json(.bool(true))
            case "createdAt": return .json(Self.time(variant.created))
            case "updatedAt": return .json(Self.time(variant.updated))
            case "inventoryPolicy": return .text(variant.policy)
            case "inventoryQuantity", "sellableOnlineQuantity": return .json(.integer(variant.total))
            case "selectedOptions":
                let options = variant.options.isEmpty ? [TwinOption("Title", "Default Title")] : variant.options
                return .objects(
                    options.map { option in
                        ShopifyNode("SelectedOption") { field, _ throws(GraphQLError) in
                            .text(field == "name" ? option.name : option.value)
                        }
                    })
            case "product": return .maybe(self.product(variant.product))
            case "inventoryItem":
                try self.needs("read_inventory")
                return .maybe(self.item(variant.item))
            default: throw ShopifyNode.unknown(field, "ProductVariant")
            }
        }
    }

    func item(_ id: Int) -> (any GraphQLObject)? {
        guard let owner = self.state.variantOfItem[id] else { return nil }
        return ShopifyNode("InventoryItem") { field, arguments throws(GraphQLError) in
            guard let variant = self.state.variants[owner].map({ self.state.seen($0, asOf: self.asOf) }) else {
                return .null
            }
            switch field {
            case "id": return .json(Self.id("InventoryItem", id))
            case "legacyResourceId": return .text(String(id))
            case "sku": return .text(variant.sku.isEmpty ? nil : variant.sku)
            case "tracked": return .json(.bool(variant.isTracked))
            case "requiresShipping": return .json(.bool(true))
            case "measurement": return .object(Self.measurement(of: variant))
            case "createdAt": return .json(Self.time(variant.created))
            case "updatedAt": return .json(Self.time(variant.updated))
            case "variant": return .maybe(self.variant(owner))
            case "inventoryLevel":
                return .maybe(
                    Self.number(arguments["locationId"], "Location").flatMap { self.level(of: variant, at: $0) })
            case "inventoryLevels":
                return try ShopifyPage(variant.available.keys.sorted(), arguments).connection("InventoryLevel") {
                    self.level(of: variant, at: $0)
                }
            default: throw ShopifyNode.unknown(field, "InventoryItem")
            }
        }
    }

    func level(of variant: ShopifyVariant, at location: Int) -> (any GraphQLObject)? {
        guard let available = variant.available[location] else { return nil }
        return ShopifyNode("InventoryLevel") { field, arguments throws(GraphQLError) in
            switch field {
            case "id": return .text("gid://shopify/InventoryLevel/\(location)?inventory_item_id=\(variant.item)")
            case "createdAt": return .json(Self.time(variant.created))
            case "updatedAt": return .json(Self.time(variant.updated))
            case "item": return .maybe(self.item(variant.item))
            case "location": return .maybe(self.location(location))
            case "quantities":
                let committed = self.committed(variant.id, at: location)
                let numbers = ["available": available, "committed": committed, "on_hand": available + committed]
                let names = (arguments["names"]?.list ?? []).compactMap(\.text)
                return .objects(
                    names.compactMap { name in
                        numbers[name].map { self.quantity(name, $0, variant, at: location) }
                    })
            default: throw ShopifyNode.unknown(field, "InventoryLevel")
            }
        }
    }

    private func quantity(_ name: String, _ units: Int, _ variant: ShopifyVariant, at location: Int) -> ShopifyNode {
        ShopifyNode("InventoryQuantity") { field, _ throws(GraphQLError) in
            switch field {
            case "id":
                .text("gid://shopify/InventoryQuantity/\(location)?inventory_item_id=\(variant.item)&name=\(name)")
            case "name": .text(name)
            case "quantity": .json(.integer(units))
            default: .json(Self.time(variant.updated))
            }
        }
    }

    /// Units of orders that have not left.
    private func committed(_ variant: Int, at location: Int) -> Int {
        self.state.orders.values.reduce(0) { sum, order in
            guard order.cancelled == nil, !order.isFulfilled else { return sum }
            return sum
                + order.lines.filter { $0.variant == variant && $0.location == location }.reduce(0) {
                    $0 + $1.units - $1.refunded
                }
        }
    }

    func location(_ id: Int) -> (any GraphQLObject)? {
        guard let location = self.state.locations.first(where: { $0.id == id }) else { return nil }
        return ShopifyNode("Location") { field, _ throws(GraphQLError) in
            switch field {
            case "id": return .json(Self.id("Location", id))
            case "legacyResourceId": return .text(String(id))
            case "name": return .text(location.name)
            case "isActive", "fulfillsOnlineOrders", "shipsInventory": return .json(.bool(location.isActive))
            case "isPrimary": return .json(.bool(id == self.state.home))
            case "createdAt", "updatedAt": return .json(Self.time(self.state.opened))
            default: throw ShopifyNode.unknown(field, "Location")
            }
        }
    }
}
