import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads the home marketplace's listings: a SKU is a listing, and an offer of its own.
struct AmazonListings: ListingReading {
    let api: AmazonAPI
    /// Keeps what a report names from page to page.
    var notes = ChannelNotes()

    /// searchListingsItems: "pageSize", maximum 20; "identifiers", at most 20.
    static let pageSize = 20
    /// "The maximum number of items (SKUs) that can be returned and paged through is 1000" (searchListingsItems).
    static let window = 1_000
    static let includes = "summaries,offers,fulfillmentAvailability,issues"

    /// Where reading stands; travels as `PageToken`. Beyond a thousand the search begins anew at the last creation date seen; where
    /// one second holds more than that, a report names them.
    struct Position: Codable, Sendable, Hashable {
        /// ISO 8601; listings created from then on.
        var from: String?
        /// Amazon's own word for the next page of that search.
        var token: String?
        /// Listings of that search that were read already.
        var read = 0
        /// Of the second `from`.
        var report: AmazonReport.Place?

        enum CodingKeys: String, CodingKey {
            case from = "f"
            case token = "t"
            case read = "r"
            case report = "p"
        }
    }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<ListingPage> {
        var position = Position()
        if let token { position = try token.decoded(as: Position.self) }
        if let place = position.report, let from = position.from {
            return try await AmazonReport(listings: self).page(place, from: from)
        }
        var query: AmazonAPI.Query = [
            ("marketplaceIds", self.api.place.home.id), ("includedData", Self.includes), ("sortBy", "createdDate"),
            ("sortOrder", "ASC"), ("pageSize", String(Self.pageSize)),
        ]
        if let from = position.from { query.append(("createdAfter", from)) }
        if let modifiedAfter { query.append(("lastUpdatedAfter", AmazonTime.text(modifiedAfter))) }
        if let token = position.token { query.append(("pageToken", token)) }
        let reading = try await self.search(query)
        var page = ListingPage(offers: [], next: nil, total: position.from == nil ? reading.value.numberOfResults : nil)
        self.add(reading.value.items, to: &page)
        page.next = try self.next(position, reading.value, &page)
        return reading.answer(page)
    }

    private func next(
        _ position: Position, _ found: AmazonWire.Items, _ page: inout ListingPage
    ) throws(ConnectorError) -> PageToken? {
        let read = position.read + found.items.count
        if let token = found.pagination?.nextToken, !token.isEmpty, !found.items.isEmpty, read < Self.window {
            return try PageToken(encoding: Position(from: position.from, token: token, read: read))
        }
        guard found.numberOfResults > Self.window, read >= Self.window else { return nil }
        let last = found.items.compactMap { item -> String? in
            guard case .value(let item) = item else { return nil }
            return item.summary(of: self.api.place.home)?.createdDate
        }.max()
        guard let last else {
            page.unreadable.append(
                UnreadableRecord(
                    place: "listings behind the first \(Self.window)",
                    reason: "Amazon shows no more of a search, and does not say when the last of them was created"))
            return nil
        }
        guard last > position.from ?? "" else {
            return try PageToken(encoding: Position(from: last, report: AmazonReport.Place()))
        }
        return try PageToken(encoding: Position(from: last))
    }

    func read(_ refs: [OfferRef]) async throws(ConnectorError) -> Answer<[RemoteOffer]> {
        let wanted = Set(refs)
        return try await self.shown(Set(refs.map(\.listing)).sorted()).map { page in
            page.offers.filter { wanted.contains($0.ref) }
        }
    }

    /// One call for up to twenty; a SKU with a comma in it has no place in a list and is asked for by itself.
    func shown(_ skus: [String]) async throws(ConnectorError) -> Answer<ListingPage> {
        let listed = skus.filter { !$0.contains(",") }
        var page = ListingPage(offers: [], next: nil, total: nil)
        var answer = Answer(page, channelTime: nil, latency: .zero)
        if !listed.isEmpty {
            let reading = try await self.search([
                ("marketplaceIds", self.api.place.home.id), ("identifiers", listed.joined(separator: ",")),
                ("identifiersType", "SKU"), ("includedData", Self.includes), ("pageSize", String(Self.pageSize)),
            ])
            self.add(reading.value.items, to: &page)
            answer = reading.answer(page)
        }
        for sku in skus where sku.contains(",") {
            guard let item = try await self.item(sku, Self.includes) else { continue }
            self.add([.value(item.value)], to: &page)
            answer = item.answer(page)
        }
        answer.value = page
        return answer
    }

    private func search(_ query: AmazonAPI.Query) async throws(ConnectorError) -> Answer<AmazonWire.Items> {
        try await self.api.get(
            AmazonWire.Items.self, .searchListingsItems, "/listings/2021-08-01/items/\(self.api.seller)", query: query)
    }

    /// - Returns: `nil` where there is no such SKU.
    func item(
        _ sku: String, _ includes: String, timeout: Duration? = nil
    ) async throws(ConnectorError) -> Answer<AmazonWire.Item>? {
        do {
            return try await self.api.get(
                AmazonWire.Item.self, .getListingsItem, Self.path(sku, of: self.api.seller),
                query: [("marketplaceIds", self.api.place.home.id), ("includedData", includes)], timeout: timeout)
        } catch .refused("not-found", _, _) {
            return nil
        }
    }

    static func path(_ sku: String, of seller: String) -> String {
        "/listings/2021-08-01/items/\(seller)/\(AmazonAPI.part(sku))"
    }

    private func add(_ records: [Lenient<AmazonWire.Item>], to page: inout ListingPage) {
        for (index, record) in records.enumerated() {
            switch record {
            case .value(let item):
                let mapped = AmazonMapping.offer(item, at: self.api.place.home)
                page.offers.append(mapped)
                if mapped.price == nil, item.offers?.contains(where: { $0.price != nil }) == true,
                    item.offer(at: self.api.place.home)?.price != nil
                {
                    page.unreadable.append(
                        UnreadableRecord(place: "listing \(item.sku), price", reason: "not an amount of its currency"))
                }
            case .unreadable(let id, let reason):
                page.unreadable.append(
                    UnreadableRecord(place: id.map { "listing \($0)" } ?? "listings, place \(index)", reason: reason))
            }
        }
    }
}
