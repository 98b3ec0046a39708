/// What was decided about one offer, and why.
public struct MatchDecision: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// Sure enough to draw on the variant's stock.
        case linked(VariantID)
        /// Likely, and a person says so; nothing is written until then.
        case proposed([VariantID])
        /// Contradictory; a person decides among these. Like a proposal at most 20 of them.
        case ambiguous([VariantID])
        case unmatched
    }

    /// The offer's key as it was given.
    public var key: String
    public var outcome: Outcome
    public var reason: MatchReason

    public init(key: String, outcome: Outcome, reason: MatchReason) {
        self.key = key
        self.outcome = outcome
        self.reason = reason
    }
}

/// Why an offer was or was not linked. Its sentence stands beside the pair on every screen.
public enum MatchReason: Sendable, Hashable {
    case sameSKU(String)
    case sameGTIN(String)
    /// Equal SKUs, and two GTINs that name different goods.
    case gtinContradicts(sku: String, theirs: String, ours: String)
    /// The same SKU on several offers of the connection.
    case offersShareSKU(String, offers: Int)
    case offersShareGTIN(String, offers: Int)
    case variantsShareSKU(String, variants: Int)
    case variantsShareGTIN(String, variants: Int)
    /// The variant of this GTIN belongs to another offer of the connection by its SKU.
    case variantHasOffer(gtin: String, sku: String)
    /// Equal GTINs, and two different SKUs.
    case skuContradicts(gtin: String, theirs: String, ours: String)
    case nearSKU(theirs: String, ours: [String])
    case nothingInCommon(sku: String?)
    case noSKU
}

extension MatchReason: Explained {
    public var code: String {
        switch self {
        case .sameSKU: "match.same_sku"
        case .sameGTIN: "match.same_gtin"
        case .gtinContradicts: "match.gtin_contradicts"
        case .offersShareSKU: "match.offers_share_sku"
        case .offersShareGTIN: "match.offers_share_gtin"
        case .variantsShareSKU: "match.variants_share_sku"
        case .variantsShareGTIN: "match.variants_share_gtin"
        case .variantHasOffer: "match.variant_has_offer"
        case .skuContradicts: "match.sku_contradicts"
        case .nearSKU: "match.near_sku"
        case .nothingInCommon: "match.nothing_in_common"
        case .noSKU: "match.no_sku"
        }
    }

    public var sentence: String {
        switch self {
        case .sameSKU(let sku): "Both have the SKU “\(excerpt(sku))”."
        case .sameGTIN(let gtin): "Both have the GTIN \(excerpt(gtin)), and nothing speaks against it."
        case .gtinContradicts(let sku, let theirs, let ours):
            "Both have the SKU “\(excerpt(sku))”, but the listing's GTIN is \(excerpt(theirs)) and ours \(excerpt(ours))."
        case .offersShareSKU(let sku, let offers):
            "\(offers) listings of this connection have the SKU “\(excerpt(sku))”."
        case .offersShareGTIN(let gtin, let offers):
            "\(offers) listings of this connection have the GTIN \(excerpt(gtin))."
        case .variantsShareSKU(let sku, let variants): "\(variants) variants have the SKU “\(excerpt(sku))”."
        case .variantsShareGTIN(let gtin, let variants): "\(variants) variants have the GTIN \(excerpt(gtin))."
        case .variantHasOffer(let gtin, let sku):
            "Both have the GTIN \(excerpt(gtin)), but another listing of this connection has our SKU “\(excerpt(sku))”."
        case .skuContradicts(let gtin, let theirs, let ours):
            "Both have the GTIN \(excerpt(gtin)), but the listing's SKU is “\(excerpt(theirs))” and ours “\(excerpt(ours))”."
        case .nearSKU(let theirs, let ours):
            "The listing's SKU “\(excerpt(theirs))” is spelled almost like "
                + ours.prefix(3).map { "“\(excerpt($0))”" }.joined(separator: ", ") + "."
        case .nothingInCommon(let sku):
            sku.map { "No variant has the SKU “\(excerpt($0))” or the listing's GTIN." }
                ?? "No variant has the listing's GTIN, and it has no SKU."
        case .noSKU: "The listing has neither a SKU nor a GTIN."
        }
    }

    public var wayOut: String {
        switch self {
        case .sameSKU, .sameGTIN: "Unlink them if they are different goods."
        case .gtinContradicts: "Link them if the goods are the same, and correct the wrong GTIN."
        case .offersShareSKU, .variantHasOffer:
            "Link each that sells this variant; all of them then draw on the same stock."
        case .offersShareGTIN: "Choose the listing that sells this variant, or link each by hand."
        case .variantsShareSKU, .variantsShareGTIN: "Choose the variant that this listing sells."
        case .skuContradicts: "Link them if the goods are the same, or create a variant from this listing."
        case .nearSKU: "Confirm the proposal, or create a variant from this listing."
        case .nothingInCommon, .noSKU: "Create a variant from this listing, or choose one."
        }
    }
}
