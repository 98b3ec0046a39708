import Foundation

extension EbayState {
    func item(_ sku: String) throws(EbayError) -> EbayItem {
        guard let item = self.items[sku] else { throw .noEntity }
        return item
    }

    func listItems(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        let page = try call.page(of: self.items.count, usual: 25, most: 200)
        let skus = self.items.keys.sorted()[page.range]
        return EbayOutcome(
            Self.page(
                "/sell/inventory/v1/inventory_item", page, total: self.items.count, "inventoryItems",
                skus.compactMap { self.items[$0] }.map(self.json)))
    }

    /// A page of a list whose `offset` is the number of the page; `size` is how many pages there are (contract).
    static func page(
        _ path: String, _ page: (limit: Int, offset: Int, range: Range<Int>), total: Int, _ name: String,
        _ entries: [Json], query: String = ""
    ) -> Json {
        func link(_ offset: Int) -> Json { .string("\(path)?\(query)limit=\(page.limit)&offset=\(offset)") }
        var json: Json = [
            "href": link(page.offset), "limit": .integer(page.limit),
            "size": .integer((total + page.limit - 1) / page.limit), "total": .integer(total),
        ]
        if page.range.upperBound < total { json = json.adding("next", link(page.offset + 1)) }
        if page.offset > 0 { json = json.adding("prev", link(page.offset - 1)) }
        return json.adding(name, .array(entries))
    }

    func bulkItems(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        let requests = try Self.requests(call, most: 25, unique: "sku")
        return Self.bulk(requests) { (entry) throws(EbayError) in
            let item = try self.item(entry["sku"]?.text ?? "")
            let json = Json.object(self.json(item).members.filter { $0.name != "groupIds" })
            return ["sku": .string(item.sku), "statusCode": 200, "inventoryItem": json]
        } naming: {
            Self.names("sku")($0)
        }
    }

    /// The entries of a bulk call, of which no two are about the same thing.
    static func requests(_ call: EbayCall, most: Int, unique: String) throws(EbayError) -> [Json] {
        guard let requests = call.body["requests"]?.list, !requests.isEmpty else { throw .field("requests") }
        guard requests.count <= most else {
            throw .inventory(
                25727, "The number of InventoryItems in the request cannot exceed \(most).",
                ["additionalInfo": String(most)])
        }
        let keys = requests.compactMap { $0[unique]?.text }
        guard Set(keys).count == keys.count else {
            throw unique == "sku"
                ? .inventory(25728, "InventoryItems should be unique in the request.")
                : .inventory(25731, "OfferId should be unique in the request.")
        }
        return requests
    }

    mutating func putItem(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let isNew = try self.put(item: call.value("sku"), call.body, try call.locale(), moment)
        return isNew ? EbayOutcome([:], status: 201) : .done
    }

    mutating func bulkPutItems(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        _ = try call.locale()
        let requests = try Self.requests(call, most: 25, unique: "sku")
        return Self.bulk(requests) { (entry) throws(EbayError) in
            guard let sku = entry["sku"]?.text, let locale = entry["locale"]?.text else {
                throw .inventory(
                    25733, "Valid SKU and locale information are required for all the InventoryItems in the request.")
            }
            let isNew = try self.put(item: sku, entry, locale, moment)
            return [
                "statusCode": .integer(isNew ? 201 : 200), "sku": .string(sku), "locale": .string(locale),
                "warnings": [], "errors": [],
            ]
        } naming: {
            Self.names("sku", "locale")($0)
        }
    }

    /// What an item may hold; nothing else is kept.
    private static let members: Set<String> = [
        "availability", "condition", "conditionDescription", "conditionDescriptors", "packageWeightAndSize", "product",
    ]

    /// Replaces the whole item: what is not sent is gone (contract). A listing it is on is revised by that.
    ///
    /// - Returns: Whether there was none.
    private mutating func put(
        item sku: String, _ body: Json, _ locale: String, _ moment: Moment
    ) throws(EbayError) -> Bool {
        guard !sku.isEmpty, sku.count <= 50 else {
            throw .inventory(25707, "Invalid sku. sku has to be alphanumeric with upto 50 characters in length")
        }
        let title = body["product"]?["title"]?.text ?? ""
        guard title.count <= 80 else { throw .inventory(25016, "Invalid title. At most 80 characters.") }
        let shelf = body["availability"]?["shipToLocationAvailability"]
        let quantity = shelf?["quantity"]?.whole
        if let quantity, quantity < 0 { throw .inventory(25004, "Invalid quantity.") }
        let old = self.items[sku]
        let item = EbayItem(sku: sku, body: body.keeping(Self.members), quantity: quantity, locale: locale)
        let offer = self.offer(ofSKU: sku)
        if let offer, let listing = self.listing(of: offer), listing.isOpen {
            try self.allowRevision(of: listing.id, moment)
            try self.checkItem(item, offer)
        }
        if old?.quantity != quantity, offer?.available == nil, let offer {
            self.book.write(stockOf: sku, from: self.units(of: offer), to: quantity ?? 0, by: .hub, moment)
        }
        self.put(item, at: moment)
        if let id = offer?.listing { self.revise(id, moment) }
        return old == nil
    }

    /// Ends what the SKU is on, and takes it out of groups and offers.
    mutating func deleteItem(_ call: EbayCall, _ moment: Moment) throws(EbayError) -> EbayOutcome {
        let sku = try self.item(call.value("sku")).sku
        if let offer = self.offer(ofSKU: sku) { self.remove(offer, moment) }
        if let key = self.groupOfSKU.removeValue(forKey: sku) { self.groups[key]?.skus.removeAll { $0 == sku } }
        self.items[sku] = nil
        return .done
    }

    func json(_ item: EbayItem) -> Json {
        var json: Json = ["sku": .string(item.sku), "locale": .string(item.locale)]
        for member in item.body.members where member.name != "availability" {
            json = json.adding(member.name, member.value)
        }
        let availability = item.body["availability"] ?? [:]
        if let quantity = item.quantity {
            let shelf = (availability["shipToLocationAvailability"] ?? [:]).with("quantity", .integer(quantity))
            json = json.adding("availability", availability.with("shipToLocationAvailability", shelf))
        }
        if let key = self.groupOfSKU[item.sku] {
            json = json.adding("groupIds", [.string(key)]).adding("inventoryItemGroupKeys", [.string(key)])
        }
        return json
    }
}
