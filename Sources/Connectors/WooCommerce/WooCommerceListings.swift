import Commerce
import ConnectorKit
import Foundation
import Wire

/// Reads products and variations. One page is one call: a page of products first, then, page by page, the variations of
/// the variable products on it.
struct WooCommerceListings: ListingReading {
    let api: WooCommerceAPI

    /// Where a listing stands; travels as `PageToken`.
    struct Position: Codable, Sendable, Hashable {
        /// The page of products to read when no parent is waiting, from 1; `nil` when that was the last.
        var products: Int?
        /// The page of the first waiting parent's variations, from 1.
        var variations = 1
        /// Variable products of the page read last, whose variations were not read yet.
        var waiting: [WooCommerceMapping.Parent] = []

        enum CodingKeys: String, CodingKey {
            case products = "p"
            case variations = "v"
            case waiting = "w"
        }
    }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<ListingPage> {
        let position =
            try token.map { (token) throws(ConnectorError) in
                try token.decoded(as: Position.self)
            } ?? Position(products: 1)
        if let parent = position.waiting.first { return try await self.variations(of: parent, position) }
        return try await self.products(position, modifiedAfter)
    }

    /// Ordered by id, so that a change does not move a product to another page. (A deletion moves those behind it; the
    /// next full listing meets them.)
    private func products(
        _ position: Position, _ modifiedAfter: Date?
    ) async throws(ConnectorError)
        -> Answer<ListingPage>
    {
        let page = position.products ?? 1
        let size = self.api.settings.pageSize
        var query = [
            ("orderby", "id"), ("order", "asc"), ("status", "any"), ("per_page", String(size)), ("page", String(page)),
        ]
        if let modifiedAfter { query += WooCommercePosition.after(modifiedAfter) }
        let reading = try await self.api.get(
            [Lenient<WooCommerceWire.Product>].self, "/products",
            fields: WooCommerceWire.Product.fields, query: query.map { (name: $0.0, value: $0.1) })

        var found = ListingPage(offers: [], next: nil, total: reading.pages.total)
        var next = Position()
        for (index, record) in reading.value.enumerated() {
            switch record {
            case .value(let product) where WooCommerceMapping.hasVariations(product):
                next.waiting.append(WooCommerceMapping.parent(product))
            case .value(let product):
                if let mapped = WooCommerceMapping.offer(product, currency: self.api.settings.currency) {
                    found.add(mapped)
                }
            case .unreadable(let id, let reason):
                let place = id.map { "product \($0)" } ?? "products, page \(page), place \(index)"
                found.unreadable.append(UnreadableRecord(place: place, reason: reason))
            }
        }
        if reading.pages.continues(after: page, count: reading.value.count, size: size) { next.products = page + 1 }
        found.next = try next.token
        return reading.answer(found)
    }

    private func variations(
        of parent: WooCommerceMapping.Parent, _ position: Position
    ) async throws(ConnectorError)
        -> Answer<ListingPage>
    {
        let size = self.api.settings.pageSize
        let reading = try await self.api.get(
            [Lenient<WooCommerceWire.Variation>].self, "/products/\(parent.id)/variations",
            fields: WooCommerceWire.Variation.fields,
            query: [
                ("orderby", "id"), ("order", "asc"), ("per_page", String(size)), ("page", String(position.variations)),
            ])
        var found = ListingPage(offers: [], next: nil, total: nil)
        found.add(reading.value, of: parent, currency: self.api.settings.currency)
        var next = position
        if reading.pages.continues(after: position.variations, count: reading.value.count, size: size) {
            next.variations += 1
        } else {
            next.waiting.removeFirst()
            next.variations = 1
        }
        found.next = try next.token
        return reading.answer(found)
    }

    /// One call for all products and parents, and one for each parent's variations.
    func read(_ refs: [OfferRef]) async throws(ConnectorError) -> Answer<[RemoteOffer]> {
        guard !refs.isEmpty else { return Answer([], channelTime: nil, latency: .zero) }
        let ids = Set(refs.map(\.listing)).filter { Int($0) != nil }.sorted()
        let products = try await self.api.get(
            [Lenient<WooCommerceWire.Product>].self, "/products",
            fields: WooCommerceWire.Product.fields,
            query: [("include", ids.joined(separator: ",")), ("status", "any"), ("per_page", "100"), ("page", "1")])

        var offers: [RemoteOffer] = []
        var answer = products.answer([RemoteOffer]())
        let wanted = Dictionary(grouping: refs, by: \.listing)
        for case .value(let product) in products.value {
            let asked = wanted[String(product.id)] ?? []
            let variations = asked.compactMap(\.variation)
            if asked.contains(where: { $0.variation == nil }), !WooCommerceMapping.hasVariations(product),
                let mapped = WooCommerceMapping.offer(product, currency: self.api.settings.currency)
            {
                offers.append(mapped.offer)
            }
            guard !variations.isEmpty, let more = try await self.variations(variations, of: product) else { continue }
            offers += more.value
            answer.latency += more.latency
        }
        answer.value = offers
        return answer
    }

    /// `nil` when the parent went away meanwhile.
    private func variations(
        _ ids: [String], of product: WooCommerceWire.Product
    ) async throws(ConnectorError)
        -> Answer<[RemoteOffer]>?
    {
        do {
            let reading = try await self.api.get(
                [Lenient<WooCommerceWire.Variation>].self, "/products/\(product.id)/variations",
                fields: WooCommerceWire.Variation.fields,
                query: [("include", ids.sorted().joined(separator: ",")), ("per_page", "100"), ("page", "1")])
            var page = ListingPage(offers: [], next: nil, total: nil)
            page.add(
                reading.value, of: WooCommerceMapping.parent(product), currency: self.api.settings.currency)
            return reading.answer(page.offers.filter { ids.contains($0.ref.variation ?? "") })
        } catch .refused(let code, _, _) where code.hasSuffix("_invalid_id") || code == "http-404" {
            return nil
        }
    }
}

extension WooCommerceListings.Position {
    /// `nil` when nothing is left to read.
    var token: PageToken? {
        get throws(ConnectorError) {
            guard self.products != nil || !self.waiting.isEmpty else { return nil }
            return try PageToken(encoding: self)
        }
    }
}

extension ListingPage {
    fileprivate mutating func add(_ mapped: WooCommerceMapping.Mapped) {
        self.offers.append(mapped.offer)
        self.unreadable += mapped.unreadable
    }

    fileprivate mutating func add(
        _ records: [Lenient<WooCommerceWire.Variation>], of parent: WooCommerceMapping.Parent,
        currency: Currency?
    ) {
        for (index, record) in records.enumerated() {
            switch record {
            case .value(let variation):
                self.add(WooCommerceMapping.offer(variation, of: parent, currency: currency))
            case .unreadable(let id, let reason):
                let place = id.map { "product \(parent.id), variation \($0)" } ?? "product \(parent.id), place \(index)"
                self.unreadable.append(UnreadableRecord(place: place, reason: reason))
            }
        }
    }
}
