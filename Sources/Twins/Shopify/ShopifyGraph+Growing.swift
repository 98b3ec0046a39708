import Foundation

/// Variants and options that come into a product which is there.
extension ShopifyGraph {
    /// All of them, or none. No two variants of a product have the same options.
    func createVariants(_ arguments: Json) -> GraphQLResult {
        let (type, errorType) = ("ProductVariantsBulkCreatePayload", "ProductVariantsBulkCreateUserError")
        guard let id = Self.number(arguments["productId"], "Product"), let product = self.state.products[id] else {
            return Self.payload(
                type, [:], [Complaint(["productId"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")],
                errorType: errorType)
        }
        let wishes = arguments["variants"]?.list ?? []
        let complaints = self.complaints(about: wishes, in: product)
        guard complaints.isEmpty else { return Self.payload(type, [:], complaints, errorType: errorType) }
        let strategy = arguments["strategy"]?.text ?? "DEFAULT"
        if product.variants.count == 1,
            strategy == "REMOVE_STANDALONE_VARIANT" || (strategy == "DEFAULT" && product.options.isEmpty)
        {
            for old in product.variants { self.state.remove(variant: old) }
            self.state.products[id]?.variants = []
        }
        var made: [Int] = []
        for wish in wishes {
            let values = Self.values(of: wish)
            let variant = self.addVariant(
                to: id, options: product.options.map { TwinOption($0, values[$0] ?? "") },
                position: (self.state.products[id]?.variants.count ?? 0) + 1)
            self.update(variant, wish)
            for quantity in wish["inventoryQuantities"]?.list ?? [] {
                guard let location = Self.number(quantity["locationId"], "Location") else { continue }
                self.state.setStock(
                    of: variant, at: location, to: quantity["availableQuantity"]?.whole ?? 0, by: .hub, self.moment)
            }
            made.append(variant)
        }
        self.touch(id)
        return Self.payload(
            type,
            ["product": .maybe(self.product(id)), "productVariants": .objects(made.compactMap { self.variant($0) })],
            [], errorType: errorType)
    }

    private func complaints(about wishes: [Json], in product: ShopifyProduct) -> [Complaint] {
        var taken = Set(
            product.variants.compactMap { self.state.variants[$0] }.map { variant in
                product.options.map { name in variant.options.first { $0.name == name }?.value ?? "" }
            })
        var complaints: [Complaint] = []
        if product.variants.count + wishes.count > 2_048 {
            complaints.append(
                Complaint(["variants"], "You reached the limit of available SKUs", "SUBSCRIPTION_VIOLATION"))
        }
        for (index, wish) in wishes.enumerated() {
            let place = ["variants", String(index)]
            let values = Self.values(of: wish)
            if let price = wish["price"], !price.isNull, (TwinMoney(Self.plain(price))?.minor ?? -1) < 0 {
                complaints.append(
                    Complaint(place + ["price"], "Price must be greater than or equal to 0", "NEGATIVE_PRICE_VALUE"))
            } else if values.keys.contains(where: { !product.options.contains($0) }) {
                complaints.append(
                    Complaint(
                        place + ["optionValues"], "Option does not exist",
                        "OPTION_VALUES_FOR_NUMBER_OF_UNKNOWN_OPTIONS"))
            } else if values.count < product.options.count {
                complaints.append(
                    Complaint(
                        place + ["optionValues"],
                        "You need to add option values for \(product.options.joined(separator: ", "))",
                        "NEED_TO_ADD_OPTION_VALUES"))
            } else if !taken.insert(product.options.map { values[$0] ?? "" }).inserted {
                complaints.append(
                    Complaint(
                        place,
                        "The variant '\(product.options.map { values[$0] ?? "" }.joined(separator: " / "))' already exists.",
                        "VARIANT_ALREADY_EXISTS"))
            }
        }
        return complaints
    }

    /// By the names of the options.
    private static func values(of wish: Json) -> [String: String] {
        var values: [String: String] = [:]
        for value in wish["optionValues"]?.list ?? [] {
            if let name = value["optionName"]?.text { values[name] = value["name"]?.text ?? "" }
        }
        return values
    }

    /// The variants that are there get the first value of each. A product that had no options loses the one that stood for none
    /// (not confirmed).
    func createOptions(_ arguments: Json) -> GraphQLResult {
        let (type, errorType) = ("ProductOptionsCreatePayload", "ProductOptionsCreateUserError")
        guard let id = Self.number(arguments["productId"], "Product"), let product = self.state.products[id] else {
            return Self.payload(
                type, [:], [Complaint(["productId"], "Product does not exist", "PRODUCT_DOES_NOT_EXIST")],
                errorType: errorType)
        }
        var (options, complaints): ([TwinOption], [Complaint]) = ([], [])
        for (index, wish) in (arguments["options"]?.list ?? []).enumerated() {
            let place = ["options", String(index)]
            guard let name = wish["name"]?.text, !name.isEmpty else {
                complaints.append(Complaint(place, "Option name is missing", "OPTION_NAME_MISSING"))
                continue
            }
            guard let value = wish["values"]?.list?.first?["name"]?.text else {
                complaints.append(Complaint(place, "Option values are missing", "OPTION_VALUES_MISSING"))
                continue
            }
            if (product.options + options.map(\.name)).contains(name) {
                complaints.append(Complaint(place, "Option already exists", "OPTION_ALREADY_EXISTS"))
            }
            options.append(TwinOption(name, value))
        }
        if product.options.count + options.count > 3 {
            complaints.append(
                Complaint(["options"], "Can only specify a maximum of 3 options", "OPTIONS_OVER_LIMIT"))
        }
        guard complaints.isEmpty else { return Self.payload(type, [:], complaints, errorType: errorType) }
        self.state.products[id]?.options += options.map(\.name)
        for variant in product.variants { self.state.variants[variant]?.options += options }
        self.touch(id)
        return Self.payload(type, ["product": .maybe(self.product(id))], [], errorType: errorType)
    }

    private func touch(_ product: Int) {
        self.state.products[product]?.updated = self.moment.shop
        self.state.note("PRODUCTS_UPDATE", product, self.moment)
    }
}
