import Commerce
import ConnectorKit
import Foundation
import Wire

/// A draft as `productSet` takes it: the product, its options with their values in the order they come, and every variant.
struct ShopifyProductInput: Sendable {
    private let draft: ListingDraft
    private let variations: [ListingVariation]

    /// - Throws: `refused` for what Shopify has no place for: it is said, not dropped.
    init(_ draft: ListingDraft, currency: Currency?) throws(ConnectorError) {
        try Self.check(draft.details)
        if let word = [("who-made", draft.whoMade), ("when-made", draft.whenMade)].first(where: { !$0.1.isEmpty }) {
            throw Self.noPlace(word.0)
        }
        self.draft = draft
        self.variations =
            draft.variations.isEmpty
            ? [ListingVariation(sku: draft.sku, options: [], price: draft.price, quantity: draft.quantity)]
            : draft.variations
        guard self.variations.allSatisfy({ $0.price.currency == currency }) else {
            throw .refused(
                code: "wrong-currency", field: "price", message: "A price is not in the shop's own currency.")
        }
        guard self.variations[0].options.count <= ShopifyCatalogue.mostOptions else {
            throw .refused(
                code: "too-many-options", field: "options",
                message: "A product at Shopify has \(ShopifyCatalogue.mostOptions) options at most.")
        }
        guard self.variations.count <= ShopifyCatalogue.mostVariants else {
            throw .refused(
                code: "too-many-variants", field: "variants",
                message: "A product at Shopify has \(ShopifyCatalogue.mostVariants) variants at most.")
        }
    }

    /// - Parameter home: The location where its units lie.
    func json(home: String) -> JSONValue {
        var input: [String: JSONValue] = [
            "title": .text(self.draft.title), "descriptionHtml": .text(Self.html(self.draft.description)),
            "status": .text("DRAFT"), "productOptions": .array(self.options),
            "variants": .array(self.variations.map { Self.variant($0, home: home) }),
        ]
        if !self.draft.category.isEmpty { input["productType"] = .text(self.draft.category) }
        if !self.draft.vendor.isEmpty { input["vendor"] = .text(self.draft.vendor) }
        if let tags = self.draft.details.tags { input["tags"] = .array(tags.map { .text($0) }) }
        return .object(input)
    }

    /// A product of one kind has one option of its own: `Title: Default Title`.
    private static func options(of variation: ListingVariation) -> [ListingOption] {
        variation.options.isEmpty ? [ListingOption(name: "Title", value: "Default Title")] : variation.options
    }

    private var options: [JSONValue] {
        Self.options(of: self.variations[0]).indices.map { index in
            var values: [String] = []
            for value in self.variations.map({ Self.options(of: $0)[index].value }) where !values.contains(value) {
                values.append(value)
            }
            return .object([
                "name": .text(Self.options(of: self.variations[0])[index].name),
                "values": .array(values.map { .object(["name": .text($0)]) }),
            ])
        }
    }

    /// What is the same wherever a variant comes in.
    static func item(_ variation: ListingVariation) -> JSONValue {
        var item: [String: JSONValue] = ["sku": .text(variation.sku), "tracked": .boolean(true)]
        if let grams = variation.grams {
            item["measurement"] = .object([
                "weight": .object(["unit": .text("GRAMS"), "value": .integer(Int64(grams))])
            ])
        }
        return .object(item)
    }

    private static func variant(_ variation: ListingVariation, home: String) -> JSONValue {
        var variant: [String: JSONValue] = [
            "optionValues": .array(
                Self.options(of: variation).map {
                    .object(["optionName": .text($0.name), "name": .text($0.value)])
                }),
            "price": .text(variation.price.channelText), "inventoryItem": Self.item(variation),
            // Never beyond what is there (notes, trap 4).
            "inventoryPolicy": .text("DENY"),
            "inventoryQuantities": .array([
                .object([
                    "locationId": .text(home), "name": .text("available"),
                    "quantity": .integer(Int64(max(0, variation.quantity))),
                ])
            ]),
        ]
        if let barcode = variation.barcode { variant["barcode"] = .text(barcode) }
        return .object(variant)
    }

    static func check(_ edit: ListingEdit) throws(ConnectorError) {
        let strangers: [(String, Bool)] = [
            ("materials", edit.materials != nil), ("section", edit.section != nil),
            ("shipping-profile", edit.shippingProfile != nil), ("return-policy", edit.returnPolicy != nil),
            ("processing", edit.processing != nil), ("goods", edit.goods != nil),
        ]
        if let stranger = strangers.first(where: \.1)?.0 { throw Self.noPlace(stranger) }
    }

    private static func noPlace(_ field: String) -> ConnectorError {
        .refused(
            code: "no-such-field", field: field, message: "A product at Shopify has no \(field) that we could set.")
    }

    /// Plain text, in paragraphs; what is HTML already, as imports from shops bring it, stays as it is.
    static func html(_ text: String) -> String {
        guard text.firstMatch(of: /<[a-zA-Z][^<>]*>/) == nil || !text.contains("</") else { return text }
        let safe = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return safe.split(separator: "\n\n").map { "<p>\($0.replacing("\n", with: "<br>"))</p>" }.joined()
    }
}
