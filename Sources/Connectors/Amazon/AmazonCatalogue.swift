import Commerce
import ConnectorKit
import Foundation
import Wire

/// Makes and changes an Amazon seller's listings. A SKU is a listing, and PUT by SKU is the same twice, so nothing is made
/// double; every change is tried as a preview first, and what Amazon says of it is told with its attribute.
struct AmazonCatalogue: ListingEditing {
    let api: AmazonAPI

    /// Selling on Amazon costs by the sale and the month, not by the listing.
    var publishingCosts: String? { nil }
    var endsForGood: Bool { true }
    var takesOwnFields: Bool { true }

    // MARK: Making

    func find(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<[EditedListing]> {
        guard let item = try await AmazonListings(api: self.api).item(draft.sku, "summaries,offers") else {
            return Answer([], channelTime: nil, latency: .zero)
        }
        return item.answer([self.edited(item.value)])
    }

    /// All attributes at once, with an offer that has ended: no buyer sees it before it is published.
    func create(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        let item = draft.product.isEmpty ? try await self.described(draft) : try await self.offered(draft)
        let path = AmazonListings.path(draft.sku, of: self.api.seller)
        try await self.submit(.putListingsItem, "PUT", path, item)
        // Taken is not applied: where it does not show yet it is looked for later.
        var found = try await self.looked(for: draft)
        found.value.isShown = found.value.sku != nil
        found.value.sku = draft.sku
        return found
    }

    /// All that makes a listing of a product that is told of here.
    private func described(_ draft: ListingDraft) async throws(ConnectorError) -> AmazonWire.WholeItem {
        let type = try await self.definition(of: draft.category, whole: true)
        let said = try self.attributes(Self.form(draft), of: type).filter { !$0.value.isEmpty }
        return try self.whole(said, draft, type, .product)
    }

    /// With what every offer has: condition, quantity, price, and an end that lies back.
    ///
    /// - Throws: `refused` naming what is missing or cannot be.
    func whole(
        _ said: [String: [JSONValue]], _ draft: ListingDraft, _ type: AmazonProductType, _ wanted: Requirements
    ) throws(ConnectorError) -> AmazonWire.WholeItem {
        var attributes = said
        attributes["condition_type"] = said["condition_type"] ?? [self.instance(["value": .text("new_new")])]
        attributes["fulfillment_availability"] = [
            .object([
                "fulfillment_channel_code": .text(AmazonMapping.ownChannel),
                "quantity": .integer(Int64(draft.quantity)),
            ])
        ]
        var offer = AmazonOffer(nil, at: self.api.place.home)
        offer.end(at: self.api.now())
        attributes["purchasable_offer"] = [offer.priced(draft.price)]
        try Self.refuse(type.problems(attributes, isWhole: true))
        return AmazonWire.WholeItem(
            productType: type.name, requirements: wanted.rawValue, attributes: attributes.mapValues(JSONValue.array))
    }

    private func looked(for draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        let unseen = EditedListing(listing: draft.sku, title: draft.title, sku: nil, status: .draft)
        do throws(ConnectorError) {
            let found = try await self.find(draft)
            return found.answer(found.value.first ?? unseen)
        } catch {
            return Answer(unseen, channelTime: nil, latency: .zero)
        }
    }

    /// A listing has its SKU from the beginning.
    func complete(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.standing(listing, "summaries,offers").map(self.edited)
    }

    // MARK: Changing

    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing> {
        let before = try await self.standing(listing, "summaries,offers,attributes")
        guard let name = before.value.summary(of: self.api.place.home)?.productType else {
            throw .refused(
                code: "no-product-type", field: nil, message: "Amazon does not say what kind of product this is.")
        }
        let type = try await self.definition(of: name, whole: false)
        let attributes = try self.attributes(edit, of: type)
        try Self.refuse(type.problems(attributes, isWhole: false))
        let patches = attributes.sorted { $0.key < $1.key }.compactMap { name, instances -> AmazonWire.Patch? in
            let path = "/attributes/\(name)"
            guard instances.isEmpty else { return AmazonWire.Patch(op: "replace", path: path, value: instances) }
            // What is to be taken away is named by its selectors, and only where it is there.
            guard before.value.attributes?[name] != nil else { return nil }
            let selectors: [String: JSONValue] =
                type.attribute(name)?.hasLanguage == true ? ["language_tag": .text(type.language)] : [:]
            return AmazonWire.Patch(op: "delete", path: path, value: [self.instance(selectors)])
        }
        guard !patches.isEmpty else { return before.map(self.edited) }
        try await self.submit(
            .patchListingsItem, "PATCH", AmazonListings.path(listing, of: self.api.seller),
            AmazonWire.Patches(productType: type.name, patches: patches))
        return before.map { item in
            var edited = self.edited(item)
            edited.title = edit.title ?? edited.title
            return edited
        }
    }

    /// The offer's end is set, or taken away; price, stock and the listing itself stay. So the vendor's own people say it is
    /// done (models issues 4780 and 4561).
    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing> {
        let before = try await self.standing(listing, "summaries,offers,attributes")
        guard let standing = before.value.attributes?["purchasable_offer"] else {
            throw .refused(
                code: "no-offer", field: "purchasable_offer",
                message: "There is no offer with a price. Set one in Seller Central first.")
        }
        var offer = AmazonOffer(standing, at: self.api.place.home)
        if isOnSale { offer.endNever() } else { offer.end(at: self.api.now()) }
        try await self.submit(
            .patchListingsItem, "PATCH", AmazonListings.path(listing, of: self.api.seller),
            AmazonWire.Patches(
                productType: AmazonOffers.anyType,
                patches: [
                    AmazonWire.Patch(op: "replace", path: "/attributes/purchasable_offer", value: [offer.json])
                ]))
        return before.map { item in
            var edited = self.edited(item)
            edited.status = isOnSale ? .active : .inactive
            return edited
        }
    }

    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        throw .refused(
            code: "image-by-address", field: "image",
            message:
                "Amazon fetches pictures from web addresses: entrepot listing image CONNECTION LISTING --url https://…"
        )
    }

