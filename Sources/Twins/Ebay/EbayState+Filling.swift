import Foundation

extension EbayState {
    /// Puts goods on the shelves as published listings, variations of one parent on one listing. A SKU the seller has is
    /// left as it is. What is not counted has 999 units: eBay counts everything.
    mutating func fill(_ goods: [TwinProduct], at moment: Moment) {
        var grown: [String] = []
        for product in goods where self.items[product.sku] == nil && self.olderOfSKU[product.sku] == nil {
            let offer = self.stage(product, moment)
            guard let parent = product.parent else {
                self.list([offer], group: nil, moment)
                continue
            }
            if self.groups[parent] == nil {
                self.groups[parent] = EbayGroup(key: parent, body: Self.group(product), skus: [])
            }
            self.groups[parent]?.skus.append(product.sku)
            self.groupOfSKU[product.sku] = parent
            if !grown.contains(parent) { grown.append(parent) }
        }
        for parent in grown { self.listGroup(parent, moment) }
        self.past = []
    }

    /// Puts a group's offers on its one listing.
    mutating func listGroup(_ key: String, _ moment: Moment) {
        guard let group = self.groups[key] else { return }
        let offers = self.offers(of: group)
        let variety = self.variety(of: group)
        self.groups[key]?.body = group.body.with("variesBy", variety)
        guard let id = self.openListing(of: group)?.id else {
            self.list(offers, group: key, moment)
            return
        }
        for var offer in offers where offer.listing == nil {
            offer.listing = id
            self.put(offer, at: moment)
            self.listings[id]?.offers.append(offer.id)
        }
        self.settle(id, moment)
    }

    /// An item and an unpublished offer of it, with all that a listing needs.
    mutating func stage(_ product: TwinProduct, _ moment: Moment) -> EbayOffer {
        var aspects: Json = ["Brand": ["Unbranded"]]
        for option in product.options ?? [] { aspects = aspects.with(option.name, [.string(option.value)]) }
        var about: Json = [
            "title": .string(String(product.name.prefix(80))),
            "description": .string("\(product.name), made in small batches."), "aspects": aspects,
            "imageUrls": [.string("https://i.ebayimg.com/twin/\(product.sku).jpg")],
        ]
        if let gtin = product.gtin { about = about.adding("ean", [.string(gtin)]) }
        let units = max(0, product.stock ?? 999)
        let item = EbayItem(
            sku: product.sku, body: ["condition": "NEW", "product": about], quantity: units,
            locale: self.market.locale)
        self.put(item, at: moment)
        var policies: [Json.Member] = []
        for kind in EbayPolicy.Kind.allCases {
            if let policy = self.policies.first(where: { $0.kind == kind && $0.marketplace == self.market.id }) {
                policies.append(.init(name: kind.member, value: .string(policy.id)))
            }
        }
        let price = TwinMoney(product.price)?.minor ?? 100
        let offer = EbayOffer(
            id: self.newID(.offer), sku: product.sku, marketplace: self.market.id,
            body: [
                "categoryId": .string(EbayCategory.usual),
                "merchantLocationKey": .string(self.locations.keys.min() ?? "main"),
                "listingDescription": .string("\(product.name), made in small batches."),
                "listingPolicies": .object(policies), "pricingSummary": ["price": .amount(price, self.currency)],
            ], price: price, available: units)
        self.put(offer, at: moment)
        return offer
    }

    static func group(_ product: TwinProduct) -> Json {
        let title = product.parentName ?? product.parent ?? product.name
        return [
            "title": .string(String(title.prefix(80))), "description": .string("\(title), made in small batches."),
            "aspects": ["Brand": ["Unbranded"]],
            "imageUrls": [.string("https://i.ebayimg.com/twin/\(product.parent ?? product.sku).jpg")],
        ]
    }

    /// What the variations of a group differ by, with every value.
    func variety(of group: EbayGroup) -> Json {
        var values: [(name: String, values: [String])] = []
        for sku in group.skus {
            for aspect in self.items[sku]?.body["product"]?["aspects"]?.members ?? [] where aspect.name != "Brand" {
                let own = aspect.value.texts
                if let index = values.firstIndex(where: { $0.name == aspect.name }) {
                    values[index].values += own.filter { !values[index].values.contains($0) }
                } else {
                    values.append((aspect.name, own))
                }
            }
        }
        return [
            "aspectsImageVariesBy": [],
            "specifications": .array(
                values.map { ["name": .string($0.name), "values": .array($0.values.map(Json.string))] }),
        ]
    }
}
