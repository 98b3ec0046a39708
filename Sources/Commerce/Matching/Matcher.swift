/// Decides which variant each offer of one connection sells.
///
/// An exact SKU links, unless the GTINs contradict or several offers or variants claim it. A GTIN links only when it is
/// alone on both sides, globally unique by its kind, and the SKUs do not contradict. A near miss is proposed,
/// never linked. Time grows with offers plus variants.
public enum Matcher {
    /// - Parameter remote: All offers of one connection, so that doubles among them are seen.
    /// - Returns: One decision for each offer, in the same order.
    public static func match(
        remote: [RemoteListingFacts], variants: [VariantFacts]
    ) -> [MatchDecision] {
        var book = MatchBook()
        for variant in variants { book.add(variant) }
        for offer in remote { book.add(offer) }
        return remote.map { book.decide($0) }
    }

    /// Candidates named in one decision. Default 20: more is no choice, and keeps hostile catalogues linear.
    private static let candidateLimit = 20

    struct Offer {
        let key: String
        let sku: SKU?
        let gtin: GTIN?

        init(_ facts: RemoteListingFacts) {
            self.key = facts.key
            self.sku = facts.sku.flatMap { try? SKU($0) }
            // A number that companies make up for themselves proves nothing.
            self.gtin = facts.gtin.flatMap { try? GTIN($0) }.flatMap { $0.isGlobal ? $0 : nil }
        }
    }

    static func decide(_ offer: Offer, _ book: MatchBook) -> (MatchDecision.Outcome, MatchReason) {
        if let sku = offer.sku, let same = book.variants(sku) {
            return Self.bySKU(sku, offer, same, book)
        }
        if let gtin = offer.gtin, let same = book.variants(gtin) {
            return Self.byGTIN(gtin, offer, same, book)
        }
        if let sku = offer.sku, let near = book.variants(loosely: sku) {
            let shown = near.prefix(Self.candidateLimit)
            return (.proposed(shown.map(\.id)), .nearSKU(theirs: sku.text, ours: shown.prefix(3).map(\.sku.text)))
        }
        return (.unmatched, offer.sku == nil && offer.gtin == nil ? .noSKU : .nothingInCommon(sku: offer.sku?.text))
    }

    private static func bySKU(
        _ sku: SKU, _ offer: Offer, _ same: [VariantFacts], _ book: MatchBook
    ) -> (MatchDecision.Outcome, MatchReason) {
        let candidates = same.prefix(Self.candidateLimit).map(\.id)
        guard same.count == 1 else {
            return (.ambiguous(candidates), .variantsShareSKU(sku.text, variants: same.count))
        }
        if let theirs = offer.gtin, let ours = same[0].gtin, ours.isGlobal, theirs != ours {
            let others = (book.variants(theirs) ?? []).prefix(Self.candidateLimit - 1).map(\.id)
            return (
                .ambiguous(candidates + others),
                .gtinContradicts(sku: sku.text, theirs: "\(theirs)", ours: "\(ours)")
            )
        }
        let offers = book.offersBySKU[sku] ?? 1
        guard offers == 1 else { return (.ambiguous(candidates), .offersShareSKU(sku.text, offers: offers)) }
        return (.linked(candidates[0]), .sameSKU(sku.text))
    }

    private static func byGTIN(
        _ gtin: GTIN, _ offer: Offer, _ same: [VariantFacts], _ book: MatchBook
    ) -> (MatchDecision.Outcome, MatchReason) {
        let candidates = same.prefix(Self.candidateLimit).map(\.id)
        guard same.count == 1 else {
            return (.ambiguous(candidates), .variantsShareGTIN("\(gtin)", variants: same.count))
        }
        let offers = book.offersByGTIN[gtin] ?? 1
        guard offers == 1 else { return (.ambiguous(candidates), .offersShareGTIN("\(gtin)", offers: offers)) }
        // An offer without a SKU contradicts nothing; one with another variant's spelling does.
        if let sku = offer.sku, sku.looseKey != same[0].sku.looseKey {
            return (
                .ambiguous(candidates),
                .skuContradicts(gtin: "\(gtin)", theirs: sku.text, ours: same[0].sku.text)
            )
        }
        if offer.sku != same[0].sku, book.offersBySKU[same[0].sku] != nil {
            return (.ambiguous(candidates), .variantHasOffer(gtin: "\(gtin)", sku: same[0].sku.text))
        }
        return (.linked(candidates[0]), .sameGTIN("\(gtin)"))
    }
}
