import Foundation

extension EtsyState {
    /// Replaces a listing's whole inventory. Every id changes, and what is not in the body is gone.
    mutating func updateInventory(_ call: EtsyCall, _ moment: Moment) throws(EtsyError) -> EtsyOutcome {
        var listing = try self.listing(call.listing)
        guard let body = call.body.json, let items = body["products"]?.list, !items.isEmpty else {
            throw .invalid("products", "cannot be empty")
        }
        guard listing.state != .expired else { throw EtsyError(409, "The listing has expired.") }
        var products: [EtsyProduct] = []
        for item in items { products.append(try self.product(item)) }
        listing.priceOn = Self.properties(body["price_on_property"])
        listing.quantityOn = Self.properties(body["quantity_on_property"])
        listing.skuOn = Self.properties(body["sku_on_property"])
        listing.readinessOn = Self.properties(body["readiness_state_on_property"])
        let old = listing.products
        listing.products = products
        try Self.check(listing)
        if listing.quantity == 0, self.refusesZero {
            throw EtsyError(400, "One offering must have quantity greater than 0.")
        }
        self.writeDown(old, products, moment)
        listing.hasInventory = true
        listing.modified = moment.shop
        if listing.state == .active, listing.quantity == 0 {
            listing.state = .soldOut
            listing.stateChanged = moment.shop
        }
        self.put(listing, at: moment)
        return EtsyOutcome(self.rendering(call).inventory(listing))
    }

    private mutating func product(_ item: Json) throws(EtsyError) -> EtsyProduct {
        guard let offerings = item["offerings"]?.list, let offering = offerings.first else {
            throw .invalid("products/offerings", "cannot be empty")
        }
        guard offerings.count == 1 else { throw .invalid("products/offerings", "only one offering a product") }
        guard let price = Self.price(offering["price"]), price >= 20 else {
            throw .invalid("products/offerings/price", "must be a number of at least 0.20")
        }
        guard let quantity = offering["quantity"]?.whole, (0...999).contains(quantity) else {
            throw .invalid("products/offerings/quantity", "must be between 0 and 999")
        }
        guard let isEnabled = offering["is_enabled"]?.truth else {
            throw .invalid("products/offerings/is_enabled", "cannot be blank")
        }
        guard let readiness = offering["readiness_state_id"] else {
            throw .invalid("products/offerings/readiness_state_id", "cannot be blank")
        }
        if let id = readiness.whole, !self.readiness.contains(where: { $0.id == id }) {
            throw .invalid("products/offerings/readiness_state_id", "is not a processing profile of this shop")
        }
        for name in ["product_id", "is_deleted"] where item[name] != nil {
            throw .invalid("products", "\(name) is not allowed")
        }
        for name in ["offering_id", "is_deleted"] where offering[name] != nil {
            throw .invalid("products/offerings", "\(name) is not allowed")
        }
        var values: [EtsyPropertyValue] = []
        for value in item["property_values"]?.list ?? [] { values.append(try Self.value(value)) }
        guard values.count <= 2 else { throw .invalid("products/property_values", "at most two properties") }
        return EtsyProduct(
            id: self.newID(.product), offering: self.newID(.offering), sku: item["sku"]?.text ?? "", values: values,
            price: price, quantity: quantity, isEnabled: isEnabled, readiness: readiness.whole)
    }

    private static func value(_ item: Json) throws(EtsyError) -> EtsyPropertyValue {
        guard let property = item["property_id"]?.whole, property > 0 else {
            throw .invalid("products/property_values/property_id", "cannot be blank")
        }
        for name in ["scale_name", "value_pairs"] where item[name] != nil {
            throw .invalid("products/property_values", "\(name) is not allowed")
        }
        let values = item["values"]?.list?.compactMap(\.text) ?? []
        let ids = item["value_ids"]?.list?.compactMap(\.whole) ?? []
        guard !values.isEmpty || !ids.isEmpty else {
            throw .invalid("products/property_values/values", "cannot be empty")
        }
        guard !values.contains(where: { $0.contains("(") || $0.contains(")") }) else {
            throw .invalid("products/property_values/values", "parentheses are not allowed")
        }
        return EtsyPropertyValue(
            property: property, name: item["property_name"]?.text ?? "", scale: item["scale_id"]?.whole,
            valueIDs: ids.isEmpty ? values.map(EtsyTaxonomy.valueID) : ids, values: values)
    }

    /// Hundredths of a decimal number.
    private static func price(_ value: Json?) -> Int? {
        switch value {
        case .integer(let whole) where (0...50_000).contains(whole): whole * 100
        case .number(let number) where number >= 0 && number <= 50_000: Int((number * 100).rounded())
        default: nil
        }
    }

    private static func properties(_ value: Json?) -> [Int] { value?.list?.compactMap(\.whole) ?? [] }

    /// No two products may stand for the same thing, and what does not vary must be the same on all.
    private static func check(_ listing: EtsyListing) throws(EtsyError) {
        let used = Set(listing.products.flatMap { $0.values.map(\.property) })
        let all = used.sorted()
        guard Set(listing.products.map { $0.key(on: all) }).count == listing.products.count else {
            throw .invalid("products", "two products have the same property values")
        }
        guard listing.products.allSatisfy({ Set($0.values.map(\.property)) == used }) else {
            throw .invalid("products", "each product must have a value for each property")
        }
        let rules: [(name: String, on: [Int], value: (EtsyProduct) -> String)] = [
            ("price_on_property", listing.priceOn, { String($0.price) }),
            ("quantity_on_property", listing.quantityOn, { String($0.quantity) }),
            ("sku_on_property", listing.skuOn, { $0.sku }),
            ("readiness_state_on_property", listing.readinessOn, { $0.readiness.map(String.init) ?? "" }),
        ]
        for rule in rules {
            guard rule.on.allSatisfy({ used.contains($0) }) else {
                throw .invalid(rule.name, "names a property that no product has")
            }
            var shown: [[String]: String] = [:]
            for product in listing.products {
                let key = product.key(on: rule.on)
                guard shown[key, default: rule.value(product)] == rule.value(product) else {
                    throw .invalid("products", "the values are incompatible with \(rule.name)")
                }
                shown[key] = rule.value(product)
            }
        }
        guard listing.products.contains(where: \.isEnabled) else {
            throw .invalid("products", "at least one offering must be enabled")
        }
    }

    /// What the hub changed, SKU by SKU, in the book.
    private mutating func writeDown(_ old: [EtsyProduct], _ new: [EtsyProduct], _ moment: Moment) {
        for product in new {
            guard let before = old.first(where: { $0.sku == product.sku }) else { continue }
            self.writeStock(before, to: product.quantity, by: .hub, moment)
            self.writePrice(before, to: product.price, by: .hub, moment)
        }
    }

    func listing(_ id: Int) throws(EtsyError) -> EtsyListing {
        guard let listing = self.listings[id] else { throw .noListing(id) }
        return listing
    }

    func rendering(_ call: EtsyCall) -> EtsyRendering {
        EtsyRendering(
            state: self, showsSKUs: call.isOwner, includes: call.includes, asOf: call.asOf,
            isLegacy: call.query["legacy"].flatMap { Json.string($0).truth } ?? false)
    }
}
