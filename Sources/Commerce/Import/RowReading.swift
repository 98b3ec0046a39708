/// What a format understood of one row, before SKUs are compared over the file.
struct RowReading {
    enum Kind {
        /// A variant; `proposal` is the code to make up where `sku` is `nil`.
        case variant(VariantFields, sku: SKU?, proposal: String)
        case skipped(SkipReason)
        /// The row's issues say why.
        case refused
    }

    var productKey: String?
    /// On the first row that names the product.
    var product: ProductDraft?
    var kind: Kind
}

/// A variant without its SKU.
struct VariantFields {
    var options: [VariantOption] = []
    var gtin: GTIN?
    var price: Money?
    var salePrice: Money?
    var quantity: CountedQuantity = .notCounted
    var buffer: Int?
    var policy: SellingPolicy?
    var location: String?
    var image: String?
    var status: ListingStatus = .active
    var weightGrams: Int?
    var bundle: BundleDefinition<SKU>?

    func draft(_ sku: SKU, isProposed: Bool) -> VariantDraft {
        VariantDraft(
            sku: sku, skuIsProposed: isProposed, options: self.options, gtin: self.gtin, price: self.price,
            salePrice: self.salePrice, quantity: self.quantity, buffer: self.buffer, policy: self.policy,
            location: self.location, image: self.image,
            status: self.price == nil && self.status == .active ? .draft : self.status,
            weightGrams: self.weightGrams, bundle: self.bundle)
    }
}
