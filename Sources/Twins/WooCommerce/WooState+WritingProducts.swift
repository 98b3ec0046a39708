import Foundation

extension WooState {
    mutating func createProduct(_ call: WooCall, parent: Int?, _ moment: Moment) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        if parent == nil, body["type"]?.text == "variation" {
            throw .useVariationRoute
        }
        try self.check(body, for: nil)
        if !call.route.isBatch { try Self.checkTypes(body) }
        let kind = parent != nil ? .variation : WooProduct.Kind(rawValue: body["type"]?.text ?? "simple") ?? .simple
        let parentName = parent.flatMap { self.products[$0]?.name } ?? ""
        var product = WooProduct(
            id: self.newID(), parentID: parent ?? 0, kind: kind, name: body["name"]?.text ?? parentName,
            slug: WooState.slug(body["name"]?.text ?? parentName), created: moment.shop, modified: moment.shop)
        product.status = body["status"]?.text ?? "publish"
        self.add(product)
        let id = product.id
        self.write(body, to: id, moment)
        self.note("product.created", id, moment)
        return WooOutcome(self.shown(id, call), status: 201)
    }

    mutating func updateProduct(
        _ id: Int, parent: Int?, _ call: WooCall, _ moment: Moment
    ) throws(WooError) -> WooOutcome {
        guard let body = call.body else { throw .badJson }
        guard let product = self.products[id] else {
            throw .invalidID(parent == nil ? "product" : "product_variation")
        }
        if parent == nil, product.kind == .variation {
            throw .useVariationRoute
        }
        if let parent, product.parentID != parent { throw .invalidID("product_variation") }
        try self.check(body, for: id)
        if !call.route.isBatch { try Self.checkTypes(body) }
        self.write(body, to: id, moment)
        self.products[id]?.modified = moment.shop
        self.note("product.updated", id, moment)
        return WooOutcome(self.shown(id, call))
    }

    mutating func deleteProduct(
        _ id: Int, parent: Int?, _ call: WooCall, _ moment: Moment
    ) throws(WooError) -> WooOutcome {
        guard let product = self.products[id], product.parentID == parent ?? 0 else {
            throw .invalidID(parent == nil ? "product" : "product_variation")
        }
        let last = self.shown(id, call)
        if call.query.isForced {
            self.products[id] = nil
            self.childrenOf[product.parentID]?.removeAll { $0 == id }
            for child in self.childrenOf[id] ?? [] { self.forget(child) }
            self.childrenOf[id] = nil
            self.idBySKU[product.sku] = nil
        } else {
            self.products[id]?.status = "trash"
            self.products[id]?.modified = moment.shop
        }
        self.note("product.deleted", id, moment)
        return WooOutcome(last)
    }

    mutating func batchProducts(_ call: WooCall, parent: Int?, _ moment: Moment) throws(WooError) -> WooOutcome {
        try self.batch(
            call, moment,
            create: { (state, call) throws(WooError) in try state.createProduct(call, parent: parent, moment) },
            update: { (state, id, call) throws(WooError) in try state.updateProduct(id, parent: parent, call, moment) },
            delete: { (state, id, call) throws(WooError) in try state.deleteProduct(id, parent: parent, call, moment) })
    }

    private mutating func forget(_ id: Int) {
        guard let product = self.products[id] else { return }
        self.idBySKU[product.sku] = nil
        self.products[id] = nil
    }

    private func shown(_ id: Int, _ call: WooCall) -> Json {
        guard let product = self.products[id] else { return .null }
        let rendering = self.rendering(call)
        return product.kind == .variation ? rendering.variation(product) : rendering.product(product)
    }

    /// A SKU belongs to one product or variation of the shop.
    private func check(_ body: Json, for id: Int?) throws(WooError) {
        if let sku = body["sku"]?.text, !sku.isEmpty, let owner = self.idBySKU[sku], owner != id {
            throw WooError(
                400, "product_invalid_sku", "Invalid or duplicated SKU.",
                [
                    Json.Member(name: "resource_id", value: .integer(owner)),
                    Json.Member(name: "unique_sku", value: .string(sku + "-1")),
                ])
        }
        if let status = body["stock_status"]?.text, !["instock", "outofstock", "onbackorder"].contains(status) {
            throw .invalidParameter("stock_status", "stock_status is not one of instock, outofstock, and onbackorder.")
        }
    }

    /// Single calls are held to the schema, the rows of a batch are not.
    private static func checkTypes(_ body: Json) throws(WooError) {
        for name in ["regular_price", "sale_price", "sku", "name", "global_unique_id"] {
            if let value = body[name], value.text == nil {
                throw .invalidParameter(name, "\(name) is not of type string.")
            }
        }
        if let value = body["stock_quantity"], !value.isNull, value.whole == nil {
            throw .invalidParameter("stock_quantity", "stock_quantity is not of type integer.")
        }
        if let value = body["manage_stock"], value.truth == nil, value.text != "parent" {
            throw .invalidParameter("manage_stock", "manage_stock is not of type boolean.")
        }
    }

    /// Takes over the members that can be written; `price` and the other read-only ones are ignored.
    private mutating func write(_ body: Json, to id: Int, _ moment: Moment) {
        guard var product = self.products[id] else { return }
        self.remember(product, moment)
        let oldSKU = product.sku
        if let value = body["name"]?.text { product.name = value }
        if let value = body["slug"]?.text, !value.isEmpty { product.slug = value }
        if let value = body["sku"]?.text { product.sku = value }
        if let value = body["global_unique_id"]?.text { product.gtin = value }
        if let value = body["status"]?.text { product.status = value }
        if let value = body["description"]?.text { product.description = value }
        if let value = body["short_description"]?.text { product.shortDescription = value }
        if let value = body["weight"]?.text { product.weight = value }
        if let value = body["sale_price"] { product.salePrice = Self.decimal(value) }
        if let value = body["stock_status"]?.text { product.unmanagedStatus = value }
        if let value = body["backorders"]?.text { product.backorders = value }
        if let value = body["type"]?.text, let kind = WooProduct.Kind(rawValue: value), product.kind != .variation {
            product.kind = kind
        }
        if let value = body["attributes"]?.list { product.attributes = value.compactMap(Self.attribute) }
        if let value = body["categories"]?.list?.first?["name"]?.text { product.category = value }
        self.merge(body["meta_data"], into: &product.meta)
        if let value = body["manage_stock"] {
            product.managesStock = value.truth ?? false
            product.stock = product.managesStock ? product.stock ?? 0 : nil
        }
        self.products[id] = product
        if oldSKU != product.sku {
            self.idBySKU[oldSKU] = nil
            if !product.sku.isEmpty { self.idBySKU[product.sku] = id }
        }
        if let value = body["regular_price"] { self.setPrice(of: id, to: Self.decimal(value), by: .hub, at: moment) }
        // A product that does not manage stock takes the number, answers 200 and does nothing (seen on a real store).
        if product.managesStock, let units = body["stock_quantity"]?.whole {
            self.setStock(of: id, to: units, by: .hub, at: moment)
        }
    }

    /// Adds and changes meta by id, else by key; a null value removes.
    mutating func merge(_ items: Json?, into meta: inout [WooMeta]) {
        for item in items?.list ?? [] {
            let key = item["key"]?.text
            let index = meta.firstIndex { item["id"]?.whole == $0.id || (item["id"] == nil && $0.key == key) }
            guard let value = item["value"], !value.isNull else {
                if let index { meta.remove(at: index) }
                continue
            }
            let text = value.text ?? String(decoding: value.bytes(), as: UTF8.self)
            if let index {
                meta[index].value = text
            } else if let key {
                meta.append(WooMeta(id: self.newMetaID(), key: key, value: text))
            }
        }
    }

    /// As `wc_format_decimal`: digits and the point stay, the rest goes.
    private static func decimal(_ value: Json) -> String {
        let text = value.text ?? String(decoding: value.bytes(), as: UTF8.self)
        return text == "null" ? "" : String(text.filter { $0.isASCII && $0.isNumber || $0 == "." })
    }

    private static func attribute(_ value: Json) -> WooAttribute? {
        guard let name = value["name"]?.text else { return nil }
        let options = value["options"]?.list?.compactMap(\.text) ?? [value["option"]?.text].compactMap { $0 }
        return WooAttribute(name: name, options: options)
    }
}
