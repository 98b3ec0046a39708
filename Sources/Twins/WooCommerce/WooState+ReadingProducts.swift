import Foundation

extension WooState {
    func listProducts(_ call: WooCall) throws(WooError) -> WooOutcome {
        let query = call.query
        let skus = Set(query.list("sku"))
        var found = try self.filtered(
            self.products.values.filter { skus.isEmpty ? $0.kind != .variation : skus.contains($0.sku) }, call)
        let types = Set(query.list("type"))
        if !types.isEmpty { found.removeAll { !types.contains($0.kind.rawValue) } }
        if let after = try query.date("modified_after", offset: self.utcOffset) {
            found.removeAll { Self.whole($0.modified) <= after }
        }
        if let before = try query.date("modified_before", offset: self.utcOffset) {
            found.removeAll { Self.whole($0.modified) >= before }
        }
        try Self.sort(&found, query)
        let rendering = self.rendering(call)
        return WooOutcome(try WooPage(found, query)) { rendering.product($0) }
    }

    /// Variations know no `modified_after` (as documented): it is ignored, as WordPress ignores unknown arguments.
    func listVariations(_ parent: Int, _ call: WooCall) throws(WooError) -> WooOutcome {
        let skus = Set(call.query.list("sku"))
        let all = (self.childrenOf[parent] ?? []).compactMap { self.products[$0] }
        var found = try self.filtered(all.filter { skus.isEmpty || skus.contains($0.sku) }, call)
        try Self.sort(&found, call.query)
        let rendering = self.rendering(call)
        return WooOutcome(try WooPage(found, call.query)) { rendering.variation($0) }
    }

    func readProduct(_ id: Int, _ call: WooCall) throws(WooError) -> WooOutcome {
        guard let product = self.products[id], product.status != "trash" else { throw .invalidID("product") }
        return WooOutcome(self.rendering(call).product(product))
    }

    func readVariation(_ id: Int, of parent: Int, _ call: WooCall) throws(WooError) -> WooOutcome {
        guard let product = self.products[id], product.parentID == parent else { throw .invalidID("product_variation") }
        return WooOutcome(self.rendering(call).variation(product))
    }

    func requireVariable(_ parent: Int) throws(WooError) {
        guard let product = self.products[parent], product.kind != .variation else { throw .invalidID("product") }
    }

    /// The filters products and variations share.
    private func filtered(_ all: [WooProduct], _ call: WooCall) throws(WooError) -> [WooProduct] {
        let query = call.query
        var found = call.asOf == nil ? all : all.map { self.rendering(call).seen($0) }
        let statuses = query.list("status")
        if statuses.isEmpty || statuses == ["any"] {
            found.removeAll { $0.status == "trash" }
        } else {
            found.removeAll { !statuses.contains($0.status) }
        }
        let include = Set(query.list("include").compactMap { Int($0) })
        if !include.isEmpty { found.removeAll { !include.contains($0.id) } }
        let exclude = Set(query.list("exclude").compactMap { Int($0) })
        if !exclude.isEmpty { found.removeAll { exclude.contains($0.id) } }
        if let words = query["search"]?.lowercased(), !words.isEmpty {
            found.removeAll { !$0.name.lowercased().contains(words) && !$0.sku.lowercased().contains(words) }
        }
        if let after = try query.date("after", offset: self.utcOffset) {
            found.removeAll { Self.whole($0.created) <= after }
        }
        if let before = try query.date("before", offset: self.utcOffset) {
            found.removeAll { Self.whole($0.created) >= before }
        }
        return found
    }

    private static func sort(_ found: inout [WooProduct], _ query: WooQuery) throws(WooError) {
        let key = try query.choice(
            "orderby", default: "date",
            of: ["date", "modified", "id", "include", "title", "slug", "price", "popularity", "rating", "menu_order"])
        let rises = try query.choice("order", default: "desc", of: ["asc", "desc"]) == "asc"
        found.sort { left, right in
            let isBefore: Bool
            switch key {
            case "date": isBefore = (Self.whole(left.created), left.id) < (Self.whole(right.created), right.id)
            case "modified": isBefore = (Self.whole(left.modified), left.id) < (Self.whole(right.modified), right.id)
            case "title": isBefore = (left.name, left.id) < (right.name, right.id)
            case "slug": isBefore = (left.slug, left.id) < (right.slug, right.id)
            default: isBefore = left.id < right.id
            }
            return left.id != right.id && isBefore == rises
        }
    }

    /// The database keeps whole seconds.
    static func whole(_ date: Date) -> Date { Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)) }
}
