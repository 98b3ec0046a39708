import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads listings with their inventories: one call is a page of one state, since Etsy lists one state at a time.
struct EtsyListings: ListingReading {
    let api: EtsyAPI

    /// In this order: what is on sale first.
    static let states = ["active", "draft", "inactive", "sold_out", "expired"]
    static let includes = "Inventory,Images"

    /// Where a listing stands; travels as `PageToken`.
    struct Position: Codable, Sendable, Hashable {
        /// Place in `states`.
        var state = 0
        var offset = 0

        enum CodingKeys: String, CodingKey {
            case state = "s"
            case offset = "o"
        }
    }

    /// Etsy has no filter by time of change, so `modifiedAfter` leaves out what was read and did not change.
    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<ListingPage> {
        var position = Position()
        if let token { position = try token.decoded(as: Position.self) }
        guard Self.states.indices.contains(position.state), position.offset >= 0 else {
            throw .refused(
                code: "bad-page-token", field: nil, message: "The place to continue from is none. Start again.")
        }
        let shop = try await self.api.shop.number(self.api)
        let size = self.api.settings.pageSize
        let reading = try await self.api.get(
            EtsyWire.List<Lenient<EtsyWire.Listing>>.self, "/shops/\(shop)/listings",
            query: [
                ("state", Self.states[position.state]), ("limit", String(size)), ("offset", String(position.offset)),
                ("includes", Self.includes), ("legacy", "false"),
            ])
        var page = ListingPage(offers: [], next: nil, total: nil)
        page.add(reading.value.results, place: "listings, \(Self.states[position.state])")
        if let modifiedAfter { page.offers.removeAll { ($0.modifiedAt ?? .distantFuture) < modifiedAfter } }
        page.next = try Self.next(position, count: reading.value.results.count, size: size, total: reading.value.count)
        return reading.answer(page)
    }

    private static func next(
        _ position: Position, count: Int, size: Int, total: Int?
    ) throws(ConnectorError) -> PageToken? {
        let read = position.offset + count
        if count > 0, total.map({ read < $0 }) ?? (count >= size) {
            return try PageToken(encoding: Position(state: position.state, offset: read))
        }
        let next = position.state + 1
        return next < Self.states.count ? try PageToken(encoding: Position(state: next)) : nil
    }

    /// One call for up to 100 listings, in whatever state.
    func read(_ refs: [OfferRef]) async throws(ConnectorError) -> Answer<[RemoteOffer]> {
        let ids = Set(refs.map(\.listing)).compactMap { Int64($0) }.sorted()
        guard !ids.isEmpty else { return Answer([], channelTime: nil, latency: .zero) }
        let reading = try await self.api.get(
            EtsyWire.List<Lenient<EtsyWire.Listing>>.self, "/listings/batch",
            query: [
                ("listing_ids", ids.map(String.init).joined(separator: ",")), ("includes", Self.includes),
                ("legacy", "false"),
            ])
        var page = ListingPage(offers: [], next: nil, total: nil)
        page.add(reading.value.results, place: "listings/batch")
        let wanted = Set(refs)
        return reading.answer(page.offers.filter { wanted.contains($0.ref) })
    }
}

extension ListingPage {
    fileprivate mutating func add(_ records: [Lenient<EtsyWire.Listing>], place: String) {
        for (index, record) in records.enumerated() {
            switch record {
            case .value(let listing):
                let mapped = EtsyMapping.offers(listing)
                self.offers += mapped.offers
                self.unreadable += mapped.unreadable
            case .unreadable(let id, let reason):
                self.unreadable.append(
                    UnreadableRecord(place: id.map { "listing \($0)" } ?? "\(place), place \(index)", reason: reason))
            }
        }
    }
}
