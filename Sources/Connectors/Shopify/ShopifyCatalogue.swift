import Commerce
import ConnectorKit
import Foundation
import Wire

/// Makes and changes products of one kind. A product is made with `productSet`, whole and at once; it is changed with
/// `productUpdate`, which leaves alone what is not named, so that no variant is ever dropped (notes, trap 2).
struct ShopifyCatalogue: ListingEditing {
    let api: ShopifyAPI

    var publishingCosts: String? {
        "Publishing costs nothing. In which sales channels a new product appears is chosen in Shopify: Products → Publishing."
    }

    /// Shopify asks for none: a category is a word of the merchant's own (`productType`).
    func choices(
        _ kind: ListingChoice.Kind, of parent: String?
    ) async throws(ConnectorError) -> Answer<[ListingChoice]> { Answer([], channelTime: nil, latency: .zero) }

    /// A product is made with its SKU in one call, so that is what it is found by.
    func find(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<[EditedListing]> {
        let quoted = draft.sku.replacing("\\", with: "").replacing("'", with: "\\'")
        let reading = try await self.api.read(
            ShopifyWire.Found.self, ShopifyDocuments.findBySKU, ["query": .text("sku:'\(quoted)'")])
        let found = reading.value.productVariants.nodes.filter { ShopifyMapping.text($0.sku) == draft.sku }
        return reading.answer(found.compactMap { Self.edited($0.product, sku: $0.sku) })
    }

    func create(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        try Self.check(draft.details)
        guard self.api.settings.currency == draft.price.currency else {
            throw .refused(
                code: "wrong-currency", field: "price", message: "The price is not in the shop's own currency.")
        }
        let home = try await ShopifyHome(api: self.api).find(timeout: self.api.settings.readBeforeWriteTimeout)
        let option = JSONValue.object(["optionName": .text("Title"), "name": .text("Default Title")])
        let variant = JSONValue.object([
            "optionValues": .array([option]), "price": .text(draft.price.channelText),
            "inventoryItem": .object(["sku": .text(draft.sku), "tracked": .boolean(true)]),
            "inventoryPolicy": .text("DENY"),
            "inventoryQuantities": .array([
                .object([
                    "locationId": .text(home.id), "name": .text("available"),
                    "quantity": .integer(Int64(max(0, draft.quantity))),
                ])
            ]),
        ])
        let values = JSONValue.array([.object(["name": .text("Default Title")])])
        var input: [String: JSONValue] = [
            "title": .text(draft.title), "descriptionHtml": .text(Self.html(draft.description)),
            "status": .text("DRAFT"),
            "productOptions": .array([.object(["name": .text("Title"), "values": values])]),
            "variants": .array([variant]),
        ]
        if !draft.category.isEmpty { input["productType"] = .text(draft.category) }
        if let tags = draft.details.tags { input["tags"] = .array(tags.map { .text($0) }) }
        let reading = try await self.api.write(
            ShopifyWire.MadeProduct.self, ShopifyDocuments.makeProduct, ["input": .object(input)],
            timeout: self.api.settings.writeAfterReadTimeout
        ).after(home.reading)
        return reading.answer(try self.edited(reading.value.productSet, sku: draft.sku))
    }

    /// What `find` brings has its SKU already.
    func complete(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.change(listing, [:])
    }

    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing> {
        try Self.check(edit)
        var input: [String: JSONValue] = [:]
        if let title = edit.title { input["title"] = .text(title) }
        if let text = edit.description { input["descriptionHtml"] = .text(Self.html(text)) }
        if let tags = edit.tags { input["tags"] = .array(tags.map { .text($0) }) }
        return try await self.change(listing, input)
    }

    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.change(listing, ["status": .text(isOnSale ? "ACTIVE" : "DRAFT")])
    }

    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        throw .refused(
            code: "not-offered", field: "image", message: "Pictures are added in Shopify itself: Products → Media.")
    }

    private func change(
        _ listing: String, _ input: [String: JSONValue]
    ) async throws(ConnectorError) -> Answer<EditedListing> {
        guard ShopifyID.isNumber(listing) else {
            throw .refused(code: "bad-reference", field: "listing", message: "Shopify's product ids are numbers.")
        }
        var input = input
        input["id"] = .text(ShopifyID.global("Product", listing))
        let reading = try await self.api.write(
            ShopifyWire.ChangedProduct.self, ShopifyDocuments.changeProduct, ["product": .object(input)])
        return reading.answer(try self.edited(reading.value.productUpdate, sku: nil))
    }

    // MARK: Mapping

    /// What Shopify has no field for is said, not dropped.
    private static func check(_ edit: ListingEdit) throws(ConnectorError) {
        let strangers: [(String, Bool)] = [
            ("materials", edit.materials != nil), ("section", edit.section != nil),
            ("shipping-profile", edit.shippingProfile != nil), ("return-policy", edit.returnPolicy != nil),
            ("processing", edit.processing != nil), ("goods", edit.goods != nil),
        ]
        guard let stranger = strangers.first(where: \.1)?.0 else { return }
        throw .refused(
            code: "no-such-field", field: stranger,
            message: "A product at Shopify has no \(stranger) that we could set.")
    }

    /// Plain text, in paragraphs.
    private static func html(_ text: String) -> String {
        let safe = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return safe.split(separator: "\n\n").map { "<p>\($0.replacing("\n", with: "<br>"))</p>" }.joined()
    }

    private func edited(_ payload: ShopifyWire.ProductPayload?, sku: String?) throws(ConnectorError) -> EditedListing {
        if let error = payload?.userErrors.first {
            throw .refused(
                code: ShopifyErrors.word(error.code ?? ""), field: error.field?.last,
                message: Redaction.clean(error.message ?? "", secrets: self.api.secrets + [self.api.token]))
        }
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
