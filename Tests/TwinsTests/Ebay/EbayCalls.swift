import Foundation
import Twins

/// One call of each operation, such that each succeeds.
enum EbayCalls {
    struct Call {
        var id: String
        /// Below the API's base.
        var target: String
        var body = ""
        var status = 200
        /// Of the app itself; `nil`: the seller's.
        var token: String?
    }

    static func all(_ desk: EbayDesk) async throws -> [Call] {
        try await self.inventory(desk) + self.orders(desk)
            + self.account(desk)
            + [
                Call(id: "getUser", target: "/user/"),
                Call(id: "getRateLimits", target: "/rate_limit/", token: try await desk.appToken()),
                Call(id: "getUserRateLimits", target: "/user_rate_limit/?api_context=sell"),
            ]
    }

    private static func account(_ desk: EbayDesk) async -> [Call] {
        let program = #"{"programType":"OUT_OF_STOCK_CONTROL"}"#
        var calls = [
            Call(id: "getPrivileges", target: "/privilege"),
            Call(id: "optInToProgram", target: "/program/opt_in", body: program),
            Call(id: "getOptedInPrograms", target: "/program/get_opted_in_programs"),
            Call(id: "optOutOfProgram", target: "/program/opt_out", body: program),
        ]
        for (kind, title, slash) in [
            ("fulfillment", "Fulfillment", "/"), ("payment", "Payment", ""), ("return", "Return", ""),
        ] {
            let path = "/\(kind)_policy"
            let made = await desk.send(
                "POST", "/sell/account/v1\(path)\(slash)", #"{"name":"Spare","marketplaceId":"EBAY_GB"}"#)
            let id = made.json["\(kind)PolicyId"].string ?? ""
            let used = await desk.shop.policyIDs[kind] ?? ""
            calls += [
                Call(id: "get\(title)Policies", target: path + "?marketplace_id=EBAY_GB"),
                Call(
                    id: "get\(title)PolicyByName",
                    target: path + "/get_by_policy_name?marketplace_id=EBAY_GB&name=Spare"),
                Call(id: "get\(title)Policy", target: "\(path)/\(used)"),
                Call(
                    id: "create\(title)Policy", target: path + slash,
                    body: #"{"name":"Other","marketplaceId":"EBAY_GB","description":"Another."}"#, status: 201),
                Call(
                    id: "update\(title)Policy", target: "\(path)/\(id)",
                    body: #"{"name":"Changed","marketplaceId":"EBAY_GB"}"#),
                Call(id: "delete\(title)Policy", target: "\(path)/\(id)", status: 204),
            ]
        }
        return calls
    }

    private static func inventory(_ desk: EbayDesk) async throws -> [Call] {
        await desk.shop.fillOlder([TwinProduct(sku: "OLD", name: "Old", price: "5.00", stock: 1)])
        let old = await desk.shop.olderListings.keys.first ?? ""
        let lamp = try await desk.publish("LAMP")
        for sku in ["BULK", "VASE", "PAIR-A", "PAIR-B"] { _ = await desk.putItem(sku) }
        let vase = await desk.send("POST", "\(EbayDesk.inventory)/offer", await desk.offer("VASE"))
        let vaseID = vase.json["offerId"].string ?? ""
        for sku in ["PAIR-A", "PAIR-B"] {
            _ = await desk.send("POST", "\(EbayDesk.inventory)/offer", await desk.offer(sku))
        }
        let mug = await desk.offerID("MUG")
        let pair =
            #"{"title":"Pair","description":"Two.","variantSKUs":["PAIR-A","PAIR-B"],"aspects":{"Brand":["Lumen"]},"#
            + #""imageUrls":["https://a.example/1"],"variesBy":{"specifications":[{"name":"Size","values":["A","B"]}]}}"#
        let key = #"{"inventoryItemGroupKey":"PAIR","marketplaceId":"EBAY_GB"}"#
        let bulk = EbayDesk.item(units: 2, more: #","sku":"BULK","locale":"en_GB""#)
        let update =
            #"{"sku":"MUG","shipToLocationAvailability":{"quantity":4},"offers":[{"offerId":"\#(mug)","availableQuantity":4,"#
            + #""price":{"value":"12.75","currency":"GBP"}}]}"#
        let place = #"{"location":{"address":{"country":"GB","postalCode":"NR2 1TF"}},"name":"Barn"}"#
        return [
            Call(id: "getInventoryItems", target: "/inventory_item?limit=2&offset=1"),
            Call(id: "getInventoryItem", target: "/inventory_item/SHIRT-S"),
            Call(
                id: "bulkGetInventoryItem", target: "/bulk_get_inventory_item",
                body: #"{"requests":[{"sku":"MUG"},{"sku":"NONE"}]}"#, status: 207),
            Call(
                id: "createOrReplaceInventoryItem", target: "/inventory_item/FRESH", body: EbayDesk.item(units: 1),
                status: 201),
            Call(
                id: "createOrReplaceInventoryItem", target: "/inventory_item/FRESH", body: EbayDesk.item(units: 2),
                status: 204),
            Call(
                id: "bulkCreateOrReplaceInventoryItem", target: "/bulk_create_or_replace_inventory_item",
                body: #"{"requests":[\#(bulk)]}"#),
            Call(id: "getOffers", target: "/offer?sku=SHIRT-S"), Call(id: "getOffer", target: "/offer/\(mug)"),
            Call(id: "createOffer", target: "/offer", body: await desk.offer("FRESH"), status: 201),
            Call(
                id: "bulkCreateOffer", target: "/bulk_create_offer",
                body: #"{"requests":[\#(await desk.offer("BULK"))]}"#),
            Call(
                id: "updateOffer", target: "/offer/\(lamp)", body: await desk.offer("LAMP", price: "11.00"), status: 204
            ),
            Call(
                id: "bulkPublishOffer", target: "/bulk_publish_offer",
                body: #"{"requests":[{"offerId":"\#(vaseID)"},{"offerId":"1"}]}"#, status: 207),
            Call(id: "withdrawOffer", target: "/offer/\(vaseID)/withdraw"),
            Call(id: "publishOffer", target: "/offer/\(vaseID)/publish"),
            Call(
                id: "createOrReplaceInventoryItemGroup", target: "/inventory_item_group/PAIR", body: pair, status: 201),
            Call(id: "getInventoryItemGroup", target: "/inventory_item_group/PAIR"),
            Call(
                id: "publishOfferByInventoryItemGroup", target: "/offer/publish_by_inventory_item_group", body: key),
            Call(
                id: "withdrawOfferByInventoryItemGroup", target: "/offer/withdraw_by_inventory_item_group", body: key,
                status: 204),
            Call(id: "deleteInventoryItemGroup", target: "/inventory_item_group/PAIR", status: 204),
            Call(
                id: "bulkUpdatePriceQuantity", target: "/bulk_update_price_quantity",
                body: #"{"requests":[\#(update)]}"#),
            Call(
                id: "bulkMigrateListing", target: "/bulk_migrate_listing",
                body: #"{"requests":[{"listingId":"\#(old)"}]}"#),
            Call(id: "createInventoryLocation", target: "/location/barn", body: place, status: 204),
            Call(id: "getInventoryLocation", target: "/location/barn"),
            Call(id: "getInventoryLocations", target: "/location"),
            Call(id: "disableInventoryLocation", target: "/location/barn/disable"),
            Call(id: "enableInventoryLocation", target: "/location/barn/enable"),
            Call(id: "deleteInventoryLocation", target: "/location/barn", status: 204),
            Call(id: "deleteOffer", target: "/offer/\(lamp)", status: 204),
            Call(id: "deleteInventoryItem", target: "/inventory_item/LAMP", status: 204),
        ]
    }

    private static func orders(_ desk: EbayDesk) async throws -> [Call] {
        let wished = await desk.shop.buy("MUG", paid: false)
        await desk.shop.requestCancel(order: wished?.orderID ?? 0)
        let sale = await desk.shop.buy("SHIRT-S", units: 2)
        let id = desk.shop.orderID(sale?.orderID ?? 0)
        let line = await desk.get("/sell/fulfillment/v1/order/\(id)").json["lineItems"].list.first?["lineItemId"].string
        let package =
            #"{"lineItems":[{"lineItemId":"\#(line ?? "")","quantity":1}],"shippingCarrierCode":"RoyalMail","#
            + #""trackingNumber":"RM1GB"}"#
        let refund =
            #"{"reasonForRefund":"BUYER_RETURN","refundItems":[{"lineItemId":"\#(line ?? "")","#
            + #""refundAmount":{"value":"1.50","currency":"GBP"}}]}"#
        return [
            Call(
                id: "createShippingFulfillment", target: "/order/\(id)/shipping_fulfillment", body: package, status: 201
            ),
            Call(id: "getShippingFulfillments", target: "/order/\(id)/shipping_fulfillment"),
            Call(id: "getShippingFulfillment", target: "/order/\(id)/shipping_fulfillment/RM1GB"),
            Call(id: "issueRefund", target: "/order/\(id)/issue_refund", body: refund),
            Call(id: "getOrder", target: "/order/\(desk.shop.orderID(wished?.orderID ?? 0))"),
            Call(id: "getOrders", target: "/order?limit=200"),
        ]
    }
}
