import Commerce
import ConnectorKit
import Foundation
import Records

extension ListingForm {
    /// All variants of one product as one listing, told apart by their options.
    ///
    /// - Parameters:
    ///   - variants: All of them, in their order.
    ///   - lead: The one that the listing is found by again.
    /// - Throws: `OperationError.invalid` naming what is missing or cannot be.
    func draft(
        of variants: [VariantRecord], lead: VariantRecord, _ product: ProductRecord?, at connection: ConnectionRecord
    ) throws -> ListingDraft {
        var whole = self
        if whole.title == nil { whole.title = product?.title }
        if whole.category.isEmpty { whole.category = product?.content.category ?? "" }
        var draft = try whole.draft(of: lead, product, at: connection)
        draft.vendor = product?.content.vendor ?? ""
        let names = try Self.optionNames(variants)
        draft.variations = try variants.map { variant in
            ListingVariation(
                sku: variant.sku,
                options: names.map { ListingOption(name: $0, value: variant.options[$0] ?? "") },
                price: try self.price(of: variant, at: connection), quantity: self.quantity,
                barcode: variant.gtin.map { gtin in (try? GTIN(gtin))?.description ?? gtin }, grams: self.grams)
        }
        return draft
    }

    /// The options that all variants have, in a fixed order; none for a product of one variant.
    private static func optionNames(_ variants: [VariantRecord]) throws -> [String] {
        guard variants.count > 1 else { return [] }
        let names = variants[0].options.keys.sorted()
        guard let odd = variants.first(where: { $0.options.keys.sorted() != names || names.isEmpty }) else {
            let combinations = Set(variants.map { variant in names.map { variant.options[$0] ?? "" } })
            guard combinations.count == variants.count else {
                throw OperationError.invalid(
                    field: "options", reason: "Two variants of the product have the same options; change one of them.")
            }
            return names
        }
        throw OperationError.invalid(
            field: "options",
            reason:
                "The variants of the product do not all have the same options, and \(excerpt(odd.sku)) is the first that differs; give each the same ones, such as Size."
        )
    }
}
