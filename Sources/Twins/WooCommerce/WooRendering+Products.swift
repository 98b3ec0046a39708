import Foundation

/// Turns what a shop knows into the JSON of REST v3, member for member in the order of a real answer.
///
/// Members and types: the vendor's documentation (commit 13d6196, 2024-03-15), and WooCommerce 10.0 for
/// `global_unique_id`, `low_stock_amount`, `has_options`, `post_password` and `brands`.
struct WooRendering {
    let state: WooState
    /// The shop's address without a slash at its end.
    let address: String
    /// When set, products are shown as they were then (wall time).
    var asOf: Date?

    func product(_ current: WooProduct) -> Json {
        let product = self.seen(current)
        if product.kind == .variation { return self.variationAsProduct(product) }
        let children = (self.state.childrenOf[product.id] ?? []).sorted()
        let prices = product.kind == .variable ? self.childPrices(children) : nil
        let price = prices?.first?.text ?? product.price
        let stock = self.stock(of: product)
        return .object(
            self.opening(product, price: price) + self.pricing(product, price: price) + [
                Json.Member(name: "total_sales", value: .integer(product.totalSales)),
                Json.Member(name: "virtual", value: false), Json.Member(name: "downloadable", value: false),
                Json.Member(name: "downloads", value: []), Json.Member(name: "download_limit", value: -1),
                Json.Member(name: "download_expiry", value: -1), Json.Member(name: "external_url", value: ""),
                Json.Member(name: "button_text", value: ""), Json.Member(name: "tax_status", value: "taxable"),
                Json.Member(name: "tax_class", value: ""),
            ] + stock + [
                Json.Member(name: "sold_individually", value: false),
                Json.Member(name: "weight", value: .string(product.weight)),
                Json.Member(name: "dimensions", value: ["length": "", "width": "", "height": ""]),
                Json.Member(name: "shipping_required", value: true), Json.Member(name: "shipping_taxable", value: true),
                Json.Member(name: "shipping_class", value: ""), Json.Member(name: "shipping_class_id", value: 0),
                Json.Member(name: "reviews_allowed", value: true), Json.Member(name: "average_rating", value: "0.00"),
                Json.Member(name: "rating_count", value: 0), Json.Member(name: "upsell_ids", value: []),
                Json.Member(name: "cross_sell_ids", value: []),
                Json.Member(name: "parent_id", value: .integer(product.parentID)),
                Json.Member(name: "purchase_note", value: ""),
                Json.Member(name: "categories", value: Self.category(product.category)),
                Json.Member(name: "tags", value: []), Json.Member(name: "brands", value: []),
                Json.Member(name: "images", value: [self.image(of: product)]),
                Json.Member(name: "attributes", value: self.attributes(of: product)),
                Json.Member(name: "default_attributes", value: []),
                Json.Member(name: "variations", value: .array(children.map(Json.integer))),
                Json.Member(name: "grouped_products", value: []), Json.Member(name: "menu_order", value: 0),
                Json.Member(name: "price_html", value: .string(self.priceHTML(price))),
                Json.Member(name: "related_ids", value: []),
                Json.Member(name: "meta_data", value: Self.meta(product.meta)),
                Json.Member(name: "has_options", value: .bool(product.kind == .variable)),
                Json.Member(name: "post_password", value: ""),
                Json.Member(name: "global_unique_id", value: .string(product.gtin)),
                self.links("products/\(product.id)", "products"),
            ])
    }

    func variation(_ current: WooProduct) -> Json {
        let product = self.seen(current)
        let path = "products/\(product.parentID)"
        return .object(
            [
                Json.Member(name: "id", value: .integer(product.id)),
                Json.Member(name: "type", value: "variation"),
            ] + self.dates(product.created, product.modified) + [
                Json.Member(name: "description", value: .string(product.description)),
                Json.Member(name: "permalink", value: .string("\(self.address)/product/\(product.slug)/")),
                Json.Member(name: "sku", value: .string(product.sku)),
                Json.Member(name: "global_unique_id", value: .string(product.gtin)),
            ] + self.pricing(product, price: product.price) + [
                Json.Member(name: "status", value: .string(product.status)),
                Json.Member(name: "virtual", value: false), Json.Member(name: "downloadable", value: false),
                Json.Member(name: "downloads", value: []), Json.Member(name: "download_limit", value: -1),
                Json.Member(name: "download_expiry", value: -1), Json.Member(name: "tax_status", value: "taxable"),
                Json.Member(name: "tax_class", value: ""),
            ] + self.stock(of: product) + [
                Json.Member(name: "weight", value: .string(product.weight)),
                Json.Member(name: "dimensions", value: ["length": "", "width": "", "height": ""]),
                Json.Member(name: "shipping_class", value: ""), Json.Member(name: "shipping_class_id", value: 0),
                Json.Member(name: "image", value: self.image(of: product)),
                Json.Member(name: "attributes", value: self.choices(of: product)),
                Json.Member(name: "menu_order", value: 0),
                Json.Member(name: "meta_data", value: Self.meta(product.meta)),
                Json.Member(
                    name: "name", value: .string(product.attributes.flatMap(\.options).joined(separator: ", "))),
                Json.Member(name: "parent_id", value: .integer(product.parentID)),
                self.links("\(path)/variations/\(product.id)", "\(path)/variations", up: path),
            ])
    }

    func seen(_ product: WooProduct) -> WooProduct {
        guard let asOf = self.asOf else { return product }
        return self.state.product(product, asOf: asOf)
    }

