/// Everything that can be odd about a row, with its sentence and its way out. The one list.
public enum ImportProblem: Sendable, Hashable {
    case cellTooLarge(bytes: Int, limit: Int)
    case columnCount(found: Int, expected: Int)
    case openQuote, strayQuote, tooManyCells, abandoned
    case guessedEncoding, replacedCharacters, controlCharacters, formula(String)
    case handleMissing, titleMissing
    case sku(SKUError)
    case skuProposed(SKU)
    case skuDoubled(SKU, firstRow: Int)
    case skuNear(SKU, other: SKU, row: Int)
    case price(MoneyError)
    case priceMissing
    case salePriceAbove
    case currencyUnknown(String)
    case quantityUnreadable(String)
    case quantityNegative(Int)
    case quantityNotCounted
    case quantityUntracked(String)
    case quantityAtParent(String)
    case quantityButOutOfStock(Int)
    case outOfStockUncounted
    case gtin(GTINError)
    case gtinLocal(GTIN)
    case optionAny(String)
    case policyUnknown(String)
    case bufferUnreadable(String)
    case bundle(BundleError)
    case bundlePartElsewhere(SKU)
    case bundleCounted
    case parentMissing(String)
    case notGoods
    case oversells
    case weightUnreadable(String)
    case statusUnknown(String)
}

extension ImportProblem: Explained {
    public var code: String {
        switch self {
        case .cellTooLarge: "cell.too_large"
        case .columnCount: "row.column_count"
        case .openQuote: "row.open_quote"
        case .strayQuote: "row.stray_quote"
        case .tooManyCells: "row.too_many_cells"
        case .abandoned: "row.abandoned"
        case .guessedEncoding: "cell.guessed_encoding"
        case .replacedCharacters: "cell.replaced_characters"
        case .controlCharacters: "cell.control_characters"
        case .formula: "cell.formula"
        case .handleMissing: "handle.missing"
        case .titleMissing: "title.missing"
        case .sku(let error): error.code
        case .skuProposed: "sku.proposed"
        case .skuDoubled: "sku.doubled"
        case .skuNear: "sku.near"
        case .price(let error): error.code
        case .priceMissing: "price.missing"
        case .salePriceAbove: "price.sale_above"
        case .currencyUnknown: "currency.unknown"
        case .quantityUnreadable: "quantity.unreadable"
        case .quantityNegative: "quantity.negative"
        case .quantityNotCounted: "quantity.not_counted"
        case .quantityUntracked: "quantity.untracked"
        case .quantityAtParent: "quantity.at_parent"
        case .quantityButOutOfStock: "quantity.but_out_of_stock"
        case .outOfStockUncounted: "quantity.out_uncounted"
        case .gtin(let error): error.code
        case .gtinLocal: "gtin.local"
        case .optionAny: "option.any"
        case .policyUnknown: "policy.unknown"
        case .bufferUnreadable: "buffer.unreadable"
        case .bundle(let error): error.code
        case .bundlePartElsewhere: "bundle.part_elsewhere"
        case .bundleCounted: "bundle.counted"
        case .parentMissing: "parent.missing"
        case .notGoods: "goods.none"
        case .oversells: "stock.oversells"
        case .weightUnreadable: "weight.unreadable"
        case .statusUnknown: "status.unknown"
        }
    }

    /// Refusals stop the row; warnings change what is imported; notes only tell.
    public var severity: ImportIssue.Severity {
        switch self {
        case .cellTooLarge, .columnCount, .openQuote, .strayQuote, .tooManyCells, .abandoned, .handleMissing,
            .titleMissing, .sku, .skuDoubled, .price, .currencyUnknown, .quantityUnreadable, .policyUnknown,
            .bufferUnreadable, .bundle, .parentMissing:
            .refusal
        case .guessedEncoding, .replacedCharacters, .controlCharacters, .formula, .skuNear, .priceMissing,
            .salePriceAbove, .quantityNegative, .quantityUntracked, .quantityAtParent, .quantityButOutOfStock,
            .outOfStockUncounted, .gtin, .optionAny, .bundleCounted, .weightUnreadable, .statusUnknown, .oversells:
            .warning
        case .skuProposed, .quantityNotCounted, .gtinLocal, .bundlePartElsewhere, .notGoods: .note
        }
    }
}
