/// A product as a file or a listing describes it: what its variants share.
public struct ProductDraft: Sendable, Hashable {
    /// What joins the rows of one product: Shopify's handle, WooCommerce's parent SKU or `id:NN`, our `product` column.
    public var key: String
    public var title: String
    /// HTML as the source has it; not cleaned.
    public var body: String
    public var vendor: String
    /// The source's own type or category path.
    public var category: String
    public var tags: [String]
    /// Addresses, in their order; the first is the main one.
    public var images: [String]
    public var status: ListingStatus
    public var variants: [VariantDraft]

    public init(
        key: String, title: String, body: String = "", vendor: String = "", category: String = "", tags: [String] = [],
        images: [String] = [], status: ListingStatus = .active, variants: [VariantDraft] = []
    ) {
        self.key = key
        self.title = title
        self.body = body
        self.vendor = vendor
        self.category = category
        self.tags = tags
        self.images = images
        self.status = status
        self.variants = variants
    }
}
