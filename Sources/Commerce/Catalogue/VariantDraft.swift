/// A variant as a file or a listing describes it, before it has an id.
public struct VariantDraft: Sendable, Hashable {
    public var sku: SKU
    /// The source had no SKU and this one was made from its handle or name and its options.
    public var skuIsProposed: Bool
    public var options: [VariantOption]
    public var gtin: GTIN?
    /// The regular price. A variant without one stays a draft.
    public var price: Money?
    public var salePrice: Money?
    public var quantity: CountedQuantity
    /// Units the merchant holds back from every channel; `nil` where the source does not say.
    public var buffer: Int?
    public var policy: SellingPolicy?
    /// The location's name, `nil` for the workspace's first.
    public var location: String?
    public var image: String?
    public var status: ListingStatus
    /// Grams, `nil` where the source does not say.
    public var weightGrams: Int?
    /// Units of each part where the variant is a bundle. Whether the parts exist is the workspace's to say.
    public var bundle: BundleDefinition<SKU>?

    public init(
        sku: SKU, skuIsProposed: Bool = false, options: [VariantOption] = [], gtin: GTIN? = nil, price: Money? = nil,
        salePrice: Money? = nil, quantity: CountedQuantity = .notCounted, buffer: Int? = nil,
        policy: SellingPolicy? = nil, location: String? = nil, image: String? = nil, status: ListingStatus = .active,
        weightGrams: Int? = nil, bundle: BundleDefinition<SKU>? = nil
    ) {
        self.sku = sku
        self.skuIsProposed = skuIsProposed
        self.options = options
        self.gtin = gtin
        self.price = price
        self.salePrice = salePrice
        self.quantity = quantity
        self.buffer = buffer
        self.policy = policy
        self.location = location
        self.image = image
        self.status = status
        self.weightGrams = weightGrams
        self.bundle = bundle
    }
}

/// What a source says about the units there are.
public enum CountedQuantity: Sendable, Hashable {
    /// `onHand` units, at least 0; `short` more were owed (a negative stock in the source).
    case counted(onHand: Int, short: Int = 0)
    /// Nobody counts this variant; no quantity is ever written to a channel.
    case notCounted

    /// `nil` where nobody counts.
    public var onHand: Int? {
        if case .counted(let onHand, _) = self { onHand } else { nil }
    }
}
