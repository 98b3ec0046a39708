import Foundation

extension EbayState {
    /// Makes a listing of an offer.
    ///
    /// - Returns: Its id: a new one each time.
    mutating func publish(_ id: String, _ moment: Moment) throws(EbayError) -> String {
        let offer = try self.offer(id)
        guard self.groupOfSKU[offer.sku] == nil else {
            throw .inventory(
                25732,
                "Offers associated with SKUs that are part of a variation group cannot be published using this endpoint."
            )
        }
        if let listing = self.listing(of: offer), listing.isOpen { throw .user("The offer is already published.") }
        try self.check(offer)
        return self.list([offer], group: nil, moment)
    }

    mutating func bulkPublish(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let requests = try Self.requests(call, most: 25, unique: "offerId")
        return Self.bulk(requests) { (entry) throws(EbayError) in
            let id = entry["offerId"]?.text ?? ""
            return [
                "statusCode": 200, "offerId": .string(id), "listingId": .string(try self.publish(id, moment)),
                "warnings": [], "errors": [],
            ]
        } naming: {
            Self.names("offerId")($0)
        }
    }

    /// Makes one listing of all offers of a group, or brings those that are new onto the one it has.
    mutating func publishGroup(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let group = try self.group(ofBody: call)
        guard let site = call.body["marketplaceId"]?.text else { throw .field("marketplaceId") }
        let offers = self.offers(of: group).filter { $0.marketplace == site }
        guard offers.count == group.skus.count else {
            throw .user("Each variation of the group needs an offer on \(site).")
        }
        guard !(group.body["title"]?.text ?? "").isEmpty else { throw .user("Title is missing.") }
        for offer in offers { try self.check(offer) }
        if let listing = self.openListing(of: group) {
            try self.allowRevision(of: listing.id, moment)
            for var offer in offers where offer.listing != listing.id {
                offer.listing = listing.id
                self.put(offer, at: moment)
                self.listings[listing.id]?.offers.append(offer.id)
            }
            self.revise(listing.id, moment)
            return EbayOutcome(["listingId": .string(listing.id)])
        }
        return EbayOutcome(["listingId": .string(self.list(offers, group: group.key, moment))])
    }

    mutating func withdraw(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let offer = try self.offer(call.value("offerId"))
        guard let listing = offer.listing else { throw .noOffer("it is not published", status: 400) }
        guard self.listings[listing]?.group == nil else {
            throw .user("The offer is on a listing with variations: withdraw it by its inventory item group.")
        }
        self.unpublish(offer, moment)
        return EbayOutcome(["listingId": .string(listing)])
    }

    mutating func withdrawGroup(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let offers = self.offers(of: try self.group(ofBody: call)).filter { $0.listing != nil }
        guard !offers.isEmpty else { throw .inventory(25725, "No offer found") }
        for offer in offers { self.unpublish(offer, moment) }
        return .done
    }

    private func group(ofBody call: EbayCall) throws(EbayError) -> EbayGroup {
        let key = call.body["inventoryItemGroupKey"]?.text ?? ""
        guard let group = self.groups[key] else {
            throw .inventory(
                25705, "The Inventory Item Group named \(key) could not be found or is not available in the system.")
        }
        return group
    }

    /// Puts offers on a new listing.
    @discardableResult
    mutating func list(_ offers: [EbayOffer], group: String?, _ moment: Moment) -> String {
        let listing = EbayListing(id: self.newID(.listing), group: group, offers: offers.map(\.id))
        self.listings[listing.id] = listing
        if let group { self.groups[group]?.listing = listing.id }
        for var offer in offers {
            offer.listing = listing.id
            self.put(offer, at: moment)
        }
        self.settle(listing.id, moment)
        return listing.id
    }

    /// Takes an offer off its listing, which ends with its last offer.
    mutating func unpublish(_ offer: EbayOffer, _ moment: Moment) {
        guard let id = offer.listing else { return }
        var offer = offer
        offer.listing = nil
        self.put(offer, at: moment)
        self.listings[id]?.offers.removeAll { $0 == offer.id }
        if self.listings[id]?.offers.isEmpty == true { self.end(id, moment) }
    }

    // MARK: What a listing needs

    /// Throws what eBay would refuse a listing for.
    func check(_ offer: EbayOffer) throws(EbayError) {
        guard let item = self.items[offer.sku] else { throw .noSKU(offer.sku) }
        try self.checkItem(item, offer)
        guard let category = offer.body["categoryId"]?.text, EbayCategory.leaf(category) != nil else {
            throw .inventory(25005, "Invalid category. The category is missing or is no leaf category.")
        }
        guard offer.price != nil else { throw .inventory(25003, "Invalid price. The price is missing.") }
        guard let key = offer.body["merchantLocationKey"]?.text, let location = self.locations[key],
            location.isEnabled
        else { throw .inventory(25012, "Invalid location. The merchantLocationKey is missing or not enabled.") }
        let policies = offer.body["listingPolicies"]
        for kind in EbayPolicy.Kind.allCases {
            let id = policies?[kind.member]?.text
            guard let policy = self.policies.first(where: { $0.id == id && $0.kind == kind }),
                policy.marketplace == offer.marketplace
            else {
                throw .inventory(
                    kind.error, "Invalid \(kind.word) policy information. The policy is missing or of another site.")
            }
        }
        if !self.habits.hidesAtZero, self.units(of: offer) < 1, self.groupOfSKU[offer.sku] == nil {
            throw .inventory(25004, "Invalid quantity. A listing needs at least one unit.")
        }
    }

    /// Throws what eBay would refuse a listing of an item for.
    func checkItem(_ item: EbayItem, _ offer: EbayOffer) throws(EbayError) {
        let group = self.groupOfSKU[item.sku].flatMap { self.groups[$0] }
        guard !(item.title.isEmpty && group?.body["title"]?.text == nil) else { throw .user("Title is missing.") }
        guard item.body["condition"]?.text != nil else {
            throw .inventory(25021, "Invalid condition information. The condition is missing.")
        }
        let pictures =
            (item.body["product"]?["imageUrls"]?.texts ?? []) + (group?.body["imageUrls"]?.texts ?? [])
        guard !pictures.isEmpty else { throw .user("Add at least 1 photo.") }
        guard pictures.allSatisfy({ $0.hasPrefix("https://") }) else {
            throw .inventory(25015, "Invalid picture URL. Pictures must be https.")
        }
        let described = [
            offer.body["listingDescription"]?.text, item.body["product"]?["description"]?.text,
            group?.body["description"]?.text,
        ]
        guard described.contains(where: { $0?.isEmpty == false }) else { throw .user("Description is missing.") }
        guard let category = EbayCategory.leaf(offer.body["categoryId"]?.text ?? "") else { return }
        for aspect in category.required {
            let own = item.body["product"]?["aspects"]?[aspect]?.texts ?? []
            let shared = group?.body["aspects"]?[aspect]?.texts ?? []
            guard !(own + shared).isEmpty else {
                throw .user(
                    "The item specific \(aspect) is missing. Add \(aspect) to this listing, enter a valid value, and then try again."
                )
            }
        }
    }
}
