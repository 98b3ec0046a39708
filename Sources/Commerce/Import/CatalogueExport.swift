/// Writes products in our own format, which `CatalogueImport` reads back unchanged.
public enum CatalogueExport {
    public static func csv(_ products: some Sequence<ProductDraft>) -> [UInt8] {
        var writer = CSVWriter()
        writer.write(EntrepotColumns.all)
        for product in products {
            for variant in product.variants { writer.write(Self.cells(product, variant)) }
        }
        return writer.bytes
    }

    private static func cells(_ product: ProductDraft, _ variant: VariantDraft) -> [String] {
        var options: [String] = []
        for place in 0..<3 {
            let option = variant.options.indices.contains(place) ? variant.options[place] : nil
            options += [option?.name ?? "", option?.value ?? ""]
        }
        let quantity: String =
            switch variant.quantity {
            case .notCounted: ""
            case .counted(let onHand, let short): short > 0 ? "-\(short)" : "\(onHand)"
            }
        return [variant.sku.text, product.title, product.key] + options + [
            variant.gtin?.digits ?? "", variant.price?.channelText ?? "",
            variant.salePrice?.channelText ?? "", variant.price?.currency.code ?? "",
            quantity, variant.buffer.map(String.init) ?? "", variant.policy?.rawValue ?? "",
            variant.location ?? "", variant.image ?? product.images.first ?? "",
            variant.bundle.map(BundleCell.text) ?? "", variant.status.rawValue,
            variant.weightGrams.map(String.init) ?? "", product.tags.joined(separator: ", "), product.vendor,
            product.category, product.body,
        ]
    }
}
