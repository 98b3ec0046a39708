/// The first look through a file: what later rows may refer to.
struct ImportSurvey {
    let format: ImportFormat
    private(set) var rowCount = 0
    private(set) var book = SKUBook()
    private(set) var parents = WooCommerceIndex()
    private(set) var bundles: Set<SKU> = []

    init(format: ImportFormat) { self.format = format }

    mutating func add(_ cells: RowCells) {
        if cells.record.isBlank { return }
        self.rowCount += 1
        guard cells.record.fault == nil else { return }
        if let sku = try? SKU(cells.value("variant sku", "sku")) {
            self.book.spells(sku)
            if self.format == .entrepot && !cells.value("bundle").isEmpty { self.bundles.insert(sku) }
        }
        if self.format == .woocommerce { self.parents.add(cells) }
    }

    mutating func finish() { self.parents.finish() }
}

extension RowCells {
    /// Reports a record that has the wrong shape as a whole; such a row is not read further.
    mutating func checkShape(limits: CSVLimits) -> Bool {
        switch self.record.fault {
        case nil: break
        case .openQuote(let column): self.reportPlace(.openQuote, column)
        case .strayQuote(let column): self.reportPlace(.strayQuote, column)
        case .tooManyCells: self.reportPlace(.tooManyCells, nil)
        case .abandoned: self.reportPlace(.abandoned, nil)
        }
        let expected = self.header.names.count
        let cells = self.record.cells
        // A spreadsheet adds empty cells at the end of some rows and leaves them off none.
        let extra = cells.dropFirst(expected)
        if self.record.fault == nil, cells.count < expected || extra.contains(where: { $0.byteCount > 0 }) {
            self.reportPlace(.columnCount(found: cells.count, expected: expected), nil)
        }
        for (column, cell) in cells.enumerated() where cell.isTooLarge {
            self.reportPlace(.cellTooLarge(bytes: cell.byteCount, limit: limits.cellBytes), column)
        }
        return self.refusals.isEmpty
    }

    private mutating func reportPlace(_ problem: ImportProblem, _ column: Int?) {
        let names = self.header.names
        let name = column.flatMap { names.indices.contains($0) ? names[$0].lowercased() : nil }
        self.report(problem, name.map { [$0] } ?? [])
    }
}
