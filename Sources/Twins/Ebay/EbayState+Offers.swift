import Foundation

extension EbayState {
    func offer(_ id: String) throws(EbayError) -> EbayOffer {
        guard let offer = self.offers[id] else { throw .noOffer(id) }
        return offer
    }

    /// By SKU only, as the real one (reported by its users); a SKU without offers is answered with 404.
    func listOffers(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        guard let sku = call["sku"] else { throw .inventory(25707, "Invalid sku. sku is required.") }
        let found = [self.offer(ofSKU: sku)].compactMap { $0 }.filter { offer in
            call["marketplace_id"].map { $0 == offer.marketplace } ?? true
                && call["format"].map { $0 == "FIXED_PRICE" } ?? true
        }
        guard !found.isEmpty else { throw .noOffer("sku \(sku)") }
        let page = try call.page(of: found.count, usual: 100, most: 100)
        let query = TwinRequest.Pair(name: "sku", value: sku).encoded + "&"
        return EbayOutcome(
            Self.page(
                "/sell/inventory/v1/offer", page, total: found.count, "offers", found[page.range].map(self.json),
                query: query))
    }

    /// Stages an offer; of one SKU only one (contract: not on two sites).
    ///
    /// - Returns: Its id.
    mutating func createOffer(_ body: Json, _ locale: String, _ moment: Moment) throws(EbayError) -> String {
        guard let sku = body["sku"]?.text, !sku.isEmpty else { throw .field("sku") }
        guard let site = body["marketplaceId"]?.text, EbayMarketplace.named(site) != nil else {
            throw .field("marketplaceId")
        }
        // Auctions are not played.
        guard body["format"]?.text == "FIXED_PRICE" else { throw .field("format") }
        guard self.items[sku] != nil else { throw .noSKU(sku) }
        if let old = self.offerOfSKU[sku] {
            throw .user("Offer entity already exists.", ["offerId": old])
        }
        var offer = EbayOffer(id: self.newID(.offer), sku: sku, marketplace: site, body: [:])
        try self.take(body, into: &offer)
        self.put(offer, at: moment)
        return offer.id
    }

    mutating func bulkCreateOffers(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let locale = try call.locale()
        let requests = try Self.requests(call, most: 25, unique: "sku")
        return Self.bulk(requests) { (entry) throws(EbayError) in
            let id = try self.createOffer(entry, locale, moment)
            return [
                "statusCode": 200, "offerId": .string(id), "sku": entry["sku"] ?? "",
                "marketplaceId": entry["marketplaceId"] ?? "", "format": "FIXED_PRICE", "warnings": [], "errors": [],
            ]
        } naming: {
            Self.names("sku", "marketplaceId", "format")($0)
        }
    }

    /// Replaces the whole offer: what is not sent is gone (contract). A listing it is on is revised by that.
    mutating func updateOffer(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        _ = try call.locale()
        let old = try self.offer(call.value("offerId"))
        var offer = old
        (offer.price, offer.available) = (nil, nil)
        try self.take(call.body, into: &offer)
        let listing = self.listing(of: old)
        if let listing, listing.isOpen {
            try self.allowRevision(of: listing.id, moment)
            try self.check(offer)
        }
        self.write(from: old, to: offer, moment)
        self.put(offer, at: moment)
        if let listing { self.revise(listing.id, moment) }
        return .done
    }

    /// Books what a write made of an offer's number and price.
    mutating func write(from old: EbayOffer, to new: EbayOffer, _ moment: Moment) {
        let (before, after) = (self.units(of: old), self.units(of: new))
        if before != after { self.book.write(stockOf: old.sku, from: before, to: after, by: .hub, moment) }
        if let price = new.price, price != old.price {
            self.book.write(priceOf: old.sku, to: TwinMoney(minor: price).text, by: .hub, moment)
        }
    }

    /// What an offer may hold; nothing else is kept.
    private static let members: Set<String> = [
        "categoryId", "charity", "extendedProducerResponsibility", "hideBuyerDetails", "includeCatalogProductDetails",
        "listingDescription", "listingDuration", "listingPolicies", "listingStartDate", "lotSize",
        "merchantLocationKey", "pricingSummary", "quantityLimitPerBuyer", "regulatory", "secondaryCategoryId",
        "storeCategoryNames", "tax",
    ]

    private func take(_ body: Json, into offer: inout EbayOffer) throws(EbayError) {
        offer.body = body.keeping(Self.members)
        if let price = body["pricingSummary"]?["price"] {
            let currency = EbayMarketplace.named(offer.marketplace)?.currency ?? ""
            guard let minor = price.minor(in: currency), minor > 0 else {
                throw .inventory(25003, "Invalid price. The price and its currency must be those of the site.")
            }
            offer.price = minor
        }
        if let units = body["availableQuantity"] {
            guard let units = units.whole, units >= 0 else { throw .inventory(25004, "Invalid quantity.") }
            offer.available = units
        }
    }

    mutating func deleteOffer(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let offer = try self.offer(call.value("offerId"))
        if let listing = self.listing(of: offer), listing.isOpen, listing.group != nil,
            listing.sold[offer.sku, default: 0] > 0
        {
            throw .user("A variation that was sold cannot be removed.")
        }
        self.remove(offer, moment)
        if let key = self.groupOfSKU.removeValue(forKey: offer.sku) {
            self.groups[key]?.skus.removeAll { $0 == offer.sku }
        }
        return .done
    }

    mutating func remove(_ offer: EbayOffer, _ moment: Moment) {
        if offer.listing != nil { self.unpublish(offer, moment) }
        self.offers[offer.id] = nil
        self.offerOfSKU[offer.sku] = nil
    }

    func json(_ offer: EbayOffer) -> Json {
        var json = Json.object(
            [
                .init(name: "offerId", value: .string(offer.id)), .init(name: "sku", value: .string(offer.sku)),
                .init(name: "marketplaceId", value: .string(offer.marketplace)),
                .init(name: "format", value: "FIXED_PRICE"),
            ] + offer.body.members.filter { $0.name != "pricingSummary" && $0.name != "listingDuration" })
        if let price = offer.price {
            let currency = EbayMarketplace.named(offer.marketplace)?.currency ?? ""
            let summary = (offer.body["pricingSummary"] ?? [:]).with("price", .amount(price, currency))
            json = json.adding("pricingSummary", summary)
        }
        json = json.adding("listingDuration", "GTC").adding(
            "availableQuantity", .integer(max(0, self.units(of: offer)))
        )
        .with("includeCatalogProductDetails", offer.body["includeCatalogProductDetails"] ?? true)
        .adding("status", offer.listing == nil ? "UNPUBLISHED" : "PUBLISHED")
        if let listing = self.listing(of: offer) {
            json = json.adding(
                "listing",
                [
                    "listingId": .string(listing.id), "listingStatus": .string(listing.status.rawValue),
                    "soldQuantity": .integer(listing.sold[offer.sku, default: 0]),
                ])
        }
        return json
    }
}
