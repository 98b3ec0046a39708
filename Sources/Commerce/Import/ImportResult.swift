/// A whole import in memory: products with their variants, and every row that has something to say.
public struct ImportResult: Sendable {
    /// Products with at least one variant, in the order of the file.
    public var products: [ProductDraft]
    /// Rows that were refused, skipped, or have warnings or notes.
    public var tellingRows: [ImportRow]
    public var summary: ImportSummary

    /// All refusals, warnings and notes in the order of the file.
    public var issues: [ImportIssue] {
        self.tellingRows.flatMap { row in
            if case .refused(let issues) = row.outcome { issues + row.notes } else { row.notes }
        }
    }
}

extension CatalogueImport {
    /// Reads all rows that are left. For files that fit in memory as drafts; larger ones are better pulled row by row.
    public mutating func collect() -> ImportResult {
        var products: [ProductDraft] = []
        var places: [String: Int] = [:]
        var telling: [ImportRow] = []
        while let row = self.next() {
            if let product = row.product, places[product.key] == nil {
                places[product.key] = products.count
                products.append(product)
            }
            if let place = row.productKey.flatMap({ places[$0] }) { products[place].join(row.outcome) }
            var isTelling = !row.notes.isEmpty
            if case .variant = row.outcome {} else { isTelling = true }
            if isTelling { telling.append(row) }
        }
        return ImportResult(
            products: products.filter { !$0.variants.isEmpty }, tellingRows: telling, summary: self.summary)
    }
}

extension ProductDraft {
    fileprivate mutating func join(_ outcome: ImportRow.Outcome) {
        switch outcome {
        case .variant(let draft): self.variants.append(draft)
        case .skipped(.image(let address)): self.images.append(address)
        case .skipped, .refused: break
        }
    }
}
