import Foundation

extension ShopifyState {
    /// Puts goods on the shelves as active products, variations of one parent on one product. A SKU the shop has is left as it
    /// is. What is not counted is not tracked.
    mutating func fill(_ goods: [TwinProduct], at moment: Moment) {
        for item in goods where self.variantOfSKU[item.sku] == nil {
            let id = self.product(of: item, moment)
            let options = item.parent == nil ? [] : item.options ?? []
            let variant = ShopifyVariant(
                id: self.newID(.variant), item: self.newID(.item), product: id, sku: item.sku, barcode: item.gtin,
                price: TwinMoney(item.price)?.minor ?? 100, position: (self.products[id]?.variants.count ?? 0) + 1,
                options: options, isTracked: item.stock != nil, available: [self.home: item.stock ?? 0],
                created: moment.shop, updated: moment.shop)
            self.add(variant)
            self.products[id]?.variants.append(variant.id)
            for option in options where self.products[id]?.options.contains(option.name) == false {
                self.products[id]?.options.append(option.name)
            }
        }
    }

    private mutating func product(of item: TwinProduct, _ moment: Moment) -> Int {
        if let parent = item.parent, let known = self.productOfParent[parent] { return known }
        let title = item.parent == nil ? item.name : item.parentName ?? item.name
        let product = ShopifyProduct(
            id: self.newID(.product), title: title, descriptionHTML: "<p>\(title), made in small batches.</p>",
            vendor: self.name, productType: item.category ?? "", created: moment.shop, updated: moment.shop)
        self.add(product)
        if let parent = item.parent { self.productOfParent[parent] = product.id }
        return product.id
    }
}
