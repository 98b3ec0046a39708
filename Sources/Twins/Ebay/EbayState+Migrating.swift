import Foundation

extension EbayState {
    /// Puts goods on listings as the site or older APIs make them, variations of one parent on one listing: the Inventory
    /// API does not know of them.
    mutating func fillOlder(_ goods: [TwinProduct], obstacle: String?, at moment: Moment) {
        var listingOfParent: [String: String] = [:]
        for product in goods where self.items[product.sku] == nil && self.olderOfSKU[product.sku] == nil {
            var product = product
            product.stock = max(0, product.stock ?? 999)
            let id = product.parent.flatMap { listingOfParent[$0] } ?? self.newID(.listing)
            if let parent = product.parent { listingOfParent[parent] = id }
            self.older[id, default: EbayOlderListing(id: id, goods: [], obstacle: obstacle)].goods.append(product)
            self.olderOfSKU[product.sku] = id
        }
    }

    /// Turns older listings into items, offers and groups, one to five at a time; their ids stay.
    mutating func migrate(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        guard let requests = call.body["requests"]?.list, (1...5).contains(requests.count) else {
            throw .field("requests")
        }
        return Self.bulk(requests) { (entry) throws(EbayError) in
            try self.migrate(entry["listingId"]?.text ?? "", moment)
        } naming: {
            Self.names("listingId")($0)
        }
    }

    private mutating func migrate(_ id: String, _ moment: Moment) throws(EbayError) -> Json {
        guard let older = self.older[id] else {
            throw .inventory(25718, "Cannot migrate listing. The listing is unknown, or was migrated.")
        }
        if let obstacle = older.obstacle { throw .inventory(25718, "Cannot migrate listing. \(obstacle)") }
        self.older[id] = nil
        for product in older.goods { self.olderOfSKU[product.sku] = nil }
        let offers = older.goods.map { self.stage($0, moment) }
        var listing = EbayListing(id: id, offers: offers.map(\.id), sold: older.sold)
        if let first = older.goods.first, first.parent != nil {
            // Made up by eBay (contract), so not what the seller calls the parent.
            let key = "migrated-\(id)"
            var group = EbayGroup(key: key, body: Self.group(first), skus: older.goods.map(\.sku))
            for sku in group.skus { self.groupOfSKU[sku] = key }
            group.body = group.body.with("variesBy", self.variety(of: group))
            group.listing = id
            self.groups[key] = group
            listing.group = key
        }
        self.listings[id] = listing
        for var offer in offers {
            offer.listing = id
            self.put(offer, at: moment)
        }
        self.settle(id, moment)
        var json: Json = [
            "statusCode": 200, "listingId": .string(id), "marketplaceId": .string(self.market.id),
            "inventoryItems": .array(offers.map { ["sku": .string($0.sku), "offerId": .string($0.id)] }),
        ]
        if let key = listing.group { json = json.adding("inventoryItemGroupKey", .string(key)) }
        return json
    }
}
