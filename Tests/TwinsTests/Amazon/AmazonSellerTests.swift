import Foundation
import Testing
import Twins

@Suite("An Amazon seller's listings at the twin")
struct AmazonSellerTests {
    @Test("a change that was accepted is applied later, and changes of one SKU in their order")
    func later() async throws {
        let desk = try await AmazonDesk()
        for units in [9, 7] {
            let reply = await desk.setQuantity("MUG", to: units)
            #expect(reply.json["status"].string == "ACCEPTED")
        }
        #expect(await desk.stock("MUG") == 5)
        await desk.pass(4)
        #expect(await desk.stock("MUG") == 7)
        let set = await desk.shop.book.entries.filter { $0.kind == .stockSet }
        #expect(set.map(\.after) == [9, 7] && set.allSatisfy { $0.by == .hub })
    }

    @Test("`merge` keeps what stands beside the quantity, `replace` drops it, another channel is added")
    func operations() async throws {
        let desk = try await AmazonDesk()
        func attribute(_ op: String, _ channel: String) async -> String? {
            _ = await desk.patch(
                "MUG", op, "fulfillment_availability",
                #"[{"fulfillment_channel_code":"\#(channel)","quantity":8}]"#)
            await desk.pass(3)
            return await desk.shop.attribute("fulfillment_availability", of: "MUG")
        }
        #expect(await attribute("merge", "DEFAULT")?.contains("lead_time_to_ship_max_days") == true)
        #expect(await attribute("replace", "DEFAULT")?.contains("lead_time_to_ship_max_days") == false)
        let both = await attribute("replace", "AMAZON_EU")
        #expect(both?.contains("DEFAULT") == true && both?.contains("AMAZON_EU") == true)
    }

    @Test("an offer is replaced whole, and its price is what buyers pay")
    func price() async throws {
        let desk = try await AmazonDesk()
        let value =
            #"[{"marketplace_id":"\#(desk.shop.home.id)","currency":"GBP","our_price":[{"schedule":[{"value_with_tax":13.75}]}]}]"#
        _ = await desk.patch("MUG", "replace", "purchasable_offer", value)
        await desk.pass(3)
        #expect(await desk.shop.report().items["MUG"]?.regularPrice == "13.75")
    }

    @Test(
        "what is wrong is said, and a preview changes nothing",
        arguments: [
            ("merge", "fulfillment_availability", #"[{"fulfillment_channel_code":"DEFAULT","quantity":-1}]"#),
            ("merge", "fulfillmentAvailability", #"[{"quantity":1}]"#), ("merge", "item_name", #"[{"value":"X"}]"#),
            ("replace", "purchasable_offer", #"[{"currency":"GBP"}]"#),
            ("replace", "purchasable_offer", #"[{"our_price":[{"schedule":[{"value_with_tax":0}]}]}]"#),
        ])
    func invalid(op: String, name: String, value: String) async throws {
        let desk = try await AmazonDesk()
        for (mode, status) in [("", "INVALID"), ("&mode=VALIDATION_PREVIEW", "INVALID")] {
            let reply = await desk.patch("MUG", op, name, value, query: mode)
            #expect(reply.json["status"].string == status)
            #expect(reply.json["issues"].list.first?["severity"].string == "ERROR")
        }
        let good = #"[{"fulfillment_channel_code":"DEFAULT","quantity":1}]"#
        let preview = await desk.patch(
            "MUG", "merge", "fulfillment_availability", good, query: "&mode=VALIDATION_PREVIEW")
        #expect(preview.json["status"].string == "VALID")
        await desk.pass(5)
        #expect(await desk.stock("MUG") == 5)
    }

    @Test("an order is searchable two minutes after it changed, and at once by its number; no person unasked")
    func orders() async throws {
        let desk = try await AmazonDesk()
        let sale = try #require(await desk.shop.buy("MUG", units: 2))
        let target = "/orders/2026-01-01/orders?lastUpdatedAfter=2026-01-01T00:00:00Z"
        #expect(await desk.get(target).json["orders"].list.isEmpty)
        let one = await desk.get("/orders/2026-01-01/orders/\(desk.shop.orderID(sale.orderID))")
        #expect(one.status == 200 && !one.text.contains("buyer") && !one.text.contains("example.com"))
        await desk.pass(121)
        #expect(await desk.get(target).json["orders"].list.count == 1)
        #expect(await desk.stock("MUG") == 3)
    }

    @Test("an operation is throttled exactly as published, each by itself, and comes back as fast")
    func throttled() async throws {
        let desk = try await AmazonDesk()
        let target = "/orders/2026-01-01/orders?lastUpdatedAfter=2026-01-01T00:00:00Z"
        var statuses: [Int] = []
        for _ in 0..<21 { statuses.append(await desk.get(target).status) }
        #expect(statuses == Array(repeating: 200, count: 20) + [429])
        let full = await desk.get(target)
        #expect(full.json["errors"].list.first?["code"].string == "QuotaExceeded")
        #expect(full.header("retry-after") == nil && full.header("x-amzn-RateLimit-Limit") == nil)
        #expect(await desk.get("\(desk.items)?\(desk.store)").header("x-amzn-RateLimit-Limit") == "5.0")
        await desk.pass(178)
        #expect(await desk.get(target).status == 429)
        await desk.pass(1)
        #expect(await desk.get(target).status == 200)
        #expect(await desk.market.amazon.throttled == 3)
    }

    @Test("a consent gives a code, the code tokens once, and tells whose account it is")
    func consent() async throws {
        let desk = try await AmazonDesk()
        let id = await desk.market.amazon.applicationID
        let page = await desk.raw(
            "GET", "/apps/authorize/consent?application_id=\(id)&state=s1&redirect_uri=http://localhost:1/back", [], [:]
        )
        let location = try #require(page.header("location"))
        #expect(page.status == 302 && location.contains("selling_partner_id=\(desk.shop.sellerID)"))
        let code = try #require(location.firstMatch(of: #/spapi_oauth_code=([^&]+)/#)?.1)
        let form = "grant_type=authorization_code&code=\(code)&redirect_uri=http://localhost:1/back"
        let tokens = await desk.token(form)
        #expect(tokens.json["expires_in"].int == 3600 && tokens.json["token_type"].string == "bearer")
        #expect(await desk.token(form).json["error"].string == "invalid_grant")
        let access = try #require(tokens.json["access_token"].string)
        #expect(await desk.get("/sellers/v1/marketplaceParticipations", token: access).status == 200)
    }

    @Test("an access token ends after an hour, a refresh token when the seller takes the consent back")
    func ending() async throws {
        let desk = try await AmazonDesk()
        await desk.pass(3601)
        #expect(await desk.get("/sellers/v1/marketplaceParticipations").status == 403)
        let form = "grant_type=refresh_token&refresh_token=\(desk.tokens.refresh.replacing("|", with: "%7C"))"
        let fresh = await desk.token(form)
        #expect(fresh.json["refresh_token"].string == desk.tokens.refresh)
        await desk.market.amazon.revoke(shop: "seller")
        #expect(await desk.token(form).json["error"].string == "invalid_grant")
    }
}
