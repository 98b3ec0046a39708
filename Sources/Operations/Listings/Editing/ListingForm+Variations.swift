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
        let told = product?.content.options ?? []
        let names = try Self.optionNames(variants, told: told.map(\.name))
        draft.variations = try Self.ordered(variants, by: names, told).map { variant in
            ListingVariation(
                sku: variant.sku,
                options: names.map { ListingOption(name: $0, value: variant.options[$0] ?? "") },
                price: try self.price(of: variant, at: connection), quantity: self.quantity,
                barcode: variant.gtin.map { gtin in (try? GTIN(gtin))?.description ?? gtin },
                grams: variant.grams ?? self.grams)
        }
        return draft
    }

    /// The variants by the order in which the seller gave the values of their options; those of no such value last.
    private static func ordered(
        _ variants: [VariantRecord], by names: [String], _ told: [ProductRecord.Content.Option]
    ) -> [VariantRecord] {
        let places = names.map { name in told.first { $0.name == name }?.values ?? [] }
        let keyed = variants.enumerated().map { index, variant in
            let key = zip(names, places).map { name, values in
                values.firstIndex(of: variant.options[name] ?? "") ?? values.count
            }
            return (key: key + [index], variant: variant)
        }
        return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.variant)
    }

    /// The options that all variants have, in the order that the seller gave, else in a fixed one; none for a product of one
    /// variant.
    ///
    /// - Parameter told: Names in the seller's order; they count where they are these.
    private static func optionNames(_ variants: [VariantRecord], told: [String]) throws -> [String] {
        guard variants.count > 1 else { return [] }
        let known = variants[0].options.keys.sorted()
        let ordered = told.filter(known.contains)
        let names = ordered.count == known.count ? ordered : known
        guard let odd = variants.first(where: { $0.options.keys.sorted() != known || known.isEmpty }) else {
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
