/// Why a row is no variant and nothing is wrong with that.
public enum SkipReason: Sendable, Hashable {
    /// Shopify: a further image of a product.
    case image(address: String)
    /// Shopify: a further row of a product with neither a variant nor an image, such as metafields.
    case nothingToAdd
    /// WooCommerce: what the variations share; they have rows of their own.
    case parent(variations: Int)
    case parentWithoutVariations
    case grouped(members: [String])
    case external
    case giftCard
    case otherType(String)
}

extension SkipReason: Explained {
    public var code: String {
        switch self {
        case .image: "skipped.image"
        case .nothingToAdd: "skipped.nothing_to_add"
        case .parent: "skipped.parent"
        case .parentWithoutVariations: "skipped.parent_without_variations"
        case .grouped: "skipped.grouped"
        case .external: "skipped.external"
        case .giftCard: "skipped.gift_card"
        case .otherType: "skipped.other_type"
        }
    }

    public var sentence: String {
        switch self {
        case .image: "The row only adds an image to its product."
        case .nothingToAdd: "The row adds neither a variant nor an image to its product."
        case .parent(let variations):
            "The row describes a product whose \(variations) variations have rows of their own."
        case .parentWithoutVariations: "The row is a variable product, and the file has no variation of it."
        case .grouped(let members): "The row is a page that groups \(members.count) other products."
        case .external: "The product is sold on another site."
        case .giftCard: "The row is a gift card: money, not goods."
        case .otherType(let type): "The type “\(excerpt(type))” is not one that Entrepot keeps."
        }
    }

    public var wayOut: String {
        switch self {
        case .image, .nothingToAdd, .parent: "Nothing to do."
        case .parentWithoutVariations: "Export the variations too, or add them in the shop: only they can be sold."
        case .grouped: "Nothing to do; its members are imported by their own rows."
        case .external: "Nothing to do; the hub has no stock of it."
        case .giftCard: "Nothing to do; keep selling it in the shop."
        case .otherType: "Turn it into a simple or variable product if stock should be kept."
        }
    }
}
