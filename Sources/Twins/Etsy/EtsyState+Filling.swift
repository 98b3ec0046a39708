import Foundation

extension EtsyState {
    /// Puts goods on the shelves as active listings, variations of one parent on one listing. A SKU the shop has is
    /// left as it is. What is not counted has 999 units: Etsy counts everything.
    mutating func fill(_ goods: [TwinProduct], at moment: Moment) {
        for item in goods where self.listingsBySKU[item.sku, default: []].isEmpty {
            let product = self.product(item)
            if let parent = item.parent, let id = self.listingOfParent[parent], var listing = self.listings[id] {
                listing.products.append(product)
                Self.vary(&listing)
                self.put(listing, at: moment)
                continue
            }
            let listing = self.listing(item, product, moment)
            self.put(listing, at: moment)
            if let parent = item.parent { self.listingOfParent[parent] = listing.id }
        }
        self.past = [:]
        for id in self.listings.keys {
            if self.listings[id]?.state == .active, self.listings[id]?.quantity == 0 {
                self.listings[id]?.state = .soldOut
            }
        }
    }

    /// Numbers, prices and SKUs of a filled listing differ on every property it has.
    private static func vary(_ listing: inout EtsyListing) {
        var properties: [Int] = []
        for value in listing.products.flatMap(\.values) where !properties.contains(value.property) {
            properties.append(value.property)
        }
        (listing.priceOn, listing.quantityOn, listing.skuOn) = (properties, properties, properties)
    }

    private mutating func listing(_ item: TwinProduct, _ product: EtsyProduct, _ moment: Moment) -> EtsyListing {
        let title = item.parent == nil ? item.name : item.parentName ?? item.name
        var listing = EtsyListing(
            id: self.newID(.listing), state: .active, title: title, description: "\(title), made in small batches.",
            taxonomy: EtsyTaxonomy.usual, shippingProfile: self.profiles.first?.id,
            returnPolicy: self.policies.first?.id, readiness: self.readiness.first?.id, products: [product],
            created: moment.shop, modified: moment.shop, stateChanged: moment.shop,
            ending: moment.shop.addingTimeInterval(Self.listingLife))
        listing.images = [
            EtsyImage(id: self.newID(.image), rank: 1, altText: "", created: moment.shop, bytes: 40_000)
        ]
        Self.vary(&listing)
        return listing
    }

    private mutating func product(_ item: TwinProduct) -> EtsyProduct {
        let options = item.parent == nil ? [] : (item.options ?? []).prefix(2)
        return EtsyProduct(
            id: self.newID(.product), offering: self.newID(.offering), sku: item.sku,
            values: options.enumerated().map { index, option in
                EtsyPropertyValue(
                    property: EtsyTaxonomy.ownProperties[index], name: option.name, scale: nil,
                    valueIDs: [EtsyTaxonomy.valueID(option.value)], values: [option.value])
            }, price: TwinMoney(item.price)?.minor ?? 100, quantity: min(999, max(0, item.stock ?? 999)),
            isEnabled: true, readiness: self.readiness.first?.id)
    }

    /// Four months of 30 days, in seconds (vendor documentation: a listing is active for four months).
    static let listingLife = 120 * 86_400.0
}
