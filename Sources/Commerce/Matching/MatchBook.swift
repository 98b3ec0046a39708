/// Both sides of a match, looked up by what they may have in common. Small enough to be held for a shop with hundreds of
/// thousands of listings: each variant once, and a place in a list under each of its keys.
public struct MatchBook: Sendable {
    /// Where the variants with one key stand: nearly always there is one.
    private struct Places<Key: Hashable & Sendable>: Sendable {
        private var first: [Key: Int32] = [:]
        private var others: [Key: [Int32]] = [:]

        mutating func add(_ place: Int, at key: Key) {
            if self.first[key] == nil {
                self.first[key] = Int32(place)
            } else {
                self.others[key, default: []].append(Int32(place))
            }
        }

        subscript(_ key: Key) -> [Int]? {
            guard let first = self.first[key] else { return nil }
            return [Int(first)] + (self.others[key] ?? []).map { Int($0) }
        }
    }

    private var variants: [VariantFacts] = []
    private var bySKU = Places<SKU>()
    private var byLooseSKU = Places<String>()
    /// Only numbers that mean the same thing everywhere.
    private var byGTIN = Places<GTIN>()
    private(set) var offersBySKU: [SKU: Int] = [:]
    private(set) var offersByGTIN: [GTIN: Int] = [:]

    public init() {}

    public mutating func add(_ variant: VariantFacts) {
        let place = self.variants.count
        self.variants.append(variant)
        self.bySKU.add(place, at: variant.sku)
        self.byLooseSKU.add(place, at: variant.sku.looseKey)
        if let gtin = variant.gtin, gtin.isGlobal { self.byGTIN.add(place, at: gtin) }
    }

    /// Every offer of the connection is added before the first is decided about, so that doubles among them are seen.
    public mutating func add(_ offer: RemoteListingFacts) {
        let offer = Matcher.Offer(offer)
        if let sku = offer.sku { self.offersBySKU[sku, default: 0] += 1 }
        if let gtin = offer.gtin { self.offersByGTIN[gtin, default: 0] += 1 }
    }

    /// What one offer sells.
    public func decide(_ offer: RemoteListingFacts) -> MatchDecision {
        let (outcome, reason) = Matcher.decide(Matcher.Offer(offer), self)
        return MatchDecision(key: offer.key, outcome: outcome, reason: reason)
    }

    func variants(_ sku: SKU) -> [VariantFacts]? { self.bySKU[sku]?.map { self.variants[$0] } }
    func variants(loosely sku: SKU) -> [VariantFacts]? { self.byLooseSKU[sku.looseKey]?.map { self.variants[$0] } }
    func variants(_ gtin: GTIN) -> [VariantFacts]? { self.byGTIN[gtin]?.map { self.variants[$0] } }
}
