import Commerce
import ConnectorKit
import Foundation
import Wire

/// Makes and changes listings: an item by SKU, an offer of it on the site, and a group where it is sold in variations. PUT by SKU is the
/// same twice, and one SKU has one offer at a fixed price, so that a creation which broke off is gone on with.
struct EbayCatalogue: ListingEditing {
    let api: EbayAPI
    let listings: EbayListings

    /// Fields of eBay's own that are no aspects, as a person names them beside those.
    static let paymentPolicy = "payment-policy"
    static let location = "location"
    static let condition = "condition"

    var publishingCosts: String? {
        "eBay may charge its insertion fee when a listing is published, and again when one that was taken off sale is published anew."
    }
    var listsWholeProducts: Bool { true }
    var endsForGood: Bool { true }
    var takesOwnFields: Bool { true }

    // MARK: Finding

    /// A SKU without an offer is what a creation leaves that broke off.
    func find(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<[EditedListing]> {
        let items = try await self.listings.items([draft.sku])
        guard let item = items.value.first else { return items.answer([]) }
        let found = try await self.listings.offers(of: draft.sku).value.offer
        var edited = self.edited(item, found)
        if found == nil { edited.sku = nil }
        if let group = item.group { edited.variations = try await self.variations(of: group) }
        return items.answer([edited])
    }

    // MARK: Making

    func create(_ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        let plan = try await self.plan(draft)
        try await self.refuseTaken(plan)
        do throws(ConnectorError) {
            return try await self.make(plan, draft)
        } catch .refused(let code, let field, let message) {
            throw .refused(code: code, field: field, message: message)
        } catch {
            throw .unknownOutcome("Making the listing broke off, and may be gone on with. \(error.reason)")
        }
    }

    func complete(_ listing: String, with draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        try await self.make(try await self.plan(draft), draft)
    }

    /// All that is to be sent, checked by what eBay says of the category, before anything is sent.
    private struct Plan: Sendable {
        struct Piece: Sendable {
            var sku: String
            var aspects: [String: [String]]
            var price: Money
            var quantity: Int
            var barcode: String?
            var grams: Int?
        }
        var pieces: [Piece]
        /// The key of the group that they are sold in.
        var group: String?
        /// By what they differ, with all values in their order.
        var varying: [(name: String, values: [String])] = []
        var shared: [String: [String]]
        var category: String
        var condition: String
        var policies: [EbayTerms.Kind: String]
        var location: String
    }

    private func plan(_ draft: ListingDraft) async throws(ConnectorError) -> Plan {
        guard !draft.category.isEmpty else {
            throw .refused(code: "missing", field: "category", message: "eBay lists nothing without --category.")
        }
        guard draft.price.currency.code == self.api.marketplace.currency else {
            throw .refused(
                code: "other-currency", field: "price", message: "eBay sells in another currency on this site.")
        }
        var (shared, own) = Self.split(draft.details.attributes ?? [])
        if shared["Brand"] == nil, !draft.vendor.isEmpty { shared["Brand"] = [draft.vendor] }
        let several = draft.variations.count > 1
        let pieces = several ? draft.variations.map(Self.piece) : [Self.piece(draft)]
        let aspects = try await self.aspects(of: draft.category)
        for piece in pieces { try aspects.check(shared.merging(piece.aspects) { $1 }) }
        let terms = EbayTerms(api: self.api)
        var plan = Plan(
            pieces: pieces, shared: shared, category: draft.category, condition: own[Self.condition] ?? "NEW",
            policies: [:], location: try await terms.location(said: own[Self.location]))
        plan.policies[.fulfillment] = try await terms.policy(.fulfillment, said: draft.details.shippingProfile)
        plan.policies[.returns] = try await terms.policy(.returns, said: draft.details.returnPolicy)
        plan.policies[.payment] = try await terms.policy(.payment, said: own[Self.paymentPolicy])
        guard several, let first = draft.variations.first else { return plan }
        plan.group = Self.group(of: first.sku)
        plan.varying = Self.varying(draft.variations)
        return plan
    }

    /// The same for the same product, so that a creation that broke off finds it again.
    static func group(of sku: String) -> String { String("\(sku.prefix(44))-group") }

    private static func varying(_ variations: [ListingVariation]) -> [(name: String, values: [String])] {
        var all: [(name: String, values: [String])] = []
        for option in variations.flatMap(\.options) {
            if let place = all.firstIndex(where: { $0.name == option.name }) {
                if !all[place].values.contains(option.value) { all[place].values.append(option.value) }
            } else {
                all.append((option.name, [option.value]))
            }
        }
        return all
    }

    private static func piece(_ variation: ListingVariation) -> Plan.Piece {
        Plan.Piece(
            sku: variation.sku,
            aspects: Dictionary(variation.options.map { ($0.name, [$0.value]) }, uniquingKeysWith: { $1 }),
            price: variation.price, quantity: variation.quantity, barcode: variation.barcode, grams: variation.grams)
    }

    private static func piece(_ draft: ListingDraft) -> Plan.Piece {
        let only = draft.variations.first
        return Plan.Piece(
            sku: draft.sku, aspects: [:], price: draft.price, quantity: draft.quantity, barcode: only?.barcode,
            grams: only?.grams)
    }

    /// Aspects as a person said them, and the fields beside them.
    private static func split(
        _ attributes: [ListingEdit.Attribute]
    ) -> (aspects: [String: [String]], own: [String: String]) {
        var (aspects, own): ([String: [String]], [String: String]) = ([:], [:])
        for attribute in attributes {
            if [Self.paymentPolicy, Self.location, Self.condition].contains(attribute.name) {
                own[attribute.name] = attribute.value
            } else {
                aspects[attribute.name, default: []] += attribute.value.isEmpty ? [] : [attribute.value]
            }
        }
        return (aspects, own)
    }

    /// An offer that stands is somebody's listing, and is not written over.
    private func refuseTaken(_ plan: Plan) async throws(ConnectorError) {
        for piece in plan.pieces {
            guard try await self.listings.offers(of: piece.sku).value.offer == nil else {
                throw .refused(
                    code: "sku-taken", field: "sku", message: "eBay has an offer of the SKU \(piece.sku) already.")
            }
        }
    }

    private func make(_ plan: Plan, _ draft: ListingDraft) async throws(ConnectorError) -> Answer<EditedListing> {
        for piece in plan.pieces { try await self.put(piece, plan, draft) }
        if let group = plan.group { try await self.put(group: group, plan, draft) }
        var last: Answer<Void>?
        // That of the SKU which is looked for comes last: where it is found, nothing is missing.
        for piece in plan.pieces.filter({ $0.sku != draft.sku }) + plan.pieces.filter({ $0.sku == draft.sku }) {
            last = try await self.offer(piece, plan, draft)
        }
        var edited = EditedListing(
            listing: EbayRef.ref(sku: draft.sku, group: plan.group).listing, title: draft.title, sku: draft.sku,
            status: .draft)
        if plan.group != nil {
            edited.variations = plan.pieces.map {
                .init(ref: EbayRef.ref(sku: $0.sku, group: plan.group), sku: $0.sku)
            }
        }
        return last?.answer(edited) ?? Answer(edited, channelTime: nil, latency: .zero)
    }

    /// What stands of an item is kept where the draft says nothing of it.
    private func put(_ piece: Plan.Piece, _ plan: Plan, _ draft: ListingDraft) async throws(ConnectorError) {
        var item = try await self.record("/inventory_item/\(EbayAPI.part(piece.sku))") ?? EbayRecord(.object([:]))
        item.set(["product", "title"], .text(draft.title))
        item.set(["product", "description"], .text(draft.description))
        item.set(["product", "imageUrls"], draft.details.images.map(JSONValue.texts))
        let aspects = item.aspects(["product", "aspects"]).merging(plan.shared) { $1 }.merging(piece.aspects) { $1 }
        if !aspects.isEmpty { item.set(["product", "aspects"], aspects: aspects) }
        if let code = piece.barcode, let name = Self.codeName(code) { item.set(["product", name], .texts([code])) }
        if let grams = piece.grams {
            item.set(
                ["packageWeightAndSize", "weight"],
                .object(["value": .integer(Int64(grams)), "unit": .text("GRAM")]))
        }
        item.set(["condition"], .text(plan.condition))
        item.set(["availability", "shipToLocationAvailability", "quantity"], .integer(Int64(piece.quantity)))
        _ = try await self.api.send(.inventory, "PUT", "/inventory_item/\(EbayAPI.part(piece.sku))", json: item)
    }

    private func put(group: String, _ plan: Plan, _ draft: ListingDraft) async throws(ConnectorError) {
        var record = EbayRecord(.object([:]))
        record.set(["title"], .text(draft.title))
        record.set(["description"], .text(draft.description))
        record.set(["imageUrls"], draft.details.images.map(JSONValue.texts))
        if !plan.shared.isEmpty { record.set(["aspects"], aspects: plan.shared) }
        record.set(["variantSKUs"], .texts(plan.pieces.map(\.sku)))
        record.set(
            ["variesBy", "specifications"],
            .array(plan.varying.map { .object(["name": .text($0.name), "values": .texts($0.values)]) }))
        _ = try await self.api.send(.inventory, "PUT", "/inventory_item_group/\(EbayAPI.part(group))", json: record)
    }

    private struct NewOffer: Encodable, Sendable {
        struct Pricing: Encodable, Sendable { var price: EbayWire.Amount }
        struct Policies: Encodable, Sendable {
            var fulfillmentPolicyId: String?
            var paymentPolicyId: String?
            var returnPolicyId: String?
        }
        var sku: String
        var marketplaceId: String
        var format = EbayMapping.fixedPrice
        var availableQuantity: Int
        var categoryId: String
        var listingDescription: String
        /// The only one for a fixed price (contract, "listingDuration").
        var listingDuration = "GTC"
        var merchantLocationKey: String
        var pricingSummary: Pricing
        var listingPolicies: Policies
    }

    struct MadeOffer: Decodable, Sendable { var offerId: String? }

    /// One that is there already is what was made before.
    private func offer(
        _ piece: Plan.Piece, _ plan: Plan, _ draft: ListingDraft
    ) async throws(ConnectorError) -> Answer<Void> {
        let known = try await self.listings.offers(of: piece.sku)
        guard known.value.offer == nil else { return known.answer(()) }
        let made = try await self.api.send(
            MadeOffer.self, .inventory, "POST", "/offer",
            json: NewOffer(
                sku: piece.sku, marketplaceId: self.api.marketplace.id, availableQuantity: piece.quantity,
                categoryId: plan.category, listingDescription: draft.description, merchantLocationKey: plan.location,
                pricingSummary: .init(price: EbayMapping.amount(piece.price)),
                listingPolicies: .init(
                    fulfillmentPolicyId: plan.policies[.fulfillment], paymentPolicyId: plan.policies[.payment],
                    returnPolicyId: plan.policies[.returns])))
        return made.answer(())
    }

    /// Digits by their number: ISBN-13 begins with 978 or 979.
    private static func codeName(_ code: String) -> String? {
        switch code.count {
        case 13: code.hasPrefix("978") || code.hasPrefix("979") ? "isbn" : "ean"
        case 12: "upc"
        case 8: "ean"
        case 10: "isbn"
        default: nil
        }
    }

    // MARK: Changing

    func update(_ listing: String, _ edit: ListingEdit) async throws(ConnectorError) -> Answer<EditedListing> {
        guard edit.tags == nil, edit.materials == nil, edit.section == nil, edit.bullets == nil, edit.goods == nil
        else {
            throw .refused(
                code: "not-offered", field: nil,
                message: "eBay has no tags, materials, sections or bullet points: say it with --attribute NAME=VALUE.")
        }
        let (aspects, own) = Self.split(edit.attributes ?? [])
        let skus = try await self.skus(of: listing)
        let offer = try await self.firstOffer(of: skus)
        let category = offer?.categoryId
        // Checked before the first of several writes leaves.
        var items: [(sku: String, record: EbayRecord)] = []
        for sku in skus {
            guard var item = try await self.record("/inventory_item/\(EbayAPI.part(sku))") else { continue }
            if EbayRef.group(listing) == nil {
                item.set(["product", "title"], edit.title.map(JSONValue.text))
                item.set(["product", "description"], edit.description.map(JSONValue.text))
            }
            item.set(["product", "imageUrls"], edit.images.map(JSONValue.texts))
            if !aspects.isEmpty {
                let all = item.aspects(["product", "aspects"]).merging(aspects) { $1 }.filter { !$0.value.isEmpty }
                if let category { try await self.aspects(of: category).check(all) }
                item.set(["product", "aspects"], aspects: all)
            }
            item.set(["condition"], own[Self.condition].map(JSONValue.text))
            items.append((sku, item))
        }
        let touchesItems =
            !aspects.isEmpty || edit.images != nil || own[Self.condition] != nil
            || (EbayRef.group(listing) == nil && (edit.title != nil || edit.description != nil))
        if touchesItems {
            for (sku, item) in items {
                _ = try await self.api.send(.inventory, "PUT", "/inventory_item/\(EbayAPI.part(sku))", json: item)
            }
        }
        if let group = EbayRef.group(listing) { try await self.update(group: group, edit) }
        try await self.updateOffers(of: skus, edit, own)
        return try await self.standing(listing)
    }

    private func update(group: String, _ edit: ListingEdit) async throws(ConnectorError) {
        guard edit.title != nil || edit.description != nil || edit.images != nil else { return }
        let path = "/inventory_item_group/\(EbayAPI.part(group))"
        guard var record = try await self.record(path) else { throw Self.gone }
        record.set(["title"], edit.title.map(JSONValue.text))
        record.set(["description"], edit.description.map(JSONValue.text))
        record.set(["imageUrls"], edit.images.map(JSONValue.texts))
        _ = try await self.api.send(.inventory, "PUT", path, json: record)
    }

    /// Of an offer: its description, which goes before the item's, and its terms.
    private func updateOffers(
        of skus: [String], _ edit: ListingEdit, _ own: [String: String]
    ) async throws(ConnectorError) {
        let terms: [([String], String?)] = [
            (["listingDescription"], edit.description),
            (["listingPolicies", "fulfillmentPolicyId"], edit.shippingProfile),
            (["listingPolicies", "returnPolicyId"], edit.returnPolicy),
            (["listingPolicies", "paymentPolicyId"], own[Self.paymentPolicy]),
            (["merchantLocationKey"], own[Self.location]),
        ]
        guard terms.contains(where: { $0.1 != nil }) else { return }
        for sku in skus {
            guard let offer = try await self.listings.offers(of: sku).value.offer,
                var record = try await self.record("/offer/\(EbayAPI.part(offer.offerId))")
            else { continue }
            for (path, text) in terms { record.set(path, text.map(JSONValue.text)) }
            _ = try await self.api.send(.inventory, "PUT", "/offer/\(EbayAPI.part(offer.offerId))", json: record)
        }
    }

    func addImage(_ image: ListingImage, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        throw .refused(
            code: "image-by-address", field: "image",
            message:
                "eBay fetches pictures from web addresses: entrepot listing image CONNECTION LISTING --url https://…")
    }

    /// "sellers can include up to 24 pictures" (contract, "imageUrls").
    private static let mostImages = 24

    func addImage(_ link: ListingImageLink, to listing: String) async throws(ConnectorError) -> Answer<Void> {
        let group = EbayRef.group(listing)
        let path =
            group.map { "/inventory_item_group/\(EbayAPI.part($0))" }
            ?? "/inventory_item/\(EbayAPI.part(EbayRef.sku(ofListing: listing)))"
        guard var record = try await self.record(path) else { throw Self.gone }
        let place = group == nil ? ["product", "imageUrls"] : ["imageUrls"]
        var images: [String] = []
        if case .array(let known)? = group == nil ? record["product", "imageUrls"] : record["imageUrls"] {
            images = known.compactMap(\.text)
        }
        guard !images.contains(link.address) else { return Answer((), channelTime: nil, latency: .zero) }
        guard images.count < Self.mostImages else {
            throw .refused(
                code: "too-many-images", field: "image", message: "eBay shows \(Self.mostImages) pictures at most.")
        }
        images.insert(link.address, at: min(images.count, max(0, (link.rank ?? images.count + 1) - 1)))
        record.set(place, .texts(images))
        return try await self.api.send(.inventory, "PUT", path, json: record).answer(())
    }

    // MARK: On sale and off

    func setOnSale(_ listing: String, _ isOnSale: Bool) async throws(ConnectorError) -> Answer<EditedListing> {
        let skus = try await self.skus(of: listing)
        guard let offer = try await self.firstOffer(of: skus) else { throw Self.gone }
        let publishing = EbayPublishing(api: self.api)
        let group = EbayRef.group(listing)
        if (EbayMapping.status(offer) == .active) != isOnSale {
            if isOnSale {
                try await publishing.publish(offer: offer.offerId, group: group)
            } else {
                try await publishing.withdraw(
                    offer: offer.offerId, group: group, timeout: self.api.settings.writeAfterReadTimeout)
            }
        }
        var edited = try await self.standing(listing)
        edited.value.status = isOnSale ? .active : .inactive
        return edited
    }

    /// "A successful call will … delete any and all … listings associated with that SKU" (deleteInventoryItem). A group's listing ends
    /// first, whole.
    func end(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing> {
        let standing = try await self.standing(listing)
        let skus = try await self.skus(of: listing)
        if let group = EbayRef.group(listing) {
            if let offer = try await self.firstOffer(of: skus), EbayMapping.status(offer) == .active {
                try await EbayPublishing(api: self.api).withdraw(
                    offer: offer.offerId, group: group, timeout: self.api.settings.writeTimeout)
            }
            _ = try await self.api.send(
                .inventory, "DELETE", "/inventory_item_group/\(EbayAPI.part(group))", json: nil)
        }
        for sku in skus {
            do throws(ConnectorError) {
                _ = try await self.api.send(.inventory, "DELETE", "/inventory_item/\(EbayAPI.part(sku))", json: nil)
            } catch .refused("not-found", _, _) {
                continue
            }
        }
        var ended = standing
        ended.value.status = .ended
        return ended
    }

    // MARK: Reading

    /// - Returns: `nil` where there is none.
    private func record(_ path: String) async throws(ConnectorError) -> EbayRecord? {
        do throws(ConnectorError) {
            return EbayRecord(try await self.api.get(JSONValue.self, .inventory, path).value)
        } catch .refused(let code, _, _) where EbayListings.isNone(code) || code == "25702" {
            return nil
        }
    }

    private func skus(of listing: String) async throws(ConnectorError) -> [String] {
        guard let group = EbayRef.group(listing) else { return [EbayRef.sku(ofListing: listing)] }
        do throws(ConnectorError) {
            let told = try await self.api.get(
                EbayWire.Group.self, .inventory, "/inventory_item_group/\(EbayAPI.part(group))")
            return told.value.variantSKUs ?? []
        } catch .refused(let code, _, _) where EbayListings.isNone(code) {
            throw Self.gone
        }
    }

    private func variations(of group: String) async throws(ConnectorError) -> [EditedListing.Variation] {
        try await self.skus(of: EbayRef.listing(ofGroup: group)).map {
            .init(ref: EbayRef.ref(sku: $0, group: group), sku: $0)
        }
    }

    private func firstOffer(of skus: [String]) async throws(ConnectorError) -> EbayWire.Offer? {
        for sku in skus { if let offer = try await self.listings.offers(of: sku).value.offer { return offer } }
        return nil
    }

    private func standing(_ listing: String) async throws(ConnectorError) -> Answer<EditedListing> {
        let skus = try await self.skus(of: listing)
        let items = try await self.listings.items(Array(skus.prefix(EbayListings.readBatch)))
        guard let first = items.value.first else { throw Self.gone }
        let offer = try await self.firstOffer(of: skus)
        var edited = self.edited(first, offer)
        if let group = EbayRef.group(listing) {
            edited.listing = listing
            edited.sku = nil
            edited.variations = skus.map { .init(ref: EbayRef.ref(sku: $0, group: group), sku: $0) }
            if let title = try await self.listings.group(group).title { edited.title = HTMLText.plain(title) }
        }
        return items.answer(edited)
    }

    private func edited(_ item: EbayWire.Item, _ offer: EbayWire.Offer?) -> EditedListing {
        EditedListing(
            listing: EbayRef.ref(sku: item.sku, group: item.group).listing,
            title: HTMLText.plain(item.product?.title ?? item.sku), sku: item.sku, status: EbayMapping.status(offer))
    }

    private static let gone = ConnectorError.refused(
        code: "gone", field: "listing", message: "eBay has no such listing of ours on this site.")
}

extension ConnectorError {
    /// What it says of itself, for what is put into another error.
    fileprivate var reason: String {
        switch self {
        case .transient(let text), .unknownOutcome(let text), .unreadable(let text), .forbidden(let text): text
        case .throttled, .limited: "A limit is used up."
        case .unauthorized: "The access was refused."
        case .refused(_, _, let message): message
        }
    }
}
