import Commerce
import ConnectorKit
import Foundation
import Wire

/// One SKU more in a product that is there. `productSet` would drop what it does not name (notes, trap 2), so a variant is made by
/// itself. Shopify lets no two variants of a product have the same options: sent twice it is there once.
extension ShopifyCatalogue {
    func find(_ draft: ListingDraft, in listing: String) async throws(ConnectorError) -> Answer<[EditedListing]> {
        let shape = try await self.shape(of: listing)
        return shape.answer(shape.value.edited(draft.sku).map { [$0] } ?? [])
    }

    func extend(
        _ listing: String, with draft: ListingDraft
    ) async throws(ConnectorError) -> Answer<EditedListing> {
        guard let new = draft.variations.first(where: { $0.sku == draft.sku }) else {
            throw .refused(code: "bad-draft", field: "sku", message: "The draft does not hold its own SKU.")
        }
        guard new.price.currency == self.api.settings.currency else {
            throw .refused(
                code: "wrong-currency", field: "price", message: "A price is not in the shop's own currency.")
        }
        let shape = try await self.shape(of: listing)
        if let there = shape.value.edited(draft.sku) { return shape.answer(there) }
        guard shape.value.variants.count < Self.mostVariants else {
            throw .refused(
                code: "too-many-variants", field: "variants",
                message: "A product at Shopify has \(Self.mostVariants) variants at most.")
        }
        let home = try await ShopifyHome(api: self.api).find(timeout: self.api.settings.readBeforeWriteTimeout)
        let names = try await self.options(of: shape.value, draft, new)
        let added = try await self.api.write(
            ShopifyWire.AddedVariants.self, ShopifyDocuments.addVariants,
            [
                "product": .text(shape.value.id),
                "variants": .array([try Self.variant(new, under: names, home: home.id)]),
            ], timeout: self.api.settings.writeAfterReadTimeout
        ).after(shape)
        let payload = added.value.productVariantsBulkCreate
        if let error = payload?.userErrors.first { throw self.refusal(of: new, error) }
        var whole = shape.value
        whole.variants = payload?.productVariants ?? []
        guard let there = whole.edited(draft.sku) else {
            throw .unknownOutcome("Shopify answered without naming the variant that it made.")
        }
        return added.answer(there)
    }

    /// The names of the product's options, in their order. A product that has none yet is given ours, and its one variant the
    /// values that are its own.
    private func options(
        of shape: ShopifyShape, _ draft: ListingDraft, _ new: ListingVariation
    ) async throws(ConnectorError) -> [String] {
        guard shape.hasOnlyDefault else { return shape.options }
        guard let first = shape.variants.first?.sku,
            let old = draft.variations.first(where: { $0.sku == first }), !old.options.isEmpty
        else {
            throw .refused(
                code: "options-differ", field: "options",
                message: "The product at Shopify has no options yet, and the SKU of its one variant is none of this "
                    + "product's. Give it options there, then say this again.")
        }
        let made = try await self.api.write(
            ShopifyWire.AddedOptions.self, ShopifyDocuments.addOptions,
            [
                "product": .text(shape.id),
                "options": .array(
                    old.options.map { option in
                        .object([
                            "name": .text(option.name),
                            "values": .array([.object(["name": .text(option.value)])]),
                        ])
                    }),
            ])
        if let error = made.value.productOptionsCreate?.userErrors.first { throw self.api.refused(error) }
        guard let product = made.value.productOptionsCreate?.product else {
            throw .unknownOutcome("Shopify answered without saying what became of the options.")
        }
        return product.options.map(\.name)
    }

