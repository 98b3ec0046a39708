import Foundation

extension EbayState {
    /// Sets numbers and prices, entry by entry. Offers must be published.
    ///
    /// The contract says that 25 items fit, and that only one SKU does: `habits.skusPerUpdate`.
    mutating func updatePriceQuantity(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        guard let requests = call.body["requests"]?.list, !requests.isEmpty else { throw .field("requests") }
        guard requests.count <= self.habits.skusPerUpdate else {
            throw .inventory(
                25709, "Invalid request. Invalid value for field requests",
                ["additionalInfo": "at most \(self.habits.skusPerUpdate)"])
        }
        var answers: [Json] = []
        for request in requests { answers += self.update(request, moment) }
        let isWhole = answers.allSatisfy { $0["statusCode"] == .integer(200) }
        return EbayOutcome(["responses": .array(answers)], status: isWhole ? 200 : 207)
    }

    /// One entry: the item's number, its offers' numbers and prices, or both.
    ///
    /// - Returns: One answer for the item, where its number is set, and one for each offer.
    private mutating func update(_ request: Json, _ moment: Moment) -> [Json] {
        let sku = request["sku"]?.text
        var answers: [Json] = []
        // One entry revises a listing once, whatever it sets.
        var revised: Set<String> = []
        if let shelf = request["shipToLocationAvailability"] {
            answers.append(self.answer(sku: sku, offer: nil, self.setShelf(sku, shelf, &revised, moment)))
        }
        let offers = request["offers"]?.list ?? []
        let ids = offers.compactMap { $0["offerId"]?.text }
        if Set(ids).count != ids.count { answers.append(self.answer(sku: sku, offer: nil, .field("offers"))) }
        for entry in offers where Set(ids).count == ids.count {
            let id = entry["offerId"]?.text ?? ""
            let known = self.offers[id]?.sku ?? sku
            answers.append(self.answer(sku: known, offer: id, self.setOffer(id, of: sku, entry, &revised, moment)))
        }
        for id in revised.sorted() { self.revise(id, moment) }
        if answers.isEmpty { answers.append(self.answer(sku: sku, offer: nil, .field("requests"))) }
        return answers
    }

    private func answer(sku: String?, offer: String?, _ error: EbayError?) -> Json {
        var members: [Json.Member] = [.init(name: "statusCode", value: .integer(error?.status ?? 200))]
        if let sku { members.append(.init(name: "sku", value: .string(sku))) }
        if let offer { members.append(.init(name: "offerId", value: .string(offer))) }
        if let error { members.append(.init(name: "errors", value: [error.entry])) }
        return .object(members)
    }

    private mutating func setShelf(
        _ sku: String?, _ shelf: Json, _ revised: inout Set<String>, _ moment: Moment
    ) -> EbayError? {
        do throws(EbayError) {
            guard let sku, var item = self.items[sku] else { throw .noSKU(sku ?? "") }
            guard let units = shelf["quantity"]?.whole, units >= 0 else {
                throw .inventory(25004, "Invalid quantity.")
            }
            let offer = self.offer(ofSKU: sku)
            if let offer, let listing = self.listing(of: offer) {
                try self.allowRevision(of: listing.id, moment)
                revised.insert(listing.id)
            }
            if let offer, offer.available == nil, item.quantity != units {
                self.book.write(stockOf: sku, from: self.units(of: offer), to: units, by: .hub, moment)
            }
            item.quantity = units
            self.put(item, at: moment)
            return nil
        } catch {
            return error
        }
    }

    private mutating func setOffer(
        _ id: String, of sku: String?, _ entry: Json, _ revised: inout Set<String>, _ moment: Moment
    ) -> EbayError? {
        do throws(EbayError) {
            guard let old = self.offers[id] else { throw .noOffer(id, status: 404) }
            guard sku == nil || sku == old.sku else { throw .user("The offer is of another SKU.") }
            guard let listing = self.listing(of: old) else {
                throw .noOffer("\(id) is not published", status: 400)
            }
            guard entry["availableQuantity"] != nil || entry["price"] != nil else { throw .field("offers") }
            var offer = old
            if let units = entry["availableQuantity"] {
                guard let units = units.whole, units >= 0 else { throw .inventory(25004, "Invalid quantity.") }
                offer.available = units
            }
            if let price = entry["price"] {
                let currency = EbayMarketplace.named(old.marketplace)?.currency ?? ""
                guard let minor = price.minor(in: currency), minor > 0 else {
                    throw .inventory(25003, "Invalid price. The price and its currency must be those of the site.")
                }
                offer.price = minor
            }
            if !revised.contains(listing.id) { try self.allowRevision(of: listing.id, moment) }
            revised.insert(listing.id)
            self.write(from: old, to: offer, moment)
            self.put(offer, at: moment)
            return nil
        } catch {
            return error
        }
    }
}
