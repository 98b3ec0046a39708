/// How changes of attributes take effect: instance by instance, told apart by their selectors (issue 5235 of the vendor's
/// models, and the observations in issues 2061 and 4406).
enum AmazonAttributes {
    /// The members that tell one instance of an attribute from another.
    private static func selectors(_ name: String) -> [String] {
        switch name {
        case "fulfillment_availability": ["fulfillment_channel_code"]
        case "purchasable_offer": ["marketplace_id", "audience"]
        default: ["marketplace_id", "language_tag"]
        }
    }

    private static func key(_ instance: Json, _ name: String, _ store: AmazonStore) -> [String] {
        Self.selectors(name).map { selector in
            instance[selector]?.text ?? (selector == "marketplace_id" ? store.id : selector == "audience" ? "ALL" : "")
        }
    }

    static func apply(_ patch: AmazonChange.Patch, to attributes: Json, _ store: AmazonStore) -> Json {
        var instances = attributes[patch.name]?.list ?? []
        for value in patch.value {
            let key = Self.key(value, patch.name, store)
            let place = instances.firstIndex { Self.key($0, patch.name, store) == key }
            switch (patch.op, place) {
            case ("delete", let place?): instances.remove(at: place)
            case ("delete", nil): break
            case ("merge", let place?):
                instances[place] = value.members.reduce(instances[place]) { $0.with($1.name, $1.value) }
            // What was beside it is gone (issue 4406); what no selector meets is added (issue 2061).
            case (_, let place?): instances[place] = Self.placed(value, store)
            case (_, nil): instances.append(Self.placed(value, store))
            }
        }
        if patch.op == "delete", patch.value.isEmpty { instances = [] }
        return attributes.with(patch.name, instances.isEmpty ? nil : .array(instances))
    }

    private static func placed(_ instance: Json, _ store: AmazonStore) -> Json {
        instance["marketplace_id"] == nil ? instance.with("marketplace_id", .string(store.id)) : instance
    }

    // MARK: Checking

    private static let known: Set<String> = [
        "item_name", "fulfillment_availability", "purchasable_offer", "condition_type", "brand", "color", "size",
        "product_description", "bullet_point", "list_price", "merchant_suggested_asin", "main_product_image_locator",
        "externally_assigned_product_identifier", "child_parent_sku_relationship", "parentage_level",
        "variation_theme", "country_of_origin", "batteries_required", "supplier_declared_dg_hz_regulation",
    ]

    /// What Amazon finds wrong with attributes before it takes them.
    static func issues(_ name: String, _ value: [Json]) -> [AmazonIssue] {
        guard Self.known.contains(name) || AmazonProductTypes.isKnown(name) else {
            return [Self.issue("90000900", "The attributes are invalid.", name, "INVALID_ATTRIBUTE")]
        }
        switch name {
        case "fulfillment_availability":
            return value.flatMap { instance -> [AmazonIssue] in
                guard instance["fulfillment_channel_code"]?.text != nil else {
                    return [
                        Self.issue(
                            "90220", "'fulfillment_channel_code' is required but not supplied.", name,
                            "MISSING_ATTRIBUTE")
                    ]
                }
                guard let quantity = instance["quantity"] else { return [] }
                guard case .integer(let units) = quantity, units >= 0 else {
                    return [
                        Self.issue(
                            "90205", "The value for 'quantity' is invalid: a whole number from 0 is expected.", name,
                            "INVALID_ATTRIBUTE")
                    ]
                }
                return []
            }
        case "purchasable_offer":
            return value.flatMap { instance -> [AmazonIssue] in
                let prices = instance["our_price"]?.list ?? []
                let amounts = prices.compactMap { $0["schedule"]?.list?.first?["value_with_tax"] }
                guard amounts.count == prices.count, !amounts.isEmpty else {
                    return [
                        Self.issue(
                            "99022",
                            "The field 'prices' for the attribute 'purchasable_offer.our_price' does not have "
                                + "enough values.", name, "MISSING_PRICE")
                    ]
                }
                return amounts.allSatisfy(Self.isPositive)
                    ? [] : [Self.issue("90205", "The price must be more than 0.", name, "INVALID_PRICE")]
            }
        default: return AmazonProductTypes.wrong(name, value)
        }
    }

    private static func isPositive(_ value: Json) -> Bool {
        switch value {
        case .integer(let whole): whole > 0
        case .number(let number): number > 0
        case .string(let text): TwinMoney(text).map { $0.minor > 0 } ?? false
        default: false
        }
    }

    private static func issue(
        _ code: String, _ message: String, _ attribute: String, _ category: String
    ) -> AmazonIssue {
        AmazonIssue(code: code, message: message, severity: "ERROR", attribute: attribute, category: category)
    }
}
