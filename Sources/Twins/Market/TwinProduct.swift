/// One sellable thing to put into a twin, in words that fit every channel.
///
/// A product with a `parent` is one variation of it; the parent is made when first named.
public struct TwinProduct: Sendable, Codable, Hashable {
    public var sku: String
    public var name: String
    /// GTIN-13 with its check digit, or `nil`.
    public var gtin: String?
    /// In the shop's currency, two decimals: `"24.50"`.
    public var price: String
    /// Units; `nil` where the shop does not count this product.
    public var stock: Int?
    /// SKU of the product this is a variation of.
    public var parent: String?
    /// Name of that parent; the parent's SKU when missing.
    public var parentName: String?
    /// What sets this variation apart, e.g. Colour = Moss.
    public var options: [TwinOption]?
    public var category: String?

    public init(
        sku: String, name: String, gtin: String? = nil, price: String, stock: Int?, parent: String? = nil,
        parentName: String? = nil, options: [TwinOption]? = nil, category: String? = nil
    ) {
        self.sku = sku
        self.name = name
        self.gtin = gtin
        self.price = price
        self.stock = stock
        self.parent = parent
        self.parentName = parentName
        self.options = options
        self.category = category
    }
}

/// One choice of a variation: Colour = Moss.
public struct TwinOption: Sendable, Codable, Hashable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
