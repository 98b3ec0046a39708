/// Reads our own product CSV; see `EntrepotColumns`.
struct EntrepotRows {
    /// SKUs that are bundles, and all SKUs, anywhere in the file.
    let bundles: Set<SKU>
    private var introduced: Set<String> = []

    init(bundles: Set<SKU>) { self.bundles = bundles }

    mutating func read(
        _ cells: inout RowCells, options: ImportOptions, isInFile: (SKU) -> Bool
    ) -> RowReading {
        let title = cells.text("title")
        let named = cells.text("product")
        let key = named.isEmpty ? title : named
        if title.isEmpty { cells.report(.titleMissing, ["title"]) }
        let sku = cells.sku("sku")
        if sku == nil && cells.refusals.allSatisfy({ !$0.code.hasPrefix("sku.") }) {
            cells.report(.sku(.empty), ["sku"])
        }
        let status = Self.status(&cells)
        let fields = self.fields(&cells, sku: sku, status: status, options: options, isInFile: isInFile)
        guard let sku, !title.isEmpty else { return RowReading(kind: .refused) }
        var product: ProductDraft?
        if self.introduced.insert(key).inserted {
            let image = cells.text("image")
            product = ProductDraft(
                key: key, title: title, body: cells.text("body"), vendor: cells.text("vendor"),
                category: cells.text("category"), tags: cells.list("tags"), images: image.isEmpty ? [] : [image],
                status: status)
        }
        return RowReading(
            productKey: key, product: product, kind: .variant(fields, sku: sku, proposal: sku.text))
    }

    private static func status(_ cells: inout RowCells) -> ListingStatus {
        let text = cells.value("status").lowercased()
        if text.isEmpty { return .active }
        if let status = ListingStatus(rawValue: text) { return status }
        cells.report(.statusUnknown(text), ["status"])
        return .draft
    }

    private func fields(
        _ cells: inout RowCells, sku: SKU?, status: ListingStatus, options: ImportOptions, isInFile: (SKU) -> Bool
    ) -> VariantFields {
        var fields = VariantFields(status: status)
        for place in 1...3 {
            let value = cells.text("option\(place)")
            let name = cells.text("option\(place)_name")
            if !value.isEmpty {
                fields.options.append(VariantOption(name: name.isEmpty ? "Option \(place)" : name, value: value))
            }
        }
        fields.gtin = cells.gtin("gtin")
        let code = cells.value("currency")
        let currency = code.isEmpty ? options.currency : Currency(code)
        if currency == nil { cells.report(.currencyUnknown(code), ["currency"]) }
        fields.price = cells.price("price", currency: currency ?? options.currency, style: options.decimalStyle)
        cells.requirePrice(fields.price, "price", options: options)
        let sale = cells.price("sale_price", currency: currency ?? options.currency, style: options.decimalStyle)
        if let price = fields.price, let sale {
            if sale.minor < price.minor {
                fields.salePrice = sale
            } else {
                cells.report(.salePriceAbove, ["sale_price"])
            }
        }
        let buffer = cells.value("buffer")
        if !buffer.isEmpty {
            fields.buffer = RowCells.wholeNumber(buffer).flatMap { $0 >= 0 ? $0 : nil }
            if fields.buffer == nil { cells.report(.bufferUnreadable(buffer), ["buffer"]) }
        }
        let policy = cells.value("policy").lowercased()
        if !policy.isEmpty {
            fields.policy = SellingPolicy(rawValue: policy)
            if fields.policy == nil { cells.report(.policyUnknown(policy), ["policy"]) }
        }
        let location = cells.text("location")
        fields.location = location.isEmpty ? nil : location
        let image = cells.text("image")
        fields.image = image.isEmpty ? nil : image
        fields.weightGrams = cells.grams(["weight_grams"], milligramsPerUnit: 1_000)
        if let sku { fields.bundle = self.bundle(&cells, of: sku, isInFile: isInFile) }
        let isBundle = !cells.value("bundle").isEmpty
        let quantity = cells.units("quantity")
        if isBundle {
            if quantity != nil { cells.report(.bundleCounted, ["quantity"]) }
        } else if let quantity {
            fields.quantity = quantity
        } else if cells.value("quantity").isEmpty {
            cells.report(.quantityNotCounted, ["quantity"])
        }
        return fields
    }

    private func bundle(
        _ cells: inout RowCells, of sku: SKU, isInFile: (SKU) -> Bool
    ) -> BundleDefinition<SKU>? {
        let text = cells.value("bundle")
        guard !text.isEmpty else { return nil }
        do {
            let parts = try BundleCell.parse(text)
            let bundle = try BundleDefinition(of: sku, parts: parts, isBundle: self.bundles.contains)
            for part in parts.keys.sorted() where !isInFile(part) {
                cells.report(.bundlePartElsewhere(part), ["bundle"])
            }
            return bundle
        } catch {
            cells.report(.bundle(error), ["bundle"])
            return nil
        }
    }
}
