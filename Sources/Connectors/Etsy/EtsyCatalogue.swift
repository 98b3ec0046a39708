import Commerce
import ConnectorKit
import Foundation
import Wire

/// Makes and changes Etsy listings. Each call is one attempt; nothing here knows idempotency (notes, "Idempotency").
struct EtsyCatalogue: ListingEditing {
    let api: EtsyAPI

    var publishingCosts: String? {
        "Etsy charges its listing fee when a draft is published, and again when a sold-out or expired listing is renewed. "
            + "Putting a hidden listing back on sale costs nothing."
    }

    // MARK: Making

    /// Drafts are searched by SKU; one whose creation broke off before it got its SKU is told by its title.
    func find(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<[EditedListing]> {
        let shop = try await self.api.shop.number(self.api)
        let size = self.api.settings.pageSize
        var found = Answer<[EditedListing]>([], channelTime: nil, latency: .zero)
        var offset = 0
        while true {
            let page = try await self.api.get(
                EtsyWire.List<Lenient<EtsyWire.Listing>>.self, "/shops/\(shop)/listings",
                query: [
                    ("state", "draft"), ("limit", String(size)), ("offset", String(offset)), ("includes", "Inventory"),
                    ("legacy", "false"),
                ])
            var known = found.value
            for case .value(let listing) in page.value.results where Self.matches(listing, draft) {
                known.append(Self.edited(listing))
            }
            found = page.answer(known)
            offset += page.value.results.count
            guard page.value.results.count >= size else { return found }
        }
    }

    private static func matches(_ listing: EtsyWire.Listing, _ draft: ListingDraft) -> Bool {
        let sku = Self.sku(listing)
        return sku == draft.sku || (sku == nil && HTMLText.plain(listing.title ?? "") == HTMLText.plain(draft.title))
    }

    /// Two steps, since Etsy takes a SKU with the inventory only. A failure of the second leaves a draft that `find`
    /// knows by its title and `complete` ends.
    func create(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        try Self.check(draft)
        let shop = try await self.api.shop.number(self.api)
        let made = try await self.api.send(
            EtsyWire.Listing.self, "POST", "/shops/\(shop)/listings", form: Self.form(draft),
            query: [("legacy", "false")]
        )
        do {
            return try await self.complete(String(made.value.listingID), with: draft)
        } catch {
            throw .unknownOutcome("The draft was made; its SKU was not confirmed.")
        }
    }

    /// What Etsy cannot make a listing without (createDraftListing: required).
    private static func check(_ draft: ListingDraft) throws(ConnectorError) {
        let missing = [("category", draft.category), ("who-made", draft.whoMade), ("when-made", draft.whenMade)].first {
            $0.1.isEmpty
        }
        guard let missing else { return }
        throw .refused(code: "missing", field: missing.0, message: "Etsy lists nothing without --\(missing.0).")
    }

    func complete(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        let path = "/listings/\(try Self.number(listing))/inventory"
        let body: EtsyWire.InventoryChange
        do throws(ConnectorError) {
            let before = try await self.api.get(EtsyWire.Inventory.self, path, query: [("legacy", "false")])
            body = EtsyInventory(before.value).renamed(sku: draft.sku)
        } catch .refused("not-found", _, _) {
            // A draft that was never edited with the inventory tools may have no inventory yet.
            body = EtsyInventory.first(of: draft)
        }
        let after = try await self.api.send(
            EtsyWire.Inventory.self, "PUT", path, json: body, query: [("legacy", "false")])
        let sku = EtsyInventory(after.value).products.first?.sku.flatMap(EtsyMapping.text)
        return after.answer(EditedListing(listing: listing, title: draft.title, sku: sku, status: .draft))
    }

    // MARK: Changing

    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing> {
        guard edit.processing == nil else {
            throw .refused(
                code: "processing-per-variation", field: "processing",
                message: "Etsy keeps the processing profile with each variation. Change it on Etsy.")
        }
        return try await self.patch(listing, Self.form(edit))
    }

    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.patch(listing, [("state", isOnSale ? "active" : "inactive")])
    }

    private func patch(_ listing: String, _ form: EtsyAPI.Query) async throws(ConnectorError) -> Answer<EditedListing> {
        let shop = try await self.api.shop.number(self.api)
        let changed = try await self.api.send(
            EtsyWire.Listing.self, "PATCH", "/shops/\(shop)/listings/\(try Self.number(listing))", form: form,
            query: [("legacy", "false")])
        return changed.answer(Self.edited(changed.value))
    }

    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        let shop = try await self.api.shop.number(self.api)
        var fields: [MultipartForm.Field] = []
        if let rank = image.rank { fields.append(MultipartForm.Field(name: "rank", value: String(rank))) }
        // "Max length 500 characters" (uploadListingImage).
        if let text = image.altText {
            fields.append(MultipartForm.Field(name: "alt_text", value: String(text.prefix(500))))
        }
        let added = try await self.api.upload(
            EtsyWire.Image.self, "/shops/\(shop)/listings/\(try Self.number(listing))/images",
            file: MultipartForm(
                fields: fields, file: image.bytes, fileField: "image", fileName: image.fileName,
                fileType: image.contentType))
        return added.answer(())
    }

    // MARK: Forms

    /// Lists travel with commas (notes, trap 6: form-encoded arrays).
    private static func form(_ edit: ListingEdit) -> EtsyAPI.Query {
        let fields: [(String, String?)] = [
            ("title", edit.title), ("description", edit.description), ("tags", edit.tags?.joined(separator: ",")),
            ("materials", edit.materials?.joined(separator: ",")), ("shop_section_id", edit.section),
            ("shipping_profile_id", edit.shippingProfile), ("return_policy_id", edit.returnPolicy),
            ("readiness_state_id", edit.processing), ("type", edit.goods?.rawValue),
        ]
        return fields.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func form(_ draft: ListingDraft) -> EtsyAPI.Query {
        var details = draft.details
        details.title = draft.title
        details.description = draft.description
        return [
            ("quantity", String(min(max(1, draft.quantity), EtsyOffers.largestQuantity))),
            ("price", draft.price.channelText), ("who_made", draft.whoMade), ("when_made", draft.whenMade),
            ("taxonomy_id", draft.category),
        ] + Self.form(details)
    }

    private static func number(_ listing: String) throws(ConnectorError) -> Int64 {
        guard let number = Int64(listing) else {
            throw .refused(code: "bad-reference", field: "listing", message: "Etsy's listing ids are numbers.")
        }
        return number
    }

    private static func edited(_ listing: EtsyWire.Listing) -> EditedListing {
        EditedListing(
            listing: String(listing.listingID), title: HTMLText.plain(listing.title ?? ""), sku: Self.sku(listing),
            status: EtsyMapping.status(listing.state))
    }

    private static func sku(_ listing: EtsyWire.Listing) -> String? {
        listing.inventory.map(EtsyInventory.init)?.products.lazy.compactMap { $0.sku.flatMap(EtsyMapping.text) }.first
    }
}
