import Commerce
import ConnectorKit
import Foundation
import Wire

/// Makes and changes products, each with all its variants. A product is made with `productSet`, whole and at once; it is
/// changed with `productUpdate`, which leaves alone what is not named, so that no variant is ever dropped (notes, trap 2).
struct ShopifyCatalogue: ListingEditing {
    /// "maximum of 3 per product" (schema, `ProductSetInput.productOptions`).
    static let mostOptions = 3
    /// "By default, stores have a limit of 2048 product variants for each product" (schema, `productSet`).
    static let mostVariants = 2_048

    let api: ShopifyAPI

    var publishingCosts: String? { nil }
    var listsWholeProducts: Bool { true }
    var growsListings: Bool { true }
    var worksOnImages: Bool { true }

    /// Shopify asks for no category of a list: it is a word of the merchant's own (`productType`).
    func choices(
        _ kind: ListingChoice.Kind, of parent: String?
    ) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        guard kind == .publications else { return Answer([], channelTime: nil, latency: .zero) }
        let reading = try await ShopifyOutlets(api: self.api).all()
        return reading.answer(reading.value.map { ListingChoice(id: $0.number, name: $0.name) })
    }

    // MARK: Making

    /// A product is made with its SKUs in one call, so that is what it is found by.
    func find(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<[EditedListing]> {
        let quoted = draft.sku.replacing("\\", with: "").replacing("'", with: "\\'")
        let reading = try await self.api.read(
            ShopifyWire.Found.self, ShopifyDocuments.findBySKU, ["query": .text("sku:'\(quoted)'")])
        let found = reading.value.productVariants.nodes.filter { ShopifyMapping.text($0.sku) == draft.sku }
        var whole: [EditedListing] = []
        for one in found {
            guard var edited = Self.edited(one.product, sku: one.sku) else { continue }
            edited.variations = try await self.variations(of: one.product.id)
            whole.append(edited)
        }
        return reading.answer(whole)
    }

    func create(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        let input = try ShopifyProductInput(draft, currency: self.api.settings.currency)
        let home = try await ShopifyHome(api: self.api).find(timeout: self.api.settings.readBeforeWriteTimeout)
        let reading = try await self.api.write(
            ShopifyWire.MadeProduct.self, ShopifyDocuments.makeProduct, ["input": input.json(home: home.id)],
            timeout: self.api.settings.writeAfterReadTimeout
        ).after(home.reading)
        var made = try self.edited(reading.value.productSet, sku: draft.sku)
        made.sku = draft.sku
        do throws(ConnectorError) {
            made.variations = try await self.variations(of: ShopifyID.global("Product", made.listing))
        } catch {
            throw .unknownOutcome("The product was made; its variants were not told.")
        }
        return reading.answer(made)
    }

    /// What `find` brings has its SKUs already.
    func complete(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.card(listing)
    }

    /// All variants of a product, as offers know them.
    private func variations(of product: String) async throws(ConnectorError) -> [EditedListing.Variation] {
        var (found, after): ([EditedListing.Variation], String?) = ([], nil)
        repeat {
            var variables: [String: JSONValue] = ["id": .text(product)]
            if let after { variables["after"] = .text(after) }
            let page = try await self.api.read(
                ShopifyWire.ProductVariants.self, ShopifyDocuments.productVariants, variables
            ).value.product?.variants
            guard let page, let number = ShopifyID.number(product) else { return [] }
            found += page.nodes.compactMap { node in
                guard let variant = ShopifyID.number(node.id), let item = ShopifyID.number(node.inventoryItem.id) else {
                    return nil
                }
                let ref = ShopifyVariantRef(product: number, variant: variant, item: item).ref
                return EditedListing.Variation(ref: ref, sku: ShopifyMapping.text(node.sku))
            }
            after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : nil
        } while after != nil && found.count < Self.mostVariants
        return found
    }

    // MARK: Changing

    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing> {
        try ShopifyProductInput.check(edit)
        var input: [String: JSONValue] = [:]
        if let title = edit.title { input["title"] = .text(title) }
        if let text = edit.description { input["descriptionHtml"] = .text(ShopifyProductInput.html(text)) }
        if let tags = edit.tags { input["tags"] = .array(tags.map { .text($0) }) }
        return try await self.change(listing, input)
    }

    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.setOnSale(listing, isOnSale, in: [])
    }

    /// A product is on sale where it is published, while its status is active. Put on sale it is published first, so that one
    /// that could not be is not left active and nowhere; taken off everywhere it is a draft, published where it was.
    func setOnSale(
        _ listing: String, _ isOnSale: Bool, in outlets: [String]
    ) async throws(ConnectorError) -> Answer<EditedListing> {
        let product = try Self.global(listing)
        let places = ShopifyOutlets(api: self.api)
        guard isOnSale else {
            guard !outlets.isEmpty else { return try await self.change(listing, ["status": .text("DRAFT")]) }
            try await places.unpublish(product, from: outlets)
            return try await self.card(listing)
        }
        try await places.publish(product, in: outlets)
        return try await self.change(listing, ["status": .text("ACTIVE")])
    }

    func end(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.change(listing, ["status": .text("ARCHIVED")])
    }

    private func change(
        _ listing: String, _ input: [String: JSONValue]
    ) async throws(ConnectorError) -> Answer<EditedListing> {
        var input = input
        input["id"] = .text(try Self.global(listing))
        let reading = try await self.api.write(
            ShopifyWire.ChangedProduct.self, ShopifyDocuments.changeProduct, ["product": .object(input)])
        return reading.answer(try self.edited(reading.value.productUpdate, sku: nil))
    }

    /// A product as it stands.
    private func card(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing> {
        let reading = try await self.api.read(
            ShopifyWire.OneProduct.self, ShopifyDocuments.productCard, ["id": .text(try Self.global(listing))])
        guard let product = reading.value.product,
            let edited = Self.edited(product.card, sku: product.variants.nodes.first?.sku)
        else { throw Self.gone }
        return reading.answer(edited)
    }

    // MARK: Mapping

    static let gone = ConnectorError.refused(
        code: "not-found", field: "listing", message: "There is no such product at Shopify any more.")

    static func global(_ listing: String) throws(ConnectorError) -> String {
        guard ShopifyID.isNumber(listing) else {
            throw .refused(code: "bad-reference", field: "listing", message: "Shopify's product ids are numbers.")
        }
        return ShopifyID.global("Product", listing)
    }

    private func edited(_ payload: ShopifyWire.ProductPayload?, sku: String?) throws(ConnectorError) -> EditedListing {
        if let error = payload?.userErrors.first { throw self.api.refused(error) }
        guard let product = payload?.product else {
            throw .unknownOutcome("Shopify answered without saying what became of it.")
        }
        let own = ShopifyMapping.text(product.variants.nodes.first?.sku)
        guard let edited = Self.edited(product.card, sku: own ?? sku) else {
            throw .unknownOutcome("Shopify answered with an id that is none of its own.")
        }
        return edited
    }

    private static func edited(_ product: ShopifyWire.ProductCard, sku: String?) -> EditedListing? {
        ShopifyID.number(product.id).map {
            EditedListing(
                listing: $0, title: product.title, sku: ShopifyMapping.text(sku),
                status: ShopifyMapping.status(product.status))
        }
    }
}
