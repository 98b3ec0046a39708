import ConnectorKit

/// Shopify's ids are texts such as `gid://shopify/Product/123`; here they go by their numbers.
enum ShopifyID {
    static func global(_ kind: String, _ number: String) -> String { "gid://shopify/\(kind)/\(number)" }

    /// - Returns: `nil` for what is none of Shopify's ids.
    static func number(_ global: String) -> String? {
        guard global.hasPrefix("gid://shopify/"), let last = global.split(separator: "/").last else { return nil }
        let number = last.prefix { $0 != "?" }
        return Self.isNumber(number) ? String(number) : nil
    }

    static func isNumber(_ text: some StringProtocol) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    }
}

/// One variant: prices are written to it, quantities to the inventory item behind it (notes, trap 3). Its reference names
/// both, so that a write needs no look-up: `variation` is `variant-item`.
struct ShopifyVariantRef: Sendable, Hashable {
    var product: String
    var variant: String
    var item: String

    init(product: String, variant: String, item: String) {
        self.product = product
        self.variant = variant
        self.item = item
    }

    init?(_ ref: OfferRef) {
        let parts = (ref.variation ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ ShopifyID.isNumber($0) }), ShopifyID.isNumber(ref.listing) else {
            return nil
        }
        self.init(product: ref.listing, variant: String(parts[0]), item: String(parts[1]))
    }

    var ref: OfferRef { OfferRef(listing: self.product, variation: "\(self.variant)-\(self.item)") }
    var productID: String { ShopifyID.global("Product", self.product) }
    var variantID: String { ShopifyID.global("ProductVariant", self.variant) }
    var itemID: String { ShopifyID.global("InventoryItem", self.item) }
}
