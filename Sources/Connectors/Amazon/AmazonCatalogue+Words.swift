import Commerce
import ConnectorKit
import Foundation
import Wire

/// What a person says of a listing, as attributes: lists of instances, each for one marketplace and one language.
extension AmazonCatalogue {
    /// Amazon's names of pictures: one main one, and up to eight more.
    static let mainImage = "main_product_image_locator"
    static let otherImages = (1...8).map { "other_product_image_locator_\($0)" }
    /// What buyers do not see and search by, where the product type has it.
    private static let keywords = "generic_keyword"

    /// A draft's own fields beside its details. What only other channels ask for is left out.
    static func form(_ draft: ListingDraft) -> ListingEdit {
        var edit = draft.details
        edit.title = draft.title
        edit.description = draft.description
        (edit.materials, edit.section, edit.shippingProfile, edit.returnPolicy) = (nil, nil, nil, nil)
        (edit.processing, edit.goods) = (nil, nil)
        return edit
    }

    /// - Throws: `refused` for what Amazon has no place for.
    func attributes(
        _ edit: ListingEdit, of type: AmazonProductType
    ) throws(ConnectorError) -> [String: [JSONValue]] {
        for (field, value) in [
            ("materials", edit.materials?.first), ("section", edit.section), ("shipping-profile", edit.shippingProfile),
            ("return-policy", edit.returnPolicy), ("processing", edit.processing), ("goods", edit.goods?.rawValue),
        ] where value != nil {
            throw .refused(
                code: "not-at-amazon", field: field,
                message: "Amazon has no such field. Its attributes go by name: --attribute NAME=VALUE")
        }
        var found: [String: [JSONValue]] = [:]
        if let title = edit.title { found["item_name"] = [self.text(title, type)] }
        if let text = edit.description { found["product_description"] = [self.text(text, type)] }
        if let bullets = edit.bullets { found["bullet_point"] = bullets.map { self.text($0, type) } }
        if let tags = edit.tags, type.attribute(Self.keywords) != nil {
            found[Self.keywords] = tags.isEmpty ? [] : [self.text(tags.joined(separator: " "), type)]
        }
        if let images = edit.images { try self.add(images, to: &found) }
        for attribute in edit.attributes ?? [] {
            found[attribute.name, default: []] += try self.instances(attribute, of: type)
        }
        return found
    }

    private func text(_ text: String, _ type: AmazonProductType) -> JSONValue {
        self.instance(["value": .text(text), "language_tag": .text(type.language)])
    }

    func instance(_ members: [String: JSONValue]) -> JSONValue {
        .object(members.merging(["marketplace_id": .text(self.api.place.home.id)]) { own, _ in own })
    }

    /// Each picture in its place; places beyond the last are emptied.
    private func add(_ images: [String], to found: inout [String: [JSONValue]]) throws(ConnectorError) {
        guard images.count <= 1 + Self.otherImages.count else {
            throw .refused(code: "too-many-images", field: "image", message: "Amazon shows nine pictures at most.")
        }
        for image in images {
            guard let url = URL(string: image), url.scheme == "https" || url.scheme == "http", url.host != nil else {
                throw .refused(
                    code: "image-by-address", field: "image",
                    message: "Amazon fetches pictures from web addresses, such as https://example.com/mug.jpg")
            }
        }
        for (index, name) in ([Self.mainImage] + Self.otherImages).enumerated() {
            found[name] =
                index < images.count ? [self.instance(["media_location": .text(images[index])])] : []
        }
    }

    /// Empty text takes an attribute away; JSON is taken as it is, for what has no single value.
    private func instances(
        _ said: ListingEdit.Attribute, of type: AmazonProductType
    ) throws(ConnectorError) -> [JSONValue] {
        let text = said.value.withoutOuterSpace
        guard !text.isEmpty else { return [] }
        if text.hasPrefix("{") || text.hasPrefix("[") {
            guard let json = try? JSONAnswer.decode(JSONValue.self, from: Array(text.utf8)) else {
                throw .refused(code: "bad-json", field: said.name, message: "It begins like JSON and is none.")
            }
            let all = if case .array(let all) = json { all } else { [json] }
            return all.map { if case .object(let members) = $0 { self.instance(members) } else { $0 } }
        }
        guard let known = type.attribute(said.name) else {
            throw .refused(
                code: "no-attribute", field: said.name,
                message:
                    "A \(type.name) has no such attribute. See: entrepot listing choices CONNECTION properties --of \(type.name)"
            )
        }
        guard let value = known.value else {
            throw .refused(
                code: "no-single-value", field: said.name,
                message:
                    "\(known.title) has several parts: \(known.members.sorted().joined(separator: ", ")). Say it as JSON."
            )
        }
        var members = ["value": value.read(text)]
        if known.hasLanguage { members["language_tag"] = .text(type.language) }
        return [self.instance(members)]
    }

    // MARK: Choices

    func choices(
        _ kind: ListingChoice.Kind, of parent: String?
    ) async throws(ConnectorError) -> Answer<[ListingChoice]> {
        switch kind {
        case .categories:
            let told = try await self.api.get(
                AmazonWire.ProductTypes.self, .searchDefinitionsProductTypes, "/definitions/2020-09-01/productTypes",
                query: [("marketplaceIds", self.api.place.home.id)])
            return told.answer(
                told.value.productTypes.map { ListingChoice(id: $0.name, name: HTMLText.plain($0.displayName)) })
        case .properties:
            guard let parent else {
                throw .refused(
                    code: "category-missing", field: "category", message: "Say for which product type, such as LUGGAGE."
                )
            }
            let type = try await self.definition(of: parent, whole: true)
            let rows = type.attributes.filter { !Self.ours.contains($0.name) }.flatMap { attribute in
                [ListingChoice(id: attribute.name, name: attribute.title, isRequired: attribute.isRequired)]
                    + (attribute.value?.choices ?? []).map {
                        ListingChoice(id: $0.value.text ?? "", name: $0.title, parent: attribute.name)
                    }
            }
            return Answer(rows, channelTime: nil, latency: .zero)
        default:
            throw .refused(
                code: "not-at-amazon", field: kind.rawValue,
                message: "Amazon has none of these. There are: categories, properties.")
        }
    }

    /// What a listing has fields of its own for.
    private static let ours: Set<String> = [
        "item_name", "product_description", "bullet_point", "purchasable_offer", "fulfillment_availability", mainImage,
    ]
}
