/// Both sides of a match, looked up by what they may have in common.
struct MatchBook {
    private(set) var variantsBySKU: [SKU: [VariantFacts]] = [:]
    private(set) var variantsByLooseSKU: [String: [VariantFacts]] = [:]
    /// Only numbers that mean the same thing everywhere.
    private(set) var variantsByGTIN: [GTIN: [VariantFacts]] = [:]
    private(set) var offersBySKU: [SKU: Int] = [:]
    private(set) var offersByGTIN: [GTIN: Int] = [:]

    init(offers: [Matcher.Offer], variants: [VariantFacts]) {
        for variant in variants {
            self.variantsBySKU[variant.sku, default: []].append(variant)
            self.variantsByLooseSKU[variant.sku.looseKey, default: []].append(variant)
            if let gtin = variant.gtin, gtin.isGlobal { self.variantsByGTIN[gtin, default: []].append(variant) }
        }
        for offer in offers {
            if let sku = offer.sku { self.offersBySKU[sku, default: 0] += 1 }
            if let gtin = offer.gtin { self.offersByGTIN[gtin, default: 0] += 1 }
        }
    }
}
