/// Reads Shopify's product CSV: one row a variant, product columns only on a handle's first row, image rows.
///
/// Source: Shopify Help Center, "Using CSV files to import and export products", column table; the names in use since
/// 2025 come second. An empty inventory tracker means that Shopify does not count the variant.
struct ShopifyRows {
    private var known: [String: ProductSoFar] = [:]

    private struct ProductSoFar {
        var optionNames: [String]
        var status: ListingStatus
        var isGiftCard: Bool
    }

    mutating func read(_ cells: inout RowCells, options: ImportOptions) -> RowReading {
        let handle = cells.text("handle", "url handle")
        guard !handle.isEmpty else {
            cells.report(.handleMissing, ["handle", "url handle"])
            return RowReading(kind: .refused)
        }
        let hasVariant = [
            cells.value("option1 value"), cells.value("variant sku", "sku"), cells.value("variant price", "price"),
        ].contains { !$0.isEmpty }
        let image = cells.text("image src", "product image url")
        let isKnown = self.known[handle] != nil
        if isKnown && !hasVariant {
            return RowReading(
                productKey: handle, kind: .skipped(image.isEmpty ? .nothingToAdd : .image(address: image)))
        }

        let product = isKnown ? nil : self.product(handle: handle, image: image, &cells)
        guard let soFar = self.known[handle] else { return RowReading(kind: .refused) }
        if soFar.isGiftCard {
            return RowReading(productKey: handle, product: product, kind: .skipped(.giftCard))
        }
        let fields = self.variant(soFar, &cells, options: options)
        let sku = cells.sku("variant sku", "sku")
        let proposal = Slug.make([handle] + fields.options.map(\.value))
        return RowReading(
            productKey: handle, product: product, kind: .variant(fields, sku: sku, proposal: proposal))
    }

    private mutating func product(handle: String, image: String, _ cells: inout RowCells) -> ProductDraft? {
        let title = cells.text("title")
        guard !title.isEmpty else {
            cells.report(.titleMissing, ["title"])
            return nil
        }
        let status = Self.status(&cells)
        self.known[handle] = ProductSoFar(
            optionNames: (1...3).map { cells.text("option\($0) name") }, status: status,
            isGiftCard: cells.isYes("gift card"))
        return ProductDraft(
            key: handle, title: title, body: cells.text("body (html)", "description"), vendor: cells.text("vendor"),
            category: cells.text("product category", "type"), tags: cells.list("tags"),
            images: image.isEmpty ? [] : [image], status: status)
    }

    private static func status(_ cells: inout RowCells) -> ListingStatus {
        let isPublished = cells.value("published", "published on online store").lowercased() != "false"
        switch cells.value("status").lowercased() {
        case "", "active": return isPublished ? .active : .draft
        case "draft", "unlisted": return .draft
        case "archived": return .inactive
        case let other:
            cells.report(.statusUnknown(other), ["status"])
            return .draft
        }
    }

    private func variant(
        _ product: ProductSoFar, _ cells: inout RowCells, options: ImportOptions
    ) -> VariantFields {
        var fields = VariantFields(status: product.status)
        for place in 1...3 {
            let value = cells.text("option\(place) value")
            let name = product.optionNames[place - 1]
            // Shopify writes `Title: Default Title` for a product without options.
            if value.isEmpty || (name == "Title" && value == "Default Title") { continue }
            fields.options.append(VariantOption(name: name.isEmpty ? "Option \(place)" : name, value: value))
        }
        fields.gtin = cells.gtin("variant barcode", "barcode")
        let price = cells.price("variant price", "price", currency: options.currency, style: .point)
        cells.requirePrice(price, "variant price", "price", options: options)
        // Shopify keeps the price being asked in `price` and the struck-through one in `compare at price`.
        let compareAt = cells.price(
            "variant compare at price", "compare-at price", currency: options.currency, style: .point)
        if let price, let compareAt, compareAt.minor > price.minor {
            fields.price = compareAt
            fields.salePrice = price
        } else {
            fields.price = price
        }
        fields.quantity = Self.quantity(&cells, options: options)
        let image = cells.text("variant image", "variant image url")
        fields.image = image.isEmpty ? nil : image
        fields.weightGrams = cells.grams(["variant grams", "weight value (grams)"], milligramsPerUnit: 1_000)
        return fields
    }

    private static func quantity(_ cells: inout RowCells, options: ImportOptions) -> CountedQuantity {
        let columns = ["variant inventory qty", "inventory quantity"]
        let isTracked = !cells.value("variant inventory tracker", "inventory tracker").isEmpty
        let written = cells.value(columns)
        if ["continue", "true"].contains(
            cells.value("variant inventory policy", "continue selling when out of stock").lowercased())
        {
            cells.report(.oversells, ["variant inventory policy", "continue selling when out of stock"])
        }
        if written.isEmpty {
            cells.report(.quantityNotCounted, columns)
            return .notCounted
        }
        guard isTracked || options.countsUntrackedStock else {
            cells.report(.quantityUntracked(written), columns)
            return .notCounted
        }
        return cells.units("variant inventory qty", "inventory quantity") ?? .notCounted
    }
}
