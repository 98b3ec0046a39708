extension ImportProblem {
    public var wayOut: String {
        switch self {
        case .cellTooLarge: "Shorten the text, or import the row without it."
        case .columnCount: "Quote cells that hold a separator or a line break, and fill up missing cells."
        case .openQuote, .strayQuote: "Double each quote inside a text and close the cell, then import the row again."
        case .tooManyCells, .abandoned: "Export the file again; open it in a text editor to see this row."
        case .guessedEncoding, .replacedCharacters: "Check accents and signs here, or save the file as “CSV UTF-8”."
        case .controlCharacters: "Check the text after the import."
        case .formula: "Check whether a spreadsheet has changed the cell; exports of Entrepot escape it."
        case .handleMissing: "Fill in the handle that the product's other rows have."
        case .titleMissing: "Fill in the title in the product's first row."
        case .sku(let error): error.wayOut
        case .skuProposed: "Keep the proposal, or give the variant your own code before you import."
        case .skuDoubled: "Give one of the two rows a SKU of its own."
        case .skuNear: "Rename one of them if they are the same goods; both were imported."
        case .price(let error): error.wayOut
        case .priceMissing: "Set a price; until then the variant stays a draft."
        case .salePriceAbove: "Correct the sale price; the regular price was imported without it."
        case .currencyUnknown: "Write three letters, such as EUR."
        case .quantityUnreadable: "Write whole units, such as 12, or leave the cell empty if nobody counts them."
        case .quantityNegative: "Count the units; it was imported as 0 with the debt noted."
        case .quantityNotCounted: "Set a stock after the import if you want it counted."
        case .quantityUntracked: "Switch counting on in the shop, or import again and count such rows too."
        case .quantityAtParent: "Give each variation its own stock; until then none of them is counted."
        case .quantityButOutOfStock: "Check which is right; the count was imported."
        case .outOfStockUncounted: "Set a stock to sell it; until then it stays inactive."
        case .gtin(let error): "\(error.wayOut) The row was imported without a GTIN."
        case .gtinLocal: "It is kept, and never used to match listings."
        case .optionAny: "One SKU then stands for several choices; make a variation for each if stock differs."
        case .policyUnknown: "Write shared, buffered, guaranteed or adaptive, or leave the cell empty."
        case .bufferUnreadable: "Write whole units of 0 or more, or leave the cell empty."
        case .bundle(let error): error.wayOut
        case .bundlePartElsewhere: "Import the part too, unless the workspace has it already."
        case .bundleCounted: "A bundle's stock follows from its parts; the quantity was left out."
        case .parentMissing: "Export the parent together with its variations, or correct the name."
        case .notGoods: "Nothing to do; prices are kept in step, stock is not."
        case .oversells: "Switch it off in the shop, or shortages will be taken as orders."
        case .weightUnreadable: "Correct the weight; the row was imported without it."
        case .statusUnknown: "Write active, draft or inactive; the row was imported as a draft."
        }
    }
}
