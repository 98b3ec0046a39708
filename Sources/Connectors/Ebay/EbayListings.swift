import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads what the Inventory API holds of the account, as the connection's site offers it: a page of items, and each SKU's offers by a
/// call of its own, since eBay lists offers by SKU alone (notes, "list"). Listings that were made elsewhere are not among them.
struct EbayListings: ListingReading {
    let api: EbayAPI
    let notes: ChannelNotes

    /// Items of one page; each is a call more.
    static let pageSize = 25
    /// `bulkGetInventoryItem` takes 25.
    static let readBatch = 25
    /// Calls at once for the offers of a page.
    private static let atOnce = 4
    /// Seconds that is believed which hardly ever changes: by what a group's variations differ.
    private static let noteLife: TimeInterval = 86_400

    /// Where reading stands; travels as `PageToken`. The next place is taken from eBay's own address of the next page: its contract calls
    /// the offset a number of pages, and elsewhere it counts records.
    struct Position: Codable, Sendable, Hashable {
        var offset: String

        enum CodingKeys: String, CodingKey { case offset = "o" }
    }

    /// eBay has no filter by time of change and tells none.
    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<ListingPage> {
        var query: EbayAPI.Query = [("limit", String(Self.pageSize))]
        if let token {
            let position = try token.decoded(as: Position.self)
            guard let offset = Int(position.offset), offset > 0 else { throw Self.badToken }
            query.append(("offset", position.offset))
        }
        let reading = try await self.api.get(EbayWire.Items.self, .inventory, "/inventory_item", query: query)
        var page = ListingPage(offers: [], next: nil, total: reading.value.total)
        var items: [EbayWire.Item] = []
        for (index, record) in reading.value.inventoryItems.enumerated() {
            switch record {
            case .value(let item): items.append(item)
            case .unreadable(let id, let reason):
                page.unreadable.append(
                    UnreadableRecord(place: id.map { "SKU \($0)" } ?? "inventory items, place \(index)", reason: reason)
                )
            }
        }
        try await self.add(items, try await self.offers(of: items.map(\.sku)), to: &page)
        if !reading.value.inventoryItems.isEmpty, let next = try Self.next(reading.value.next, after: query) {
            page.next = next
        }
        return reading.answer(page)
    }

    private static func next(_ address: String?, after query: EbayAPI.Query) throws(ConnectorError) -> PageToken? {
        guard let address, !address.isEmpty else { return nil }
        // eBay writes it whole, or without its host; only its query is used.
        let asked = URLComponents(string: address)?.queryItems?.first { $0.name == "offset" }?.value
        let before = query.first { $0.name == "offset" }.flatMap { Int($0.value) } ?? 0
        guard let offset = asked, let number = Int(offset), number > before else {
            throw .unreadable("The next page's address leads nowhere.")
        }
        return try PageToken(encoding: Position(offset: offset))
    }

    func read(_ refs: [OfferRef]) async throws(ConnectorError) -> Answer<[RemoteOffer]> {
        let skus = Set(refs.map(EbayRef.sku)).sorted()
        guard let first = skus.first else { return Answer([], channelTime: nil, latency: .zero) }
        var found: [String: SKUOffers] = [:]
        let began = try await self.offers(of: first)
        found[first] = began.value
        for (sku, offers) in try await self.offers(of: Array(skus.dropFirst())) { found[sku] = offers }
        let there = skus.filter { found[$0]?.isEmpty == false }
        guard !there.isEmpty else { return began.answer([]) }
        let items = try await self.items(there)
        var page = ListingPage(offers: [], next: nil, total: nil)
        try await self.add(items.value, found, to: &page)
        let wanted = Set(refs)
        return items.answer(page.offers.filter { wanted.contains($0.ref) })
    }

    // MARK: Items

    /// - Returns: Those of these SKUs that there are. At most 25.
    func items(_ skus: [String]) async throws(ConnectorError) -> Answer<[EbayWire.Item]> {
        let told = try await self.api.send(
            EbayWire.ItemsAnswered.self, .inventory, "POST", "/bulk_get_inventory_item",
            json: EbayWire.ItemsAsked(skus),
            timeout: self.api.settings.readTimeout, effect: .read)
        return told.answer(
            told.value.responses.compactMap { one in
                guard let sku = one.sku ?? one.inventoryItem?.sku, one.statusCode ?? 200 == 200 else { return nil }
                return one.inventoryItem?.item(sku)
            })
    }

