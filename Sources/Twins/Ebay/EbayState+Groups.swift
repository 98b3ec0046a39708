import Foundation

extension EbayState {
    func group(_ key: String) throws(EbayError) -> EbayGroup {
        guard let group = self.groups[key] else {
            throw .inventory(
                25705, "The Inventory Item Group named \(key) could not be found or is not available in the system.",
                status: 404)
        }
        return group
    }

    private static let members: Set<String> = [
        "aspects", "description", "imageUrls", "subtitle", "title", "variesBy", "videoIds", "variantSKUs",
    ]

    /// Replaces the whole group. A listing of it gains and loses variations by that.
    mutating func putGroup(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        _ = try call.locale()
        let key = call.value("inventoryItemGroupKey")
        guard !key.isEmpty, key.count <= 50 else { throw .field("inventoryItemGroupKey") }
        let skus = call.body["variantSKUs"]?.texts ?? []
        guard !skus.isEmpty, Set(skus).count == skus.count else { throw .field("variantSKUs") }
        for sku in skus {
            guard self.items[sku] != nil else { throw .inventory(25701, "These SKU(s) are not in the system") }
            if let other = self.groupOfSKU[sku], other != key {
                throw .inventory(
                    25703, "The following SKU is already a member of another group. SKU : \(sku) groupId : \(other)")
            }
            if let offer = self.offer(ofSKU: sku), let listing = self.listing(of: offer), listing.isOpen,
                listing.group == nil
            {
                throw .inventory(
                    25704,
                    "The following SKU is already listed as a single SKU listing. SKU : \(sku) Listing ID : \(listing.id)"
                )
            }
        }
        let old = self.groups[key]
        let listing = old.flatMap { self.openListing(of: $0) }
        if let listing { try self.allowRevision(of: listing.id, moment) }
        for sku in old?.skus ?? [] where !skus.contains(sku) {
            self.groupOfSKU[sku] = nil
            if let offer = self.offer(ofSKU: sku), offer.listing != nil { self.unpublish(offer, moment) }
        }
        self.groups[key] = EbayGroup(
            key: key, body: call.body.keeping(Self.members), skus: skus, listing: old?.listing)
        for sku in skus { self.groupOfSKU[sku] = key }
        if let listing { self.revise(listing.id, moment) }
        return old == nil ? EbayOutcome([:], status: 201) : .done
    }

    /// Offers and items stay; a listing of the group ends.
    mutating func deleteGroup(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let group = try self.group(call.value("inventoryItemGroupKey"))
        for offer in self.offers(of: group) where offer.listing != nil { self.unpublish(offer, moment) }
        for sku in group.skus { self.groupOfSKU[sku] = nil }
        self.groups[group.key] = nil
        return .done
    }

    /// The listing of a group that has not ended.
    func openListing(of group: EbayGroup) -> EbayListing? {
        group.listing.flatMap { self.listings[$0] }.flatMap { $0.isOpen ? $0 : nil }
    }

    /// The offers of the variations, in their order.
    func offers(of group: EbayGroup) -> [EbayOffer] { group.skus.compactMap { self.offer(ofSKU: $0) } }

    func json(_ group: EbayGroup) -> Json {
        group.body.with("variantSKUs", .array(group.skus.map(Json.string)))
            .adding("inventoryItemGroupKey", .string(group.key))
    }
}
