/// Reads WooCommerce's product CSV: simple products, variable parents and their variations.
///
/// Source: WooCommerce, "Product CSV Import Schema" (9.x). Parents are named by SKU or `id:NN` and may come later in
/// the file. `Stock` of a variation is `parent` where the parent counts for all.
struct WooCommerceRows {
    let index: WooCommerceIndex
    private var introduced: Set<String> = []

    init(index: WooCommerceIndex) { self.index = index }

    mutating func read(
        _ cells: inout RowCells, options: ImportOptions, parentAt: (WooCommerceIndex.Parent) -> RowCells?
    ) -> RowReading {
        let types = cells.value("type").lowercased().split(separator: ",").map { String($0.trimmingSpaces()) }
        let isVirtual = types.contains("virtual") || types.contains("downloadable")
        let type = types.first(where: { $0 != "virtual" && $0 != "downloadable" }) ?? ""
        switch type {
        case "simple", "": return self.simple(&cells, isVirtual: isVirtual, options: options)
        case "variation":
            return self.variation(&cells, isVirtual: isVirtual, options: options, parentAt: parentAt)
        case "variable": return self.parent(&cells)
        case "grouped": return RowReading(kind: .skipped(.grouped(members: cells.list("grouped products"))))
        case "external": return RowReading(kind: .skipped(.external))
        case let other: return RowReading(kind: .skipped(.otherType(other)))
        }
    }

    private mutating func simple(
        _ cells: inout RowCells, isVirtual: Bool, options: ImportOptions
    ) -> RowReading {
        let sku = cells.sku("sku")
        let title = cells.text("name")
        let slug = Slug.make([title])
        let key = WooCommerceIndex.key(sku: sku?.text ?? "", id: cells.value("id")) ?? "row:\(cells.record.row)"
        guard !title.isEmpty else {
            cells.report(.titleMissing, ["name"])
            return RowReading(productKey: key, kind: .refused)
        }
        let product = Self.product(key: key, title: title, &cells)
        var fields = Self.fields(&cells, isVirtual: isVirtual, options: options)
        fields.quantity = Self.quantity(&cells, isVirtual: isVirtual, parentStock: "", fields: &fields)
        return RowReading(productKey: key, product: product, kind: .variant(fields, sku: sku, proposal: slug))
    }

    private mutating func variation(
        _ cells: inout RowCells, isVirtual: Bool, options: ImportOptions,
        parentAt: (WooCommerceIndex.Parent) -> RowCells?
    ) -> RowReading {
        let name = cells.value("parent")
        guard let key = self.index.key(named: name), let parent = self.index.parents[key] else {
            cells.report(.parentMissing(name), ["parent"])
            return RowReading(kind: .refused)
        }
        var product: ProductDraft?
        if !self.introduced.contains(key), var parentCells = parentAt(parent), !parent.title.isEmpty {
            product = Self.product(key: key, title: parent.title, &parentCells)
            self.introduced.insert(key)
        }
        if parent.title.isEmpty { cells.report(.titleMissing, ["name"]) }
        var fields = Self.fields(&cells, isVirtual: isVirtual, options: options)
        fields.options = Self.options(&cells)
        fields.quantity = Self.quantity(&cells, isVirtual: isVirtual, parentStock: parent.stock, fields: &fields)
        let base = key.hasPrefix("id:") ? parent.title : key
        let proposal = Slug.make([base] + fields.options.map(\.value))
        return RowReading(
            productKey: key, product: product, kind: .variant(fields, sku: cells.sku("sku"), proposal: proposal))
    }

    private mutating func parent(_ cells: inout RowCells) -> RowReading {
        let written = WooCommerceIndex.key(sku: cells.value("sku"), id: cells.value("id"))
        guard let written, let key = self.index.key(named: written), let parent = self.index.parents[key] else {
            return RowReading(kind: .skipped(.parentWithoutVariations))
        }
        if parent.row != cells.record.row, let sku = cells.sku("sku") {
            cells.report(.skuDoubled(sku, firstRow: parent.row), ["sku"])
        }
        if !parent.stock.isEmpty { cells.report(.quantityAtParent(parent.stock), ["stock"]) }
        guard parent.variations > 0 else {
            return RowReading(productKey: key, kind: .skipped(.parentWithoutVariations))
        }
        let title = cells.text("name")
        var product: ProductDraft?
        if title.isEmpty {
            cells.report(.titleMissing, ["name"])
        } else {
            let shared = Self.product(key: key, title: title, &cells)
            if self.introduced.insert(key).inserted { product = shared }
        }
        return RowReading(
            productKey: key, product: product, kind: .skipped(.parent(variations: parent.variations)))
    }
}
