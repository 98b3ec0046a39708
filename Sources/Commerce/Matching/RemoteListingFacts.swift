/// What matching looks at of one offer that a channel shows.
public struct RemoteListingFacts: Sendable, Hashable {
    /// Tells the offers of one connection apart; opaque here.
    public var key: String
    /// As the channel has it.
    public var sku: String?
    public var gtin: String?
    public var title: String
    public var options: [String: String]

    public init(key: String, sku: String?, gtin: String? = nil, title: String, options: [String: String] = [:]) {
        self.key = key
        self.sku = sku
        self.gtin = gtin
        self.title = title
        self.options = options
    }
}

/// What matching looks at of one variant of the workspace.
public struct VariantFacts: Sendable, Hashable {
    public var id: VariantID
    public var sku: SKU
    public var gtin: GTIN?
    public var title: String

    public init(id: VariantID, sku: SKU, gtin: GTIN? = nil, title: String = "") {
        self.id = id
        self.sku = sku
        self.gtin = gtin
        self.title = title
    }
}