    /// Into the place that is said, else the first that is empty.
    func addImage(_ link: ListingImageLink, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        let places = [Self.mainImage] + Self.otherImages
        let before = try await self.standing(listing, "attributes")
        let free = places.first { before.value.attributes?[$0] == nil }
        guard let place = link.rank.map({ $0 <= places.count ? places[$0 - 1] : nil }) ?? free else {
            throw .refused(code: "too-many-images", field: "image", message: "Amazon shows nine pictures at most.")
        }
        try await self.submit(
            .patchListingsItem, "PATCH", AmazonListings.path(listing, of: self.api.seller),
            AmazonWire.Patches(
                productType: AmazonOffers.anyType,
                patches: [
                    AmazonWire.Patch(
                        op: "replace", path: "/attributes/\(place)",
                        value: [self.instance(["media_location": .text(link.address)])])
                ]))
        return before.answer(())
    }

    func end(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing> {
        let sent = try await self.api.delete(
            AmazonWire.Submission.self, .deleteListingsItem, AmazonListings.path(listing, of: self.api.seller),
            query: [("marketplaceIds", self.api.place.home.id)])
        try Self.check(sent.value, "ACCEPTED")
        return sent.answer(EditedListing(listing: listing, title: listing, sku: listing, status: .ended))
    }

    // MARK: Submitting

    /// A preview first: what it finds wrong is told, and nothing was changed.
    private func submit(
        _ operation: AmazonOperation, _ verb: String, _ path: String, _ body: some Encodable & Sendable
    ) async throws(ConnectorError) {
        let query: AmazonAPI.Query = [("marketplaceIds", self.api.place.home.id), ("includedData", "issues")]
        let preview = try await self.api.send(
            AmazonWire.Submission.self, operation, verb, path, json: body,
            query: query + [("mode", "VALIDATION_PREVIEW")], timeout: self.api.settings.readBeforeWriteTimeout,
            effect: .read)
        try Self.check(preview.value, "VALID")
        let sent = try await self.api.send(
            AmazonWire.Submission.self, operation, verb, path, json: body, query: query,
            timeout: self.api.settings.writeAfterReadTimeout)
        try Self.check(sent.value, "ACCEPTED")
    }

    private static func check(_ told: AmazonWire.Submission, _ wanted: String) throws(ConnectorError) {
        guard told.status != wanted else { return }
        let errors = (told.issues ?? []).filter { $0.severity == "ERROR" }
        guard told.status == "INVALID" || !errors.isEmpty else {
            throw .unknownOutcome("Amazon answered \(AmazonErrors.word(told.status) ?? "nothing known").")
        }
        try Self.refuse(
            errors.map { ($0.attributeNames?.first ?? "", Redaction.clean($0.message)) },
            code: AmazonErrors.word(errors.first?.code))
        throw .refused(code: "invalid", field: nil, message: "Amazon calls the change invalid and says no more.")
    }

    /// All that is wrong in one sentence each, the first one's attribute before all others.
    static func refuse(
        _ problems: [(attribute: String, problem: String)], code: String? = nil
    ) throws(ConnectorError) {
        guard let first = problems.first else { return }
        let rest = problems.dropFirst().prefix(7).map { problem in
            problem.attribute.isEmpty ? problem.problem : "\(problem.attribute): \(problem.problem)"
        }
        let more = problems.count > 8 ? ["And \(problems.count - 8) more."] : []
        throw .refused(
            code: code ?? "bad-attribute", field: first.attribute.isEmpty ? nil : first.attribute,
            message: ([first.problem] + rest + more).joined(separator: " "))
    }

    // MARK: Reading

    func standing(_ listing: String, _ includes: String) async throws(ConnectorError) -> Answer<AmazonWire.Item> {
        guard
            let item = try await AmazonListings(api: self.api).item(
                listing, includes, timeout: self.api.settings.readBeforeWriteTimeout)
        else {
            throw .refused(code: "gone", field: "listing", message: "Amazon has no listing of this SKU.")
        }
        return item
    }

    private func edited(_ item: AmazonWire.Item) -> EditedListing {
        let offer = AmazonMapping.offer(item, at: self.api.place.home)
        let summary = item.summary(of: self.api.place.home)
        let isBuyable = summary?.status.contains("BUYABLE") ?? false
        return EditedListing(
            listing: item.sku, title: offer.title, sku: item.sku, status: isBuyable ? .active : .inactive)
    }

    /// Which of a product type's attributes are wanted (listingsItems_2021-08-01, "requirements").
    enum Requirements: String, Sendable {
        /// The product and the terms it is sold on.
        case product = "LISTING"
        /// Those terms only, of a product that Amazon's catalogue has.
        case offer = "LISTING_OFFER_ONLY"
    }

    /// - Parameter whole: Whether all of a listing will be sent, or some attributes.
    func definition(
        of type: String, whole: Bool, _ wanted: Requirements = .product
    ) async throws(ConnectorError) -> AmazonProductType {
        let told: Answer<AmazonWire.Definition>
        do {
            told = try await self.api.get(
                AmazonWire.Definition.self, .getDefinitionsProductType,
                "/definitions/2020-09-01/productTypes/\(AmazonAPI.part(type))",
                query: [
                    ("marketplaceIds", self.api.place.home.id), ("sellerId", self.api.seller),
                    ("requirements", wanted.rawValue), ("requirementsEnforced", whole ? "ENFORCED" : "NOT_ENFORCED"),
                    ("locale", "DEFAULT"),
                ], timeout: self.api.settings.readBeforeWriteTimeout)
        } catch .refused("not-found", _, _) {
            throw .refused(
                code: "not-found", field: "category",
                message:
                    "Amazon has no product type of this name, or withdrew it. See: entrepot listing choices CONNECTION categories"
            )
        }
        let bytes = try await self.api.download(told.value.schema.link.resource, limit: Self.schemaLimit)
        do throws(UnreadableAnswer) {
            return AmazonProductType(
                name: told.value.productType, language: told.value.locale,
                schema: try JSONAnswer.decode(JSONValue.self, from: bytes))
        } catch {
            throw .transient("The definition of \(type) cannot be read: \(error.description)")
        }
    }

    /// Bytes of a schema. Real ones are some hundred kilobytes.
    private static let schemaLimit = 32 << 20
}

extension Answer {
    func map<Other: Sendable>(_ body: (Value) -> Other) -> Answer<Other> { self.answer(body(self.value)) }
}