    private static func variant(
        _ new: ListingVariation, under names: [String], home: String
    ) throws(ConnectorError) -> JSONValue {
        var values: [JSONValue] = []
        for name in names {
            let own = new.options.first { $0.name.lowercased() == name.lowercased() }?.value
            // The option of products that had none; whether it stays beside others is not confirmed.
            guard let value = own ?? (name == "Title" ? "Default Title" : nil) else { throw Self.differ(new, names) }
            values.append(.object(["optionName": .text(name), "name": .text(value)]))
        }
        guard new.options.allSatisfy({ option in names.contains { $0.lowercased() == option.name.lowercased() } })
        else { throw Self.differ(new, names) }
        var variant: [String: JSONValue] = [
            "optionValues": .array(values), "price": .text(new.price.channelText),
            "inventoryItem": ShopifyProductInput.item(new), "inventoryPolicy": .text("DENY"),
            "inventoryQuantities": .array([
                .object([
                    "locationId": .text(home), "availableQuantity": .integer(Int64(max(0, new.quantity))),
                ])
            ]),
        ]
        if let barcode = new.barcode { variant["barcode"] = .text(barcode) }
        return .object(variant)
    }

    private static func differ(_ new: ListingVariation, _ names: [String]) -> ConnectorError {
        .refused(
            code: "options-differ", field: "options",
            message: "The product at Shopify is told apart by \(names.joined(separator: ", ")), the SKU by "
                + "\(new.options.map(\.name).joined(separator: ", ")). Give the SKU the same options, or change them there."
        )
    }

    private func refusal(of new: ListingVariation, _ error: ShopifyWire.UserError) -> ConnectorError {
        guard ["VARIANT_ALREADY_EXISTS", "VARIANT_ALREADY_EXISTS_CHANGE_OPTION_VALUE"].contains(error.code) else {
            return self.api.refused(error)
        }
        return .refused(
            code: "variant-exists", field: "options",
            message:
                "The product at Shopify has a variant \(new.options.map(\.value).joined(separator: " / ")) already, "
                + "under another SKU or none. Give it the SKU \(new.sku) there; the hub links it by itself.")
    }

    /// All of a product that a variant more has to fit into.
    private func shape(of listing: String) async throws(ConnectorError) -> ShopifyAPI.Reading<ShopifyShape> {
        let id = try Self.global(listing)
        var (after, whole): (String?, ShopifyAPI.Reading<ShopifyShape>?) = (nil, nil)
        repeat {
            var variables: [String: JSONValue] = ["id": .text(id)]
            if let after { variables["after"] = .text(after) }
            let page = try await self.api.read(
                ShopifyWire.ProductShape.self, ShopifyDocuments.productShape, variables,
                timeout: self.api.settings.readBeforeWriteTimeout)
            guard let product = page.value.product else { throw Self.gone }
            var shape = whole?.value ?? ShopifyShape(product)
            shape.variants += product.variants.nodes
            let reading = ShopifyAPI.Reading(
                value: shape, channelTime: page.channelTime, latency: page.latency, budgets: page.budgets,
                version: page.version)
            whole = whole.map { reading.after($0) } ?? reading
            after = product.variants.pageInfo.hasNextPage ? product.variants.pageInfo.endCursor : nil
        } while after != nil && whole?.value.variants.count ?? 0 < Self.mostVariants
        guard let whole else { throw Self.gone }
        return whole
    }
}

/// A product with its options and variants.
struct ShopifyShape: Sendable {
    /// Global.
    var id: String
    var title: String
    var status: String
    /// Names, in their order.
    var options: [String]
    var hasOnlyDefault: Bool
    var variants: [ShopifyWire.ProductVariants.Variant] = []

    init(_ product: ShopifyWire.ProductShape.Product) {
        (self.id, self.title, self.status) = (product.id, product.title, product.status)
        self.options = product.options.map(\.name)
        self.hasOnlyDefault = product.hasOnlyDefaultVariant
    }

    /// The product with the variant of a SKU alone; `nil` where it has none.
    func edited(_ sku: String) -> EditedListing? {
        guard let number = ShopifyID.number(self.id),
            let node = self.variants.first(where: { ShopifyMapping.text($0.sku) == sku }),
            let variant = ShopifyID.number(node.id), let item = ShopifyID.number(node.inventoryItem.id)
        else { return nil }
        var edited = EditedListing(
            listing: number, title: self.title, sku: sku, status: ShopifyMapping.status(self.status))
        let ref = ShopifyVariantRef(product: number, variant: variant, item: item).ref
        edited.variations = [EditedListing.Variation(ref: ref, sku: sku)]
        return edited
    }
}