    /// The group's title, and by which aspects its variations differ; kept for a day.
    func group(_ key: String) async throws(ConnectorError) -> (title: String?, varying: [String]) {
        let (note, now) = ("group \(key)", self.api.now())
        if let known = self.notes.find(note, at: now) {
            let parts = known.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
            return (parts.first.flatMap { $0.isEmpty ? nil : $0 }, Array(parts.dropFirst()))
        }
        do throws(ConnectorError) {
            let told = try await self.api.get(
                EbayWire.Group.self, .inventory, "/inventory_item_group/\(EbayAPI.part(key))"
            ).value
            let text = ([told.title ?? ""] + told.varying).joined(separator: "\u{1F}")
            self.notes.keep(text, as: note, at: now, life: Self.noteLife)
            return (told.title, told.varying)
        } catch .refused {
            return (nil, [])
        }
    }

    // MARK: Offers

    /// What the site offers of one SKU at a fixed price.
    struct SKUOffers: Sendable {
        var offer: EbayWire.Offer?
        var unreadable: [UnreadableRecord] = []

        var isEmpty: Bool { self.offer == nil && self.unreadable.isEmpty }
    }

    /// Auctions, and what other sites offer, are left alone.
    func offers(of sku: String, timeout: Duration? = nil) async throws(ConnectorError) -> Answer<SKUOffers> {
        let told: Answer<EbayWire.Offers>
        do throws(ConnectorError) {
            told = try await self.api.get(
                EbayWire.Offers.self, .inventory, "/offer", query: [("sku", sku), ("format", EbayMapping.fixedPrice)],
                timeout: timeout)
        } catch .refused(let code, _, _) where Self.isNone(code) {
            return Answer(SKUOffers(), channelTime: nil, latency: .zero)
        }
        var found = SKUOffers()
        for record in told.value.offers {
            switch record {
            case .value(let offer):
                let isOurs =
                    offer.sku == sku && (offer.format ?? EbayMapping.fixedPrice) == EbayMapping.fixedPrice
                    && (offer.marketplaceId ?? self.api.marketplace.id) == self.api.marketplace.id
                if isOurs, found.offer == nil { found.offer = offer }
            case .unreadable(_, let reason):
                found.unreadable.append(UnreadableRecord(place: "SKU \(sku), offer", reason: reason))
            }
        }
        return told.answer(found)
    }

    /// "We didn't find the resource", "This Offer is not available": the SKU has none, or is gone.
    static func isNone(_ code: String) -> Bool { ["not-found", "25710", "25713"].contains(code) }

    /// The same for many, some at once.
    private func offers(of skus: [String]) async throws(ConnectorError) -> [String: SKUOffers] {
        typealias Told = (sku: String, told: Result<SKUOffers, ConnectorError>)
        let all = Set(skus).sorted()
        let told = await withTaskGroup(of: Told.self) { group in
            var told: [Told] = []
            var rest = all[...]
            func ask(_ sku: String) {
                group.addTask {
                    do throws(ConnectorError) {
                        return (sku, .success(try await self.offers(of: sku).value))
                    } catch {
                        return (sku, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.atOnce { if let sku = rest.popFirst() { ask(sku) } }
            while let one = await group.next() {
                told.append(one)
                // After a failure nobody is asked more.
                if case .success = one.told, let sku = rest.popFirst() { ask(sku) }
            }
            return told
        }
        var found: [String: SKUOffers] = [:]
        for one in told { found[one.sku] = try one.told.get() }
        guard found.count == all.count else { throw .transient("Not all offers were read.") }
        return found
    }

    private func add(
        _ items: [EbayWire.Item], _ offers: [String: SKUOffers], to page: inout ListingPage
    ) async throws(ConnectorError) {
        for item in items {
            let found = offers[item.sku] ?? SKUOffers()
            page.unreadable += found.unreadable
            // Of another site alone, or an auction: no listing of this connection's; without any offer it is a draft.
            guard found.unreadable.isEmpty else { continue }
            var group: (title: String?, varying: [String])?
            if let key = item.group { group = try await self.group(key) }
            let mapped = EbayMapping.offer(item, found.offer, group: group)
            page.offers.append(mapped)
            if mapped.price == nil, found.offer?.pricingSummary?.price != nil {
                page.unreadable.append(
                    UnreadableRecord(place: "SKU \(item.sku), price", reason: "not an amount of its currency"))
            }
        }
    }

    private static let badToken = ConnectorError.refused(
        code: "bad-page-token", field: nil, message: "The place to continue from is none. Start again.")
}
