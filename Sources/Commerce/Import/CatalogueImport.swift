/// Reads a product CSV row by row and says for each what became of it. One bad row stops nothing.
///
/// The file is looked through once before the first row is handed out (SKUs it spells out, WooCommerce's parents, our
/// bundles); rows are then decoded one at a time, so that a large file costs little more memory than its bytes.
public struct CatalogueImport: Sequence, IteratorProtocol {
    public let format: ImportFormat
    public let options: ImportOptions
    /// `,`, `;` or a tab.
    public let separator: Character
    /// The file was UTF-16; it was converted without loss.
    public let wasUTF16: Bool
    /// Rows with something in them, without the header.
    public let rowCount: Int
    public private(set) var summary = ImportSummary()

    let header: CSVHeader
    private var reader: CSVReader
    private var book: SKUBook
    private var shopify = ShopifyRows()
    private var woocommerce: WooCommerceRows
    private var entrepot: EntrepotRows
    private var productsWithVariants: Set<String> = []

    public init(bytes: [UInt8], options: ImportOptions) throws(ImportError) {
        guard bytes.count <= options.maximumBytes else {
            throw .tooLarge(bytes: bytes.count, limit: options.maximumBytes)
        }
        let file = try CSVFile(bytes)
        var reader = CSVReader(bytes: file.bytes, separator: file.separator, limits: options.limits)
        guard let first = reader.next() else { throw .empty }
        guard first.fault == nil else { throw .damagedHeader }
        let header = CSVHeader(first)
        let format: ImportFormat
        if let chosen = options.format { format = chosen } else { format = try .detect(header) }
        try format.requireColumns(in: header)

        var survey = ImportSurvey(format: format)
        for record in reader { survey.add(RowCells(record: record, header: header)) }
        survey.finish()

        self.format = format
        self.options = options
        self.separator = Character(Unicode.Scalar(file.separator))
        self.wasUTF16 = file.wasUTF16
        self.rowCount = survey.rowCount
        self.header = header
        self.reader = reader
        self.book = survey.book
        self.woocommerce = WooCommerceRows(index: survey.parents)
        self.entrepot = EntrepotRows(bundles: survey.bundles)
    }

    /// The next row that is not blank.
    public mutating func next() -> ImportRow? {
        while let record = self.reader.next() {
            if record.isBlank { continue }
            let row = self.row(record)
            self.summary.count(row)
            if case .variant = row.outcome, let key = row.productKey,
                self.productsWithVariants.insert(key).inserted
            {
                self.summary.products += 1
            }
            return row
        }
        return nil
    }

    private mutating func row(_ record: CSVRecord) -> ImportRow {
        var cells = RowCells(record: record, header: self.header)
        guard cells.checkShape(limits: self.options.limits) else {
            return ImportRow(number: record.row, productKey: nil, product: nil, outcome: .refused(cells.refusals))
        }
        let reading = self.read(&cells)
        let outcome = self.outcome(reading.kind, &cells)
        return ImportRow(
            number: record.row, productKey: reading.productKey, product: reading.product, outcome: outcome,
            notes: cells.notes)
    }

    private mutating func read(_ cells: inout RowCells) -> RowReading {
        switch self.format {
        case .shopify: return self.shopify.read(&cells, options: self.options)
        case .woocommerce:
            let (reader, header) = (self.reader, self.header)
            return self.woocommerce.read(&cells, options: self.options) { parent in
                var again = CSVReader(
                    bytes: reader.bytes, separator: reader.separator, limits: reader.limits,
                    position: parent.position, row: parent.row - 1)
                return again.next().map { RowCells(record: $0, header: header) }
            }
        case .entrepot:
            let book = self.book
            return self.entrepot.read(&cells, options: self.options, isInFile: book.isSpelled)
        }
    }

    private mutating func outcome(_ kind: RowReading.Kind, _ cells: inout RowCells) -> ImportRow.Outcome {
        switch kind {
        case .refused: return .refused(cells.refusals)
        case .skipped(let reason): return cells.refusals.isEmpty ? .skipped(reason) : .refused(cells.refusals)
        case .variant(let fields, let written, let proposal):
            let columns = ["variant sku", "sku"]
            var sku = written
            if let written, let problem = self.book.use(written, row: cells.record.row) {
                cells.report(problem, columns)
            }
            if sku == nil && cells.refusals.isEmpty {
                do {
                    let proposed = try self.book.proposal(proposal)
                    cells.report(.skuProposed(proposed), columns)
                    _ = self.book.use(proposed, row: cells.record.row)
                    sku = proposed
                } catch {
                    cells.report(.sku(error), columns)
                }
            }
            guard let sku, cells.refusals.isEmpty else { return .refused(cells.refusals) }
            return .variant(fields.draft(sku, isProposed: written == nil))
        }
    }
}
