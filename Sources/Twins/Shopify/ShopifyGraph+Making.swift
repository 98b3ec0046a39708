import Foundation

extension ShopifyGraph {
    // MARK: productSet

    /// Declarative: a list that is sent is what there is afterwards; variants that it leaves out are gone (notes, trap 2).
    func setProduct(_ arguments: Json) -> GraphQLResult {
        let wish = arguments["input"] ?? .null
        let errorType = "ProductSetUserError"
        let identifier = arguments["identifier"] ?? .null
        var id = Self.number(identifier["id"], "Product")
        if let handle = identifier["handle"]?.text, id == nil {
            id = self.state.productIDs.first { self.state.products[$0]?.handle == handle }
        }
        if id.map({ self.state.products[$0] == nil }) ?? (wish["title"]?.text?.isEmpty ?? true) {
            return Self.payload(
                "ProductSetPayload", [:],
                [
                    Complaint(
                        ["input"], id == nil ? "Title can't be blank" : "Product does not exist", "INVALID_PRODUCT")
                ],
                errorType: errorType)
        }
        if let complaint = Self.complaint(about: wish) {
            return Self.payload("ProductSetPayload", [:], [complaint], errorType: errorType)
        }
        let product = id ?? self.newProduct(wish["title"]?.text ?? "")
        self.describe(product, wish)
        if let options = wish["productOptions"]?.list {
            self.state.products[product]?.options = options.compactMap { $0["name"]?.text }.filter { $0 != "Title" }
        }
        if let variants = wish["variants"]?.list { self.setVariants(variants, of: product) }
        return Self.payload("ProductSetPayload", ["product": .maybe(self.product(product))], [], errorType: errorType)
    }

    /// Nothing of a product is done that cannot be done whole.
    private static func complaint(about wish: Json) -> Complaint? {
        if let problem = Self.problem(title: wish["title"]?.text) {
            return Complaint(["input", "title"], problem, "INVALID_PRODUCT")
        }
        let (options, variants) = (wish["productOptions"]?.list ?? [], wish["variants"]?.list)
        if options.count > 3 {
            return Complaint(
                ["input", "productOptions"], "Can only specify a maximum of 3 options", "OPTIONS_OVER_LIMIT")
        }
        if !options.isEmpty, variants == nil {
            return Complaint(["input", "variants"], "Variants input is missing", "VARIANTS_INPUT_MISSING")
        }
        guard let variants else { return nil }
        if variants.count > 2_048 {
            return Complaint(["input", "variants"], "Too many variants", "VARIANTS_OVER_LIMIT")
        }
        let chosen = variants.map { ($0["optionValues"]?.list ?? []).map { $0["name"]?.text ?? "" } }
        if let twice = chosen.indices.first(where: { chosen[..<$0].contains(chosen[$0]) }) {
            return Complaint(
                ["input", "variants", String(twice)], "The variant already exists.", "INVALID_VARIANT")
        }
        return nil
    }

    private func newProduct(_ title: String) -> Int {
        var product = ShopifyProduct(
            id: self.state.newID(.product), title: title, vendor: self.state.name, created: self.moment.shop,
            updated: self.moment.shop)
        product.publications = []
        self.state.add(product)
        self.addVariant(to: product.id, options: [], position: 1)
        self.state.note("PRODUCTS_CREATE", product.id, self.moment)
        return product.id
    }

    @discardableResult
    func addVariant(to product: Int, options: [TwinOption], position: Int) -> Int {
        let variant = ShopifyVariant(
            id: self.state.newID(.variant), item: self.state.newID(.item), product: product, sku: "", price: 0,
            position: position, options: options, isTracked: false, available: [self.state.home: 0],
            created: self.moment.shop, updated: self.moment.shop)
        self.state.add(variant)
        self.state.products[product]?.variants.append(variant.id)
        return variant.id
    }

    private func setVariants(_ wishes: [Json], of product: Int) {
        let before = self.state.products[product]?.variants ?? []
        self.state.products[product]?.variants = []
        var kept: Set<Int> = []
        for (index, wish) in wishes.enumerated() {
            let options = (wish["optionValues"]?.list ?? []).compactMap { value -> TwinOption? in
                guard let name = value["optionName"]?.text, let text = value["name"]?.text, name != "Title" else {
                    return nil
                }
                return TwinOption(name, text)
            }
            let named = Self.number(wish["id"], "ProductVariant")
            let same = named ?? before.first { self.state.variants[$0]?.options == options && !kept.contains($0) }
            let id: Int
            if let same, before.contains(same) {
                id = same
                self.state.products[product]?.variants.append(id)
                self.state.variants[id]?.options = options
            } else {
                id = self.addVariant(to: product, options: options, position: index + 1)
            }
            kept.insert(id)
            self.update(id, wish)
            for quantity in wish["inventoryQuantities"]?.list ?? [] {
                guard let location = Self.number(quantity["locationId"], "Location") else { continue }
                self.state.setStock(
                    of: id, at: location, to: quantity["quantity"]?.whole ?? 0, by: .hub, self.moment)
            }
        }
        for id in before where !kept.contains(id) { self.state.remove(variant: id) }
    }
}