    /// A variation asked for under `products` has the shape of a product, with `type` and `parent_id` telling.
    private func variationAsProduct(_ product: WooProduct) -> Json {
        var whole = product
        whole.kind = .simple
        guard case .object(var members) = self.product(whole) else { return .null }
        let texts: [String: Json] = ["type": "variation", "attributes": self.choices(of: product)]
        for (name, value) in texts {
            if let index = members.firstIndex(where: { $0.name == name }) { members[index].value = value }
        }
        return .object(members)
    }

    private func opening(_ product: WooProduct, price: String) -> [Json.Member] {
        [
            Json.Member(name: "id", value: .integer(product.id)),
            Json.Member(name: "name", value: .string(product.name)),
            Json.Member(name: "slug", value: .string(product.slug)),
            Json.Member(name: "permalink", value: .string("\(self.address)/product/\(product.slug)/")),
        ] + self.dates(product.created, product.modified) + [
            Json.Member(name: "type", value: .string(product.kind.rawValue)),
            Json.Member(name: "status", value: .string(product.status)), Json.Member(name: "featured", value: false),
            Json.Member(name: "catalog_visibility", value: "visible"),
            Json.Member(name: "description", value: .string(product.description)),
            Json.Member(name: "short_description", value: .string(product.shortDescription)),
            Json.Member(name: "sku", value: .string(product.sku)),
        ]
    }

    private func pricing(_ product: WooProduct, price: String) -> [Json.Member] {
        [
            Json.Member(name: "price", value: .string(price)),
            Json.Member(name: "regular_price", value: .string(product.regularPrice)),
            Json.Member(name: "sale_price", value: .string(product.salePrice)),
            Json.Member(name: "date_on_sale_from", value: .null),
            Json.Member(name: "date_on_sale_from_gmt", value: .null),
            Json.Member(name: "date_on_sale_to", value: .null), Json.Member(name: "date_on_sale_to_gmt", value: .null),
            Json.Member(
                name: "on_sale", value: .bool(!product.salePrice.isEmpty && product.price == product.salePrice)),
            Json.Member(name: "purchasable", value: .bool(!price.isEmpty)),
        ]
    }

    /// `manage_stock` is `"parent"` on a variation whose units the parent counts.
    private func stock(of product: WooProduct) -> [Json.Member] {
        let owner = self.state.stockOwner(of: product).map { $0.id == product.id ? product : self.seen($0) }
        let manages: Json = owner == nil ? false : owner?.id == product.id ? true : "parent"
        let backorders = owner?.backorders ?? product.backorders
        let count = owner?.stock ?? 0
        return [
            Json.Member(name: "manage_stock", value: manages),
            Json.Member(name: "stock_quantity", value: owner?.stock.map(Json.integer) ?? .null),
            Json.Member(name: "backorders", value: .string(backorders)),
            Json.Member(name: "backorders_allowed", value: .bool(backorders != "no")),
            Json.Member(name: "backordered", value: .bool(owner != nil && backorders != "no" && count < 0)),
            Json.Member(name: "low_stock_amount", value: .null),
            Json.Member(name: "stock_status", value: .string(self.status(product, owner: owner))),
        ]
    }

    private func status(_ product: WooProduct, owner: WooProduct?) -> String {
        if let owner {
            return owner.stock ?? 0 > 0 ? "instock" : owner.backorders == "no" ? "outofstock" : "onbackorder"
        }
        guard product.kind == .variable, let children = self.state.childrenOf[product.id], !children.isEmpty else {
            return product.unmanagedStatus
        }
        let inStock = children.contains { id in
            guard let child = self.state.products[id].map(self.seen) else { return false }
            return self.status(child, owner: self.state.stockOwner(of: child).map(self.seen)) != "outofstock"
        }
        return inStock ? "instock" : "outofstock"
    }

    private func childPrices(_ children: [Int]) -> [TwinMoney] {
        children.compactMap { self.state.products[$0].flatMap { TwinMoney(self.seen($0).price) } }
            .sorted { $0.minor < $1.minor }
    }

    private func attributes(of product: WooProduct) -> Json {
        .array(
            product.attributes.enumerated().map { index, attribute in
                [
                    "id": 0, "name": .string(attribute.name), "slug": .string(attribute.name),
                    "position": .integer(index), "visible": true, "variation": .bool(product.kind == .variable),
                    "options": .array(attribute.options.map(Json.string)),
                ]
            })
    }

    private func choices(of product: WooProduct) -> Json {
        .array(
            product.attributes.map { attribute in
                [
                    "id": 0, "name": .string(attribute.name), "slug": .string(attribute.name),
                    "option": .string(attribute.options.first ?? ""),
                ]
            })
    }

    private func image(of product: WooProduct) -> Json {
        .object(
            [Json.Member(name: "id", value: .integer(product.id + 100_000))]
                + self.dates(product.created, product.created) + [
                    Json.Member(
                        name: "src", value: .string("\(self.address)/wp-content/uploads/2026/\(product.slug).jpg")),
                    Json.Member(name: "name", value: .string(product.slug)), Json.Member(name: "alt", value: ""),
                ])
    }

    private func priceHTML(_ price: String) -> String {
        price.isEmpty
            ? ""
            : "<span class=\"woocommerce-Price-amount amount\"><bdi>\(price)&nbsp;\(self.state.currency)</bdi></span>"
    }

    private static func category(_ name: String) -> Json {
        let name = name.isEmpty ? "Uncategorized" : name
        return [["id": .integer(15 + name.utf8.count), "name": .string(name), "slug": .string(WooState.slug(name))]]
    }
}
