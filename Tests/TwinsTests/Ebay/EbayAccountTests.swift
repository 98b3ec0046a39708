import Foundation
import Testing
import Twins

@Suite("An eBay seller's account")
struct EbayAccountTests {
    private static let account = "/sell/account/v1"

    @Test("policies are a site's own, have a name of their own, and stay while a listing uses them")
    func policies() async throws {
        let desk = try await EbayDesk()
        let body = #"{"name":"Slow","marketplaceId":"EBAY_GB","handlingTime":{"unit":"DAY","value":9}}"#
        let made = await desk.send("POST", Self.account + "/fulfillment_policy/", body)
        let id = made.json["fulfillmentPolicyId"].string ?? ""
        #expect(made.status == 201 && made.header("Location")?.hasSuffix(id) == true)
        #expect(await desk.send("POST", Self.account + "/fulfillment_policy/", body).errorID == 20400)
        let all = await desk.get(Self.account + "/fulfillment_policy?marketplace_id=EBAY_GB").json
        #expect(all["total"].int == 2 && all["fulfillmentPolicies"].list.count == 2)
        #expect(await desk.get(Self.account + "/fulfillment_policy?marketplace_id=EBAY_US").json["total"].int == 0)
        #expect(await desk.get(Self.account + "/return_policy").errorID == 20401)
        #expect(await desk.send("DELETE", "\(Self.account)/fulfillment_policy/\(id)").status == 204)
        let used = await desk.shop.policyIDs["payment"] ?? ""
        #expect(await desk.send("DELETE", "\(Self.account)/payment_policy/\(used)").status == 409)
    }

    @Test("a policy of another site does not do for a listing")
    func otherSite() async throws {
        let desk = try await EbayDesk(goods: [])
        let body = #"{"name":"Abroad","marketplaceId":"EBAY_US","returnsAccepted":false}"#
        let made = await desk.send("POST", Self.account + "/return_policy", body)
        _ = await desk.putItem("LAMP")
        let offer = await desk.offer("LAMP").replacing(
            await desk.shop.policyIDs["return"] ?? "?", with: made.json["returnPolicyId"].string ?? "")
        let id = await desk.send("POST", "\(EbayDesk.inventory)/offer", offer).json["offerId"].string ?? ""
        #expect(await desk.send("POST", "\(EbayDesk.inventory)/offer/\(id)/publish").errorID == 25009)
    }

    @Test("out-of-stock control is a program that a seller is in or not")
    func programs() async throws {
        let desk = try await EbayDesk()
        let program = #"{"programType":"OUT_OF_STOCK_CONTROL"}"#
        #expect(await desk.send("POST", Self.account + "/program/opt_out", program).status == 200)
        _ = await desk.setQuantity("MUG", to: 0)
        #expect(await desk.status("MUG") == "ENDED")
        #expect(await desk.send("POST", Self.account + "/program/opt_in", program).status == 200)
        let known = await desk.get(Self.account + "/program/get_opted_in_programs").json["programs"].list
        #expect(known.compactMap { $0["programType"].string } == ["OUT_OF_STOCK_CONTROL", "SELLING_POLICY_MANAGEMENT"])
        _ = await desk.setQuantity("SPOON", to: 0)
        #expect(await desk.status("SPOON") == "OUT_OF_STOCK")
    }

