import Foundation

extension WooState {
    /// Puts goods on the shelves, making the parents that are named. A SKU the shop has is left as it is.
    mutating func fill(_ goods: [TwinProduct], at moment: Moment) {
        for item in goods where self.idBySKU[item.sku] == nil {
            guard let parentSKU = item.parent else {
                self.add(self.product(item, .simple, parent: 0, moment))
                continue
            }
            let parent = self.parent(named: parentSKU, for: item, moment)
            self.add(self.product(item, .variation, parent: parent, moment))
        }
    }

    mutating func add(_ product: WooProduct) {
        self.products[product.id] = product
        if !product.sku.isEmpty { self.idBySKU[product.sku] = product.id }
        if product.kind == .variation { self.childrenOf[product.parentID, default: []].append(product.id) }
    }

    private mutating func parent(named sku: String, for item: TwinProduct, _ moment: Moment) -> Int {
        let id: Int
        if let known = self.idBySKU[sku] {
            id = known
            self.products[id]?.kind = .variable
        } else {
            var parent = TwinProduct(sku: sku, name: item.parentName ?? sku, price: "", stock: nil)
            parent.category = item.category
            let made = self.product(parent, .variable, parent: 0, moment)
            self.add(made)
            id = made.id
        }
        for option in item.options ?? [] { self.offer(option, on: id) }
        return id
    }

    /// Adds a variation's choice to the list its parent shows.
    private mutating func offer(_ option: TwinOption, on id: Int) {
        guard var product = self.products[id] else { return }
        if let index = product.attributes.firstIndex(where: { $0.name == option.name }) {
            if !product.attributes[index].options.contains(option.value) {
                product.attributes[index].options.append(option.value)
            }
        } else {
            product.attributes.append(WooAttribute(name: option.name, options: [option.value]))
        }
        self.products[id] = product
    }

    private mutating func product(
        _ item: TwinProduct, _ kind: WooProduct.Kind, parent: Int, _ moment: Moment
    ) -> WooProduct {
        var product = WooProduct(
            id: self.newID(), parentID: parent, kind: kind, name: item.name, slug: Self.slug(item.name),
            created: moment.shop, modified: moment.shop)
        product.sku = item.sku
        product.gtin = item.gtin ?? ""
        product.regularPrice = item.price
        product.managesStock = item.stock != nil
        product.stock = item.stock
        product.category = item.category ?? ""
        product.attributes = (item.options ?? []).map { WooAttribute(name: $0.name, options: [$0.value]) }
        if kind != .variation { product.description = "<p>\(item.name), made in small batches.</p>\n" }
        return product
    }

    static func slug(_ name: String) -> String {
        let letters = name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(letters).split(separator: "-").joined(separator: "-")
    }
}
