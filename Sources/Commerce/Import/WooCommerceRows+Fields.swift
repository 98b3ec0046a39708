extension WooCommerceRows {
    static func product(key: String, title: String, _ cells: inout RowCells) -> ProductDraft {
        ProductDraft(
            key: key, title: title, body: cells.text("description", "short description"),
            vendor: cells.text("brands"), category: cells.text("categories"), tags: cells.list("tags"),
            images: cells.list("images"), status: Self.status(cells))
    }

    /// `1` published, `0` private, `-1` draft.
    private static func status(_ cells: RowCells) -> ListingStatus {
        switch cells.value("published") {
        case "-1": .draft
        case "0": .inactive
        default: .active
        }
    }

    static func fields(_ cells: inout RowCells, isVirtual: Bool, options: ImportOptions) -> VariantFields {
        var fields = VariantFields(status: Self.status(cells))
        fields.gtin = cells.gtin("gtin, upc, ean, or isbn", "gtin")
        fields.price = cells.price("regular price", currency: options.currency, style: options.decimalStyle)
        cells.requirePrice(fields.price, "regular price", options: options)
        let sale = cells.price("sale price", currency: options.currency, style: options.decimalStyle)
        if let price = fields.price, let sale {
            if sale.minor < price.minor {
                fields.salePrice = sale
            } else {
                cells.report(.salePriceAbove, ["sale price"])
            }
        }
        fields.image = cells.list("images").first
        for (unit, milligrams) in [("lbs", 453_592), ("lb", 453_592), ("kg", 1_000_000), ("g", 1_000), ("oz", 28_350)] {
            let column = "weight (\(unit))"
            if cells.header.contains(column) {
                fields.weightGrams = cells.grams([column], milligramsPerUnit: milligrams)
            }
        }
        if ["1", "yes", "notify"].contains(cells.value("backorders allowed?").lowercased()) {
            cells.report(.oversells, ["backorders allowed?"])
        }
        if isVirtual { cells.report(.notGoods, ["type"]) }
        return fields
    }

    /// `Attribute 1 name` / `Attribute 1 value(s)`, as many as there are; an empty value means “any”.
    static func options(_ cells: inout RowCells) -> [VariantOption] {
        var options: [VariantOption] = []
        var place = 1
        while cells.header.contains("attribute \(place) name"), place <= 50 {
            let name = cells.text("attribute \(place) name")
            let value = cells.text("attribute \(place) value(s)")
            if !name.isEmpty {
                if value.isEmpty {
                    cells.report(.optionAny(name), ["attribute \(place) value(s)"])
                } else {
                    options.append(VariantOption(name: name, value: value))
                }
            }
            place += 1
        }
        return options
    }

    static func quantity(
        _ cells: inout RowCells, isVirtual: Bool, parentStock: String, fields: inout VariantFields
    ) -> CountedQuantity {
        let written = cells.value("stock")
        let isOut = ["0", "no", "outofstock"].contains(cells.value("in stock?").lowercased())
        if isVirtual { return .notCounted }
        if written.lowercased() == "parent" || (written.isEmpty && !parentStock.isEmpty) {
            cells.report(.quantityAtParent(parentStock.isEmpty ? "unknown" : parentStock), ["stock"])
            return .notCounted
        }
        if written.isEmpty {
            if isOut {
                cells.report(.outOfStockUncounted, ["in stock?"])
                if fields.status == .active { fields.status = .inactive }
            } else {
                cells.report(.quantityNotCounted, ["stock"])
            }
            return .notCounted
        }
        guard let quantity = cells.units("stock") else { return .notCounted }
        if isOut, let units = quantity.onHand, units > 0 {
            cells.report(.quantityButOutOfStock(units), ["in stock?"])
        }
        return quantity
    }
}
