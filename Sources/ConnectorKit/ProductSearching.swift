/// Finds products in the catalogue that all sellers of a channel share. What is found there is sold without being described
/// (`ListingDraft.product`).
public protocol ProductSearching: Sendable {
    /// One page of what there is, and under which SKUs the account sells it already.
    func search(_ wish: ProductWish, _ token: PageToken?) async throws(ConnectorError) -> Answer<FoundProductPage>
}

/// What is looked for.
public enum ProductWish: Sendable, Hashable {
    /// The kinds of numbers that a product is known by.
    public enum Number: String, Sendable, Hashable, CaseIterable {
        /// The channel's own.
        case product
        case gtin, ean, upc, isbn
    }

    /// All of these words.
    case words([String])
    /// Whatever has one of these numbers.
    case numbers(Number, [String])

    /// Words, or numbers, in one search.
    public static let most = 20
}

/// A product as the channel's catalogue describes it.
public struct FoundProduct: Sendable, Hashable {
    /// The channel's own number of it.
    public var id: String
    public var title: String
    public var brand: String?
    /// What the channel calls this kind of product.
    public var kind: String?
    /// The web address of its picture.
    public var image: String?
    /// Whether it can be sold as it is; not so what stands for a family of variations.
    public var isSellable: Bool
    /// Under which SKUs the account lists it.
    public var listedAs: [String]

    public init(
        id: String, title: String, brand: String? = nil, kind: String? = nil, image: String? = nil,
        isSellable: Bool = true, listedAs: [String] = []
    ) {
        self.id = id
        self.title = title
        self.brand = brand
        self.kind = kind
        self.image = image
        self.isSellable = isSellable
        self.listedAs = listedAs
    }
}

public struct FoundProductPage: Sendable {
    public var products: [FoundProduct]
    /// How many there are, as the channel counts or estimates.
    public var total: Int
    public var next: PageToken?

    public init(products: [FoundProduct], total: Int, next: PageToken?) {
        self.products = products
        self.total = total
        self.next = next
    }
}
