import Foundation

/// The Taxonomy API: the same few categories on every site.
extension EbayFront {
    func answerTaxonomy(_ call: EbayCall) throws(EbayError) -> EbayOutcome {
        if call.operation.id == "getDefaultCategoryTreeId" {
            guard let site = call["marketplace_id"] else { throw .taxonomy(62002, "Missing marketplace ID.") }
            guard let market = EbayMarketplace.named(site) else {
                throw .taxonomy(62003, "The specified marketplace ID was not found.")
            }
            return EbayOutcome(Self.version(market.tree))
        }
        let tree = call.value("category_tree_id")
        guard EbayMarketplace.all.contains(where: { $0.tree == tree }) else {
            throw .taxonomy(62004, "The specified category tree ID was not found.", status: 404)
        }
        switch call.operation.id {
        case "getCategoryTree":
            return EbayOutcome(
                Self.version(tree)
                    .adding(
                        "applicableMarketplaceIds",
                        .array(EbayMarketplace.all.filter { $0.tree == tree }.map { .string($0.id) })
                    )
                    .adding("rootCategoryNode", Self.node(EbayCategory.root, level: 0, tree)))
        case "getCategorySubtree":
            let category = try Self.category(call)
            return EbayOutcome(
                Self.version(tree).adding(
                    "categorySubtreeNode", Self.node(category.id, level: category.level, tree)))
        case "getCategorySuggestions": return try Self.suggestions(call, tree)
        case "getItemAspectsForCategory":
            guard let category = EbayCategory.leaf(try Self.category(call).id) else {
                throw .taxonomy(62009, "The specified category ID must be a leaf category.")
            }
            return EbayOutcome(["aspects": .array(category.aspects)])
        default: throw .noRoute
        }
    }

    private static func version(_ tree: String) -> Json {
        ["categoryTreeId": .string(tree), "categoryTreeVersion": .string(EbayCategory.version)]
    }

    private static func category(_ call: EbayCall) throws(EbayError) -> EbayCategory {
        guard let id = call["category_id"] else { throw .taxonomy(62006, "Missing category ID.") }
        guard id != EbayCategory.root else {
            throw .taxonomy(62008, "The specified category ID is the root for the category tree.")
        }
        guard let category = EbayCategory.named(id) else {
            throw .taxonomy(62005, "The specified category ID does not belong to specified category tree.")
        }
        return category
    }

    private static func json(_ id: String) -> Json {
        ["categoryId": .string(id), "categoryName": .string(EbayCategory.named(id)?.name ?? "Root")]
    }

    private static func place(_ id: String, _ tree: String) -> Json {
        .string("/commerce/taxonomy/v1/category_tree/\(tree)/get_category_subtree?category_id=\(id)")
    }

    private static func node(_ id: String, level: Int, _ tree: String) -> Json {
        let below = EbayCategory.all.filter { $0.parent == id }
        var json: Json = [
            "category": Self.json(id), "categoryTreeNodeLevel": .integer(level),
            "leafCategoryTreeNode": .bool(below.isEmpty),
        ]
        if let parent = EbayCategory.named(id)?.parent {
            json = json.adding("parentCategoryTreeNodeHref", Self.place(parent, tree))
        }
        guard !below.isEmpty else { return json }
        return json.adding(
            "childCategoryTreeNodes", .array(below.map { Self.node($0.id, level: level + 1, tree) }))
    }

    /// Leaf categories with a word of the question in their name or above it, best first; all of them for other words.
    private static func suggestions(_ call: EbayCall, _ tree: String) throws(EbayError) -> EbayOutcome {
        guard let question = call["q"] else {
            throw .taxonomy(62007, "Missing keyword 'q'. Please specify a valid set of keywords.")
        }
        let words = question.lowercased().split { !$0.isLetter }.map { String($0.prefix(4)) }
        let leaves = EbayCategory.all.filter { EbayCategory.leaf($0.id) != nil }
        func score(_ category: EbayCategory) -> Int {
            let names = ([category] + category.ancestors).map { $0.name.lowercased() }
            return words.count { word in names.contains { $0.contains(word) } }
        }
        let found = leaves.filter { score($0) > 0 }.sorted { (score($0), $1.id) > (score($1), $0.id) }
        return EbayOutcome(
            Self.version(tree).adding(
                "categorySuggestions",
                .array(
                    (found.isEmpty ? leaves : found).map { category in
                        [
                            "category": Self.json(category.id),
                            "categoryTreeNodeLevel": .integer(category.level), "relevancy": "",
                            "categoryTreeNodeAncestors": .array(
                                category.ancestors.map { above in
                                    [
                                        "categoryId": .string(above.id), "categoryName": .string(above.name),
                                        "categoryTreeNodeLevel": .integer(above.level),
                                        "categorySubtreeNodeHref": Self.place(above.id, tree),
                                    ]
                                }),
                        ]
                    })))
    }
}

extension EbayError {
    static func taxonomy(_ id: Int, _ message: String, status: Int = 400) -> EbayError {
        .api("API_TAXONOMY", id, message, status: status)
    }
}

extension EbayCategory {
    /// Those above it, the nearest first.
    var ancestors: [EbayCategory] {
        guard let above = self.parent.flatMap(Self.named) else { return [] }
        return [above] + above.ancestors
    }

    /// 1 just below the root.
    var level: Int { self.ancestors.count + 1 }

    /// Required ones first, then those variations may differ by.
    var aspects: [Json] {
        let brands = ["Unbranded", "Handmade"]
        return (self.required + self.varying).map { name in
            let isRequired = self.required.contains(name)
            let values = name == "Brand" ? brands : name == "Department" ? ["Women", "Men"] : []
            return [
                "localizedAspectName": .string(name),
                "aspectConstraint": [
                    "aspectDataType": "STRING", "itemToAspectCardinality": "SINGLE",
                    "aspectMode": name == "Department" ? "SELECTION_ONLY" : "FREE_TEXT",
                    "aspectRequired": .bool(isRequired), "aspectUsage": isRequired ? "RECOMMENDED" : "OPTIONAL",
                    "aspectEnabledForVariations": .bool(self.varying.contains(name)), "aspectMaxLength": 65,
                    "aspectApplicableTo": ["ITEM"],
                ], "aspectValues": .array(values.map { ["localizedValue": .string($0)] }),
            ]
        }
    }
}
