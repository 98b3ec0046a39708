import ConnectorKit
import Foundation
import Wire

/// Selling a product that Amazon's catalogue has: what it is stands there, and only the terms are said.
extension AmazonCatalogue {
    /// What is asked for before anything is sent: whether there is such a product, and whether this account may sell it.
    func offered(_ draft: ListingDraft) async throws(ConnectorError) -> AmazonWire.WholeItem {
        let products = AmazonProducts(api: self.api)
        let product = try await products.find(draft.product)
        guard product.isSellable else {
            throw .refused(
                code: "family", field: "product",
                message: "\(product.id) stands for a family of variations, which cannot be sold. Name one of them.")
        }
        // "PRODUCT" is taken for offers alone (Amazon's own words in models issue 2427, code 4000004).
        let type = try await self.definition(of: product.kind ?? AmazonOffers.anyType, whole: true, .offer)
        var said = try self.attributes(ListingEdit(attributes: draft.details.attributes), of: type)
            .filter { !$0.value.isEmpty }
        said["merchant_suggested_asin"] = [self.instance(["value": .text(product.id)])]
        let item = try self.whole(said, draft, type, .offer)
        let condition = AmazonProductType.list(item.attributes["condition_type"]).first?["value"]?.text
        try await products.check(product.id, in: condition ?? "new_new")
        return item
    }
}
