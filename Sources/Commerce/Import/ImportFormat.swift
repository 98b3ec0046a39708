/// Whose product CSV a file is.
public enum ImportFormat: String, Sendable, Hashable, CaseIterable {
    /// Shopify's product export and template, with the column names of before and after 2025.
    case shopify
    /// WooCommerce's product exporter, English column names.
    case woocommerce
    /// Our own; see `EntrepotColumns`.
    case entrepot

    public var displayName: String {
        switch self {
        case .shopify: "Shopify"
        case .woocommerce: "WooCommerce"
        case .entrepot: "Entrepot"
        }
    }

    static func detect(_ header: CSVHeader) throws(ImportError) -> ImportFormat {
        if header.contains("handle") || header.contains("url handle") { return .shopify }
        if header.contains("type") && header.contains("name") && header.place(["regular price", "sku"]) != nil {
            return .woocommerce
        }
        if header.contains("sku") && header.contains("title") { return .entrepot }
        throw .unknownColumns(header.names)
    }

    func requireColumns(in header: CSVHeader) throws(ImportError) {
        let required: [[String]] =
            switch self {
            case .shopify: [["handle", "url handle"], ["title"], ["variant price", "price"]]
            case .woocommerce: [["type"], ["name"], ["sku"], ["regular price"]]
            case .entrepot: [["sku"], ["title"]]
            }
        for names in required where header.place(names) == nil { throw .missingColumn(names[0], self) }
    }
}
