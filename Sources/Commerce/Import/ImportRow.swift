/// What became of one row.
public struct ImportRow: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        case variant(VariantDraft)
        case skipped(SkipReason)
        case refused([ImportIssue])
    }

    /// As a spreadsheet shows it; the header is row 1.
    public var number: Int
    /// Joins the rows of one product; `nil` where it could not be told.
    public var productKey: String?
    /// What the product's variants share (its `variants` are empty), on the first row that names the product.
    public var product: ProductDraft?
    public var outcome: Outcome
    /// Warnings and notes; refusals are in the outcome.
    public var notes: [ImportIssue]

    public init(
        number: Int, productKey: String?, product: ProductDraft?, outcome: Outcome, notes: [ImportIssue] = []
    ) {
        self.number = number
        self.productKey = productKey
        self.product = product
        self.outcome = outcome
        self.notes = notes
    }
}

/// Counts of a whole import.
public struct ImportSummary: Sendable, Hashable {
    /// Rows with something in them, without the header.
    public var rows = 0
    /// Products with at least one variant.
    public var products = 0
    public var variants = 0
    public var refused = 0
    public var skipped: [String: Int] = [:]
    /// How often each code occurred, refusals included.
    public var issues: [String: Int] = [:]
    public var warnings = 0
    /// SKUs that were made up because their rows had none, in the order of the file.
    public var proposed: [SKU] = []

    public init() {}

    mutating func count(_ row: ImportRow) {
        self.rows += 1
        for issue in row.notes {
            self.issues[issue.code, default: 0] += 1
            if issue.severity == .warning { self.warnings += 1 }
        }
        switch row.outcome {
        case .variant(let draft):
            self.variants += 1
            if draft.skuIsProposed { self.proposed.append(draft.sku) }
        case .skipped(let reason): self.skipped[reason.code, default: 0] += 1
        case .refused(let issues):
            self.refused += 1
            for issue in issues { self.issues[issue.code, default: 0] += 1 }
        }
    }
}
