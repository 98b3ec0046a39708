import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads variants, each with its product and what lies at our location. One page is one call; a large shop is read at once
/// (`ShopifyBulk`).
struct ShopifyListings: ListingReading {
    let api: ShopifyAPI

    /// Variants on a page, and the points that a full one costs: six objects each.
    static let pageSize = 100
    static let pageCost = 5 + pageSize * variantCost
    static let variantCost = 6
    /// One query costs at most 1,000 points (notes, "Rate limits", not confirmed).
    static let readSize = 150

    /// Where a listing stands; travels as `PageToken`.
    struct Position: Codable, Sendable, Hashable {
        var after: String
        /// The search, which must stay the same from page to page.
        var query: String?
        /// Where it is read at once, as far as that goes; `after` is where pages would go on.
        var bulk: ShopifyBulk.Place?

        enum CodingKeys: String, CodingKey {
            case after = "a"
            case query = "q"
            case bulk = "b"
        }
    }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<ListingPage> {
        var position: Position?
        if let token { position = try token.decoded(as: Position.self) }
        if let position, let place = position.bulk {
            return try await ShopifyBulk(api: self.api).page(place, after: position.after)
        }
        let mayBeLarge = token == nil && modifiedAfter == nil
        let query = position.map(\.query) ?? modifiedAfter.map { "updated_at:>='\(UTCTime($0).text)Z'" }
        let home = try await ShopifyHome(api: self.api).find()
        var variables: [String: JSONValue] = [
            "home": .text(home.id), "first": .integer(Int64(Self.pageSize)), "counts": .boolean(mayBeLarge),
        ]
        if let after = position?.after { variables["after"] = .text(after) }
        if let query { variables["query"] = .text(query) }
        let reading = try await self.api.read(ShopifyWire.Listings.self, ShopifyDocuments.listings, variables)
            .after(home.reading)
        let found = reading.value.productVariants
        var page = ListingPage(offers: [], next: nil, total: nil)
        for (index, record) in found.nodes.enumerated() {
            page.add(record, place: "variants, place \(index)", self.api.settings.currency)
        }
        if found.pageInfo.hasNextPage, let after = found.pageInfo.endCursor {
            let isLarge = mayBeLarge && reading.value.productVariantsCount?.count ?? 0 > self.api.settings.bulkThreshold
            page.next = try PageToken(
                encoding: Position(after: after, query: query, bulk: isLarge ? ShopifyBulk.Place() : nil))
        }
        return reading.answer(page)
    }

    func read(_ refs: [OfferRef]) async throws(ConnectorError) -> Answer<[RemoteOffer]> {
        let ids = refs.compactMap { ShopifyVariantRef($0)?.variantID }
        guard !ids.isEmpty else { return Answer([], channelTime: nil, latency: .zero) }
        let home = try await ShopifyHome(api: self.api).find()
        let reading = try await self.api.read(
            ShopifyWire.Offers.self, ShopifyDocuments.offers,
            ["home": .text(home.id), "ids": .array(ids.map { .text($0) })]
        ).after(home.reading)
        var page = ListingPage(offers: [], next: nil, total: nil)
        for record in reading.value.nodes.compactMap(\.self) {
            page.add(record, place: "nodes", self.api.settings.currency)
        }
        let wanted = Set(refs)
        return reading.answer(page.offers.filter { wanted.contains($0.ref) })
    }
}

extension ListingPage {
    mutating func add(_ record: Lenient<ShopifyWire.Variant>, place: String, _ currency: Currency?) {
        switch record {
        case .value(let variant):
            do throws(ShopifyMapping.Unreadable) {
                let mapped = try ShopifyMapping.offer(variant, currency: currency)
                self.offers.append(mapped.offer)
                if let record = mapped.unreadable { self.unreadable.append(record) }
            } catch {
                self.unreadable.append(UnreadableRecord(place: place, reason: error.reason))
            }
        case .unreadable(let id, let reason):
            self.unreadable.append(UnreadableRecord(place: id.map { "variant \($0)" } ?? place, reason: reason))
        }
    }
}
