extension ImportProblem {
    public var sentence: String {
        switch self {
        case .cellTooLarge(let bytes, let limit): "The cell has \(bytes) bytes; at most \(limit) are read."
        case .columnCount(let found, let expected): "The row has \(found) cells; the first row has \(expected)."
        case .openQuote: "A quote opens in this row and is never closed."
        case .strayQuote: "There is text after a closing quote; a quote inside the text is not doubled."
        case .tooManyCells: "The row has more cells than any known export."
        case .abandoned: "From this row on the file is too damaged to read."
        case .guessedEncoding: "The cell is not UTF-8; it was read as Windows-1252."
        case .replacedCharacters: "Some characters of the cell are unreadable in UTF-8 and in Windows-1252."
        case .controlCharacters: "The cell holds control characters; they were left out."
        case .formula(let text): "“\(excerpt(text))” looks like a spreadsheet formula; it was kept as text."
        case .handleMissing: "The row has no handle, so its product is unknown."
        case .titleMissing: "The product has no title."
        case .sku(let error): error.sentence
        case .skuProposed(let sku): "The row has no SKU; “\(excerpt(sku.text))” is proposed."
        case .skuDoubled(let sku, let row): "The SKU “\(excerpt(sku.text))” is already used in row \(row)."
        case .skuNear(let sku, let other, let row):
            "The SKU “\(excerpt(sku.text))” differs from “\(excerpt(other.text))” in row \(row) only in case or width."
        case .price(let error): error.sentence
        case .priceMissing: "The row has no price."
        case .salePriceAbove: "The sale price is not below the regular price."
        case .currencyUnknown(let text): "“\(excerpt(text))” is not a currency code."
        case .quantityUnreadable(let text): "“\(excerpt(text))” is not a number of whole units."
        case .quantityNegative(let units): "The stock is \(units): \(units.magnitude) units are owed."
        case .quantityNotCounted: "The row has no stock, so this variant is not counted."
        case .quantityUntracked(let text):
            "The row says \(excerpt(text)) in stock, but the shop does not count this variant."
        case .quantityAtParent(let text):
            "The stock (\(excerpt(text))) is counted at the parent for all variations together."
        case .quantityButOutOfStock(let units): "The row is marked out of stock but counts \(units) units."
        case .outOfStockUncounted: "The row is marked out of stock and not counted."
        case .gtin(let error): error.sentence
        case .gtinLocal(let gtin): "The number \(gtin) is for use inside one company."
        case .optionAny(let name): "The variation stands for any “\(excerpt(name))”."
        case .policyUnknown(let text): "“\(excerpt(text))” is not a policy."
        case .bufferUnreadable(let text): "“\(excerpt(text))” is not a buffer."
        case .bundle(let error): error.sentence
        case .bundlePartElsewhere(let sku): "The part “\(excerpt(sku.text))” is not in this file."
        case .bundleCounted: "The row is a bundle and has a quantity of its own."
        case .parentMissing(let text): "The parent “\(excerpt(text))” is not in this file."
        case .notGoods: "The product is virtual or a download: there is nothing to count."
        case .oversells: "The shop goes on selling this variant when nothing is left."
        case .weightUnreadable(let text): "“\(excerpt(text))” is not a weight."
        case .statusUnknown(let text): "“\(excerpt(text))” is not a known status."
        }
    }
}
