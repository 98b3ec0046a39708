import ConnectorKit
import Foundation
import Wire

/// Amazon's catalogue, as the home store shows it (catalogItems_2022-04-01.json), and what of it the account lists.
struct AmazonProducts: ProductSearching {
    let api: AmazonAPI

    /// searchCatalogItems: "pageSize", maximum 20; as many keywords, or identifiers, in one search (`ProductWish.most`).
    static let pageSize = 20
    private static let path = "/catalog/2022-04-01/items"
    private static let includes = "summaries,images,productTypes"
    /// Pages of the account's own listings that are looked through: 100 SKUs for 20 products.
    private static let listedPages = 5

    func search(_ wish: ProductWish, _ token: PageToken?) async throws(ConnectorError) -> Answer<FoundProductPage> {
        var query: AmazonAPI.Query = [
            ("marketplaceIds", self.api.place.home.id), ("includedData", Self.includes),
            ("pageSize", String(Self.pageSize)),
        ]
        switch wish {
        case .words(let words): query.append(("keywords", Self.list(words)))
        case .numbers(let kind, let numbers):
            if kind == .product { for number in numbers { _ = try Self.asin(number) } }
            query += [("identifiers", Self.list(numbers)), ("identifiersType", Self.name(of: kind))]
        }
        if let token { query.append(("pageToken", token.text)) }
        let found = try await self.api.get(
            AmazonWire.CatalogItems.self, .searchCatalogItems, Self.path, query: query,
            timeout: self.api.settings.readTimeout)
        var products = found.value.items.compactMap { record -> FoundProduct? in
            guard case .value(let item) = record else { return nil }
            return item.product(at: self.api.place.home)
        }
        let listed = try await self.listed(products.map(\.id))
        for index in products.indices { products[index].listedAs = listed[products[index].id] ?? [] }
        let next = found.value.pagination?.nextToken.flatMap { $0.isEmpty ? nil : PageToken($0) }
        return found.answer(FoundProductPage(products: products, total: found.value.numberOfResults, next: next))
    }

    /// One product by its ASIN.
    ///
    /// - Throws: `refused` where the home store has none of that number.
    func find(_ text: String) async throws(ConnectorError) -> FoundProduct {
        let (asin, home) = (try Self.asin(text), self.api.place.home)
        do {
            let item = try await self.api.get(
                AmazonWire.CatalogItem.self, .getCatalogItem, "\(Self.path)/\(AmazonAPI.part(asin))",
                query: [("marketplaceIds", home.id), ("includedData", Self.includes)],
                timeout: self.api.settings.readBeforeWriteTimeout)
            // One that another store has may be answered without a word of this one.
            if let product = item.value.product(at: home) { return product }
        } catch .refused("not-found", _, _) {}
        throw .refused(
            code: "not-found", field: "product",
            message:
                "\(home.domain) has no product \(asin). Stores differ in what they have, and in its numbers. See: entrepot listing search CONNECTION TEXT"
        )
    }

    /// Why the account may not sell a product in a condition (listingsRestrictions_2021-08-01.json).
    ///
    /// - Throws: `refused` where it may not, with Amazon's words and where to ask for approval.
    func check(_ asin: String, in condition: String) async throws(ConnectorError) {
        let home = self.api.place.home
        let told = try await self.api.get(
            AmazonWire.Restrictions.self, .getListingsRestrictions, "/listings/2021-08-01/restrictions",
            query: [
                ("asin", asin), ("conditionType", condition), ("sellerId", self.api.seller),
                ("marketplaceIds", home.id),
            ], timeout: self.api.settings.readBeforeWriteTimeout)
        let ours = told.value.restrictions.first {
            ($0.marketplaceId ?? home.id) == home.id && ($0.conditionType ?? condition) == condition
        }
        guard let ours else { return }
        let reason = ours.reasons?.first
        let way = reason?.links?.first { $0.resource.hasPrefix("https://") }.map { " Ask for approval: \($0.resource)" }
        let words = Redaction.clean(reason?.message ?? "")
        throw .refused(
            code: AmazonErrors.word(reason?.reasonCode)?.lowercased().replacing("_", with: "-") ?? "restricted",
            field: "product",
            message: (words.isEmpty ? "Amazon does not let this account sell \(asin)." : words) + (way ?? ""))
    }

