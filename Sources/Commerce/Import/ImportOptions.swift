/// What the person who imports has said about a file.
public struct ImportOptions: Sendable, Hashable {
    /// Of prices without a currency of their own.
    public var currency: Currency
    /// The decimal sign of prices; `nil` where it is not known: then `1,234` is refused. Shopify always writes a point.
    public var decimalStyle: DecimalStyle?
    /// `nil` to tell by the first row. Default.
    public var format: ImportFormat?
    /// Whether a row without a price becomes a draft with a warning (default) or is refused.
    public var allowsEmptyPrice: Bool
    /// Whether a quantity counts that the shop itself does not count (Shopify: “Variant Inventory Tracker” is empty).
    /// Default no: such a number is usually left over, and pushing a 0 would take the product off sale.
    public var countsUntrackedStock: Bool
    /// Default 1 GiB.
    public var maximumBytes: Int
    public var limits: CSVLimits

    public init(
        currency: Currency, decimalStyle: DecimalStyle? = nil, format: ImportFormat? = nil,
        allowsEmptyPrice: Bool = true, countsUntrackedStock: Bool = false, maximumBytes: Int = 1 << 30,
        limits: CSVLimits = CSVLimits()
    ) {
        self.currency = currency
        self.decimalStyle = decimalStyle
        self.format = format
        self.allowsEmptyPrice = allowsEmptyPrice
        self.countsUntrackedStock = countsUntrackedStock
        self.maximumBytes = maximumBytes
        self.limits = limits
    }
}
