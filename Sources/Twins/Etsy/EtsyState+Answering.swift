import Foundation

extension EtsyState {
    /// Does what a call asks for.
    mutating func answer(_ call: EtsyCall, at moment: Moment) throws(EtsyError) -> EtsyOutcome {
        switch call.operation.id {
        case "getMe":
            return EtsyOutcome(["user_id": .integer(self.userID), "shop_id": .integer(self.shopID)])
        case "getShop": return EtsyOutcome(self.rendering(call).shop())
        case "getListingsByShop": return try self.listListings(call)
        case "getListingsByListingIds": return try self.batchListings(call)
        case "getListing": return try self.readListing(call)
        case "createDraftListing": return try self.createListing(call, moment)
        case "updateListing": return try self.updateListing(call, moment)
        case "deleteListing": return try self.deleteListing(call)
        case "getListingInventory": return try self.readInventory(call)
        case "updateListingInventory": return try self.updateInventory(call, moment)
        case "getListingImages":
            let (listing, rendering) = (try self.listing(call.listing), self.rendering(call))
            return Self.whole(listing.images.map { rendering.image($0, of: listing.id) })
        case "uploadListingImage": return try self.uploadImage(call, moment)
        case "getShopSections":
            let rendering = self.rendering(call)
            return Self.whole(self.sections.enumerated().map { rendering.section($1, rank: $0) })
        case "createShopSection": return try self.createSection(call)
        case "getShopShippingProfiles":
            let rendering = self.rendering(call)
            return Self.whole(self.profiles.map { rendering.profile($0) })
        case "createShopShippingProfile": return try self.createProfile(call)
        case "getShopReturnPolicies":
            let rendering = self.rendering(call)
            return Self.whole(self.policies.map { rendering.policy($0) })
        case "createShopReturnPolicy": return try self.createPolicy(call)
        case "getShopReadinessStateDefinitions":
            let rendering = self.rendering(call)
            return try EtsyOutcome(self.readiness, call.query) { rendering.readiness($0) }
        case "getShopReceipts": return try self.listReceipts(call, moment)
        case "getShopReceipt":
            return EtsyOutcome(self.rendering(call).receipt(try self.visible(call.receipt, moment)))
        case "getShopReceiptTransactionsByReceipt":
            let (receipt, rendering) = (try self.visible(call.receipt, moment), self.rendering(call))
            return Self.whole(receipt.lines.map { rendering.transaction($0, of: receipt) })
        case "createReceiptShipment": return try self.createShipment(call, moment)
        case "updateShopReceipt": return try self.updateReceipt(call, moment)
        default: throw .noRoute
        }
    }

    static func whole(_ results: [Json]) -> EtsyOutcome {
        EtsyOutcome(["count": .integer(results.count), "results": .array(results)])
    }
}