    @Test("categories are found by words, and tell which aspects a listing needs")
    func taxonomy() async throws {
        let desk = try await EbayDesk()
        let token = try await desk.appToken()
        let base = "/commerce/taxonomy/v1"
        let tree = await desk.get(base + "/get_default_category_tree_id?marketplace_id=EBAY_GB", token: token).json
        #expect(tree["categoryTreeId"].string == "3")
        let found = await desk.get(base + "/category_tree/3/get_category_suggestions?q=linen%20shirt", token: token)
            .json
        let best = found["categorySuggestions"].list.first
        #expect(best?["category"]["categoryId"].string == "53159")
        #expect(best?["categoryTreeNodeAncestors"].list.count == 2)
        let path = base + "/category_tree/3/get_item_aspects_for_category?category_id="
        let aspects = await desk.get(path + "53159", token: token).json["aspects"].list
        let required = aspects.filter { $0["aspectConstraint"]["aspectRequired"].bool == true }
        #expect(required.compactMap { $0["localizedAspectName"].string } == ["Brand", "Department"])
        #expect(await desk.get(path + "11450", token: token).errorID == 62009)
        #expect(await desk.get(path + "1", token: token).errorID == 62005)
    }

    @Test("the day's calls are told, what is left of them and until when")
    func limits() async throws {
        let desk = try await EbayDesk()
        _ = await desk.get(EbayDesk.inventory + "/location")
        let token = try await desk.appToken()
        let told = await desk.get("/developer/analytics/v1_beta/rate_limit/?api_name=inventory", token: token).json
        let rate = told["rateLimits"].list.first?["resources"].list.first?["rates"].list.first
        #expect(rate?["limit"].int == 2_000_000 && rate?["remaining"].int == 1_999_999)
        #expect(rate?["timeWindow"].int == 86_400 && rate?["reset"].string?.hasSuffix("Z") == true)
        let none = await desk.get("/developer/analytics/v1_beta/rate_limit/?api_name=none", token: token)
        #expect(none.status == 204)
    }

    @Test("a seller cancels an order once, and agrees to a buyer's wish or not")
    func cancelling() async throws {
        let desk = try await EbayDesk()
        let base = "/post-order/v2/cancellation"
        let sale = await desk.shop.buy("MUG", units: 2)
        let order = desk.shop.orderID(sale?.orderID ?? 0)
        let wish = #"{"legacyOrderId":"\#(order)","cancelReason":"OUT_OF_STOCK_OR_CANNOT_FULFILL"}"#
        let check = await desk.send("POST", base + "/check_eligibility", wish, scheme: "IAF")
        #expect(check.json["eligible"].bool == true)
        let made = await desk.send("POST", base, wish, scheme: "IAF")
        let id = made.json["cancelId"].string ?? ""
        #expect(made.status == 201 && !id.isEmpty)
        #expect(await desk.stock("MUG") == 5)
        let again = await desk.send("POST", base, wish, scheme: "IAF").json
        #expect(again["cancelId"].isNull && again["orderEligibilityResult"]["eligible"].bool == false)
        let detail = await desk.send("GET", "\(base)/\(id)", scheme: "IAF").json["cancelDetail"]
        #expect(detail["requestorType"].string == "SELLER" && detail["cancelState"].string == "CLOSED")

        let asked = await desk.shop.buy("SPOON")
        await desk.shop.requestCancel(order: asked?.orderID ?? 0)
        let open = await desk.send(
            "GET", "\(base)/search?legacy_order_id=\(desk.shop.orderID(asked?.orderID ?? 0))", scheme: "IAF"
        ).json["cancellations"].list.first
        let wished = open?["cancelId"].string ?? ""
        #expect(open?["cancelStatus"].string == "CANCEL_REQUESTED")
        #expect(await desk.send("POST", "\(base)/\(wished)/reject", scheme: "IAF").status == 200)
        #expect(await desk.send("POST", "\(base)/\(wished)/approve", scheme: "IAF").status == 400)
        await desk.shop.requestCancel(order: asked?.orderID ?? 0)
        let list = await desk.send("GET", base + "/search", scheme: "IAF").json["cancellations"].list
        let second = list.first { $0["cancelStatus"].string == "CANCEL_REQUESTED" }?["cancelId"].string ?? ""
        #expect(await desk.send("POST", "\(base)/\(second)/approve", scheme: "IAF").status == 200)
        #expect(await desk.shop.book.unitsSold(of: "SPOON") == 0)
    }
}