    /// The account's SKUs by ASIN.
    private func listed(_ asins: [String]) async throws(ConnectorError) -> [String: [String]] {
        guard !asins.isEmpty else { return [:] }
        var (found, token): ([String: [String]], String?) = ([:], nil)
        for _ in 0..<Self.listedPages {
            var query: AmazonAPI.Query = [
                ("marketplaceIds", self.api.place.home.id), ("identifiers", asins.joined(separator: ",")),
                ("identifiersType", "ASIN"), ("includedData", "summaries"),
                ("pageSize", String(AmazonListings.pageSize)),
            ]
            if let token { query.append(("pageToken", token)) }
            let page = try await self.api.get(
                AmazonWire.Items.self, .searchListingsItems, "/listings/2021-08-01/items/\(self.api.seller)",
                query: query
            ).value
            for case .value(let item) in page.items {
                guard let asin = item.summary(of: self.api.place.home)?.asin else { continue }
                found[asin, default: []].append(item.sku)
            }
            token = page.pagination?.nextToken
            if token?.isEmpty ?? true { break }
        }
        return found.mapValues { $0.sorted() }
    }

    /// Ten letters and digits, as Amazon writes them; a book's is its ISBN-10.
    private static func asin(_ text: String) throws(ConnectorError) -> String {
        guard text.count == 10, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw .refused(
                code: "bad-product", field: "product",
                message: "Amazon's number of a product (ASIN) is ten letters and digits, such as B07N4M94X4.")
        }
        return text.uppercased()
    }

    /// In a list that commas part; none is within a word.
    private static func list(_ words: [String]) -> String {
        words.map { $0.replacing(",", with: " ") }.joined(separator: ",")
    }

    private static func name(of kind: ProductWish.Number) -> String {
        kind == .product ? "ASIN" : kind.rawValue.uppercased()
    }
}

extension AmazonWire {
    struct CatalogItems: Decodable, Sendable {
        var numberOfResults: Int
        var pagination: Pagination?
        var items: [Lenient<CatalogItem>]
    }

    struct CatalogItem: NamedRecord, Sendable {
        static let idName = "asin"

        struct Summary: Decodable, Sendable {
            var marketplaceId: String
            var itemName: String?
            var brand: String?
            /// `BASE_PRODUCT`, `VARIATION_PARENT`, …
            var itemClassification: String?
        }
        struct Images: Decodable, Sendable {
            struct Image: Decodable, Sendable {
                /// `MAIN`, `PT01`, …
                var variant: String
                var link: String
            }
            var marketplaceId: String
            var images: [Image]
        }
        struct Kind: Decodable, Sendable {
            var marketplaceId: String?
            var productType: String?
        }
        var asin: String
        var summaries: [Summary]?
        var images: [Images]?
        var productTypes: [Kind]?

        /// - Returns: `nil` where that store says nothing of it.
        func product(at home: AmazonMarketplace) -> FoundProduct? {
            guard let summary = self.summaries?.first(where: { $0.marketplaceId == home.id }) else { return nil }
            let pictures = self.images?.first { $0.marketplaceId == home.id }?.images ?? []
            return FoundProduct(
                id: self.asin, title: HTMLText.plain(summary.itemName ?? self.asin),
                brand: summary.brand.map { HTMLText.plain($0) },
                kind: self.productTypes?.first { ($0.marketplaceId ?? home.id) == home.id }?.productType,
                image: (pictures.first { $0.variant == "MAIN" } ?? pictures.first)?.link,
                isSellable: summary.itemClassification != "VARIATION_PARENT")
        }
    }

    struct Restrictions: Decodable, Sendable {
        struct Restriction: Decodable, Sendable {
            var marketplaceId: String?
            var conditionType: String?
            var reasons: [Reason]?
        }
        struct Reason: Decodable, Sendable {
            struct Link: Decodable, Sendable { var resource: String }
            var message: String?
            /// `APPROVAL_REQUIRED`, `ASIN_NOT_FOUND`, `NOT_ELIGIBLE`.
            var reasonCode: String?
            var links: [Link]?
        }
        var restrictions: [Restriction]
    }
}
