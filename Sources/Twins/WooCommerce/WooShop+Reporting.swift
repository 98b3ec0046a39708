extension WooShop {
    /// SKUs a buyer can ask for, in order.
    public func sellableSKUs() -> [String] {
        self.state.products.values.filter { $0.kind != .variable && $0.status == "publish" && !$0.sku.isEmpty }
            .map(\.sku).sorted()
    }

    public var items: [String: ShopReport.Item] {
        var items: [String: ShopReport.Item] = [:]
        items.reserveCapacity(self.state.products.count)
        for product in self.state.products.values where product.kind != .variable && !product.sku.isEmpty {
            let owner = self.state.stockOwner(of: product)
            let held = owner.map { self.state.held[$0.id, default: 0] } ?? 0
            guard items[product.sku] == nil else { continue }
            items[product.sku] = ShopReport.Item(
                id: product.id, parentID: product.parentID, stock: owner?.stock, held: held, isOnSale: true,
                open: owner?.stock.map { max(0, $0 - held) }, regularPrice: product.regularPrice, name: product.name)
        }
        return items
    }
}
