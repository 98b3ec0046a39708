import ConnectorKit
import Foundation
import Wire

extension EbayCatalogue {
    func choices(
        _ kind: ListingChoice.Kind, of parent: String?
    ) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        let terms = EbayTerms(api: self.api)
        switch kind {
        case .categories: return try await self.categories()
        case .properties:
            guard let parent, !parent.isEmpty else {
                throw .refused(
                    code: "category-missing", field: "category", message: "Say for which category, by its number.")
            }
            return Answer(try await self.aspects(of: parent).choices, channelTime: nil, latency: .zero)
        case .shippingProfiles: return try await terms.policies(.fulfillment)
        case .returnPolicies: return try await terms.policies(.returns)
        // Its shops have no sections here, the time for sending stands in the shipping policy, and a site is one outlet.
        case .sections, .processing, .publications: return Answer([], channelTime: nil, latency: .zero)
        }
    }

    private struct TreeName: Decodable, Sendable { var categoryTreeId: String }

    private struct Tree: Decodable, Sendable { var rootCategoryNode: Node }

    private struct Node: Decodable, Sendable {
        struct Category: Decodable, Sendable {
            var categoryId: String
            var categoryName: String
        }
        var category: Category
        var childCategoryTreeNodes: [Node]?
        var leafCategoryTreeNode: Bool?
    }

    /// Categories are nobody's: eBay shows them to the app itself, and not to who was let in by a seller (contract of the Taxonomy API,
    /// "security"). Its access is kept as long as it lives.
    private func asApp() async throws(ConnectorError) -> EbayAPI {
        var api = self.api
        let (note, now) = ("access as the app", self.api.now())
        if let known = self.listings.notes.find(note, at: now) {
            api.tokens.access = known
            return api
        }
        let place = OAuthPlace(app: api.app, address: "", transport: api.transport, now: api.now)
        let fresh = try await EbayOAuth.application(place, at: api.place.token)
        self.listings.notes.keep(
            fresh.access, as: note, at: now, life: max(0, fresh.expiresAt.timeIntervalSince(now) - 120))
        api.tokens.access = fresh.access
        return api
    }

    /// A site's tree, whose number hardly ever changes.
    private func tree() async throws(ConnectorError) -> String {
        let (note, now) = ("category tree", self.api.now())
        if let known = self.listings.notes.find(note, at: now) { return known }
        let told = try await self.asApp().get(
            TreeName.self, .taxonomy, "/get_default_category_tree_id",
            query: [("marketplace_id", self.api.marketplace.id)])
        self.listings.notes.keep(told.value.categoryTreeId, as: note, at: now, life: 86_400)
        return told.value.categoryTreeId
    }

    /// Those that goods can be listed in: leaves, each by its whole path.
    private func categories() async throws(ConnectorError) -> Answer<[ListingChoice]> {
        let told = try await self.asApp().get(
            Tree.self, .taxonomy, "/category_tree/\(EbayAPI.part(try await self.tree()))")
        var choices: [ListingChoice] = []
        func add(_ node: Node, under path: String) {
            let name = path.isEmpty ? node.category.categoryName : "\(path) > \(node.category.categoryName)"
            let children = node.childCategoryTreeNodes ?? []
            if children.isEmpty { choices.append(ListingChoice(id: node.category.categoryId, name: name)) }
            for child in children { add(child, under: name) }
        }
        // The root is the site itself.
        for node in told.value.rootCategoryNode.childCategoryTreeNodes ?? [] { add(node, under: "") }
        return told.answer(choices)
    }

    func aspects(of category: String) async throws(ConnectorError) -> EbayAspects {
        do throws(ConnectorError) {
            let told = try await self.asApp().get(
                EbayAspects.Answer.self, .taxonomy,
                "/category_tree/\(EbayAPI.part(try await self.tree()))/get_item_aspects_for_category",
                query: [("category_id", category)])
            return EbayAspects(all: told.value.aspects)
        } catch .refused(_, nil, let message) {
            throw .refused(
                code: "bad-category", field: "category",
                message: "eBay has no such category to list in, or took it away: \(message)")
        }
    }
}
