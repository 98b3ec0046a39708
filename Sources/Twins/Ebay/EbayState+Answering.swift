import Foundation

extension EbayState {
    /// Does what a call asks for.
    mutating func answer(_ call: EbayCall, at moment: Moment) throws(EbayError) -> EbayOutcome {
        switch call.operation.id {
        case "getUser": return EbayOutcome(self.user())
        case "getInventoryItem": return EbayOutcome(self.json(try self.item(call.value("sku"))))
        case "getInventoryItems": return try self.listItems(call)
        case "bulkGetInventoryItem": return try self.bulkItems(call)
        case "createOrReplaceInventoryItem": return try self.putItem(call, moment)
        case "bulkCreateOrReplaceInventoryItem": return try self.bulkPutItems(call, moment)
        case "deleteInventoryItem": return try self.deleteItem(call, moment)
        case "getInventoryItemGroup": return EbayOutcome(self.json(try self.group(call.value("inventoryItemGroupKey"))))
        case "createOrReplaceInventoryItemGroup": return try self.putGroup(call, moment)
        case "deleteInventoryItemGroup": return try self.deleteGroup(call, moment)
        case "getOffers": return try self.listOffers(call)
        case "getOffer": return EbayOutcome(self.json(try self.offer(call.value("offerId"))))
        case "createOffer":
            return EbayOutcome(
                ["offerId": .string(try self.createOffer(call.body, try call.locale(), moment))], status: 201)
        case "bulkCreateOffer": return try self.bulkCreateOffers(call, moment)
        case "updateOffer": return try self.updateOffer(call, moment)
        case "deleteOffer": return try self.deleteOffer(call, moment)
        case "publishOffer":
            return EbayOutcome(["listingId": .string(try self.publish(call.value("offerId"), moment))])
        case "bulkPublishOffer": return try self.bulkPublish(call, moment)
        case "publishOfferByInventoryItemGroup": return try self.publishGroup(call, moment)
        case "withdrawOffer": return try self.withdraw(call, moment)
        case "withdrawOfferByInventoryItemGroup": return try self.withdrawGroup(call, moment)
        case "bulkUpdatePriceQuantity": return try self.updatePriceQuantity(call, moment)
        case "bulkMigrateListing": return try self.migrate(call, moment)
        case "getInventoryLocation": return EbayOutcome(self.json(try self.location(call)))
        case "getInventoryLocations": return try self.listLocations(call)
        case "createInventoryLocation": return try self.createLocation(call)
        case "deleteInventoryLocation": return try self.deleteLocation(call)
        case "enableInventoryLocation", "disableInventoryLocation": return try self.switchLocation(call)
        case "getOrders": return try self.listOrders(call, moment)
        case "getOrder":
            return EbayOutcome(self.json(try self.order(call.value("orderId"), moment), call, isAlone: true))
        case "getShippingFulfillments", "getShippingFulfillment": return try self.shipments(call, moment)
        case "createShippingFulfillment": return try self.ship(call, moment)
        case "issueRefund": return try self.refund(call, moment)
        case let id where id.lowercased().contains("cancel"): return try self.answerCancelling(call, moment)
        default:
            guard call.operation.base == "/sell/account/v1" else { throw .noRoute }
            return try self.answerAccount(call)
        }
    }

    /// Of the Identity API. What a scope does not open is left out; no scope is asked for that opens an address.
    private func user() -> Json {
        [
            "accountType": "BUSINESS", "registrationMarketplaceId": .string(self.market.id), "status": "CONFIRMED",
            "userId": .string(self.userID), "username": .string(self.username),
        ]
    }

    /// Answers one entry of a bulk call after the other, each for itself.
    ///
    /// - Returns: 200 where all went well, else 207.
    static func bulk(
        _ entries: [Json], _ answer: (Json) throws(EbayError) -> Json, naming: (Json) -> [Json.Member]
    ) -> EbayOutcome {
        var isWhole = true
        let responses = entries.map { entry -> Json in
            do throws(EbayError) {
                return try answer(entry)
            } catch {
                isWhole = false
                return .object(
                    [.init(name: "statusCode", value: .integer(error.status))] + naming(entry)
                        + [.init(name: "errors", value: [error.entry])])
            }
        }
        return EbayOutcome(["responses": .array(responses)], status: isWhole ? 200 : 207)
    }

    /// The members of these names of an entry that says what it is about.
    static func names(_ names: String...) -> (Json) -> [Json.Member] {
        { entry in entry.members.filter { names.contains($0.name) && $0.value.text != nil } }
    }
}
