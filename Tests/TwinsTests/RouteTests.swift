import Foundation
import Testing
import Twins

@Suite("A twin's routes")
struct RouteTests {
    @Test("lists come in pages, with totals and links")
    func paging() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            await client.shop.fill(TwinSeed.catalogue(named: "pages", simple: 21, variable: 0))
            var seen: [Int] = []
            for page in 1...3 {
                let answer = try await client.get("products?per_page=10&page=\(page)&orderby=id&order=asc")
                #expect(answer.header("X-WP-Total") == "24")
                #expect(answer.header("X-WP-TotalPages") == "3")
                #expect(answer.header("Link")?.contains("rel=\"next\"") == (page < 3))
                seen += answer.object.list.compactMap(\.["id"].int)
            }
            #expect(seen == seen.sorted() && Set(seen).count == 24)
        }
    }

    @Test(
        "a page of 101, a page 0 and an unknown order are refused",
        arguments: ["per_page=101", "page=0", "orderby=luck"])
    func badList(_ query: String) async throws {
        try await OpenTwins.run { (twins) async throws in
            let answer = try await twins.shop().get("products?\(query)")
            #expect(answer.status == 400)
            #expect(answer.object["code"].string == "rest_invalid_param")
        }
    }

    @Test("modified_after leaves out what changed in that very second, and earlier")
    func modifiedAfter() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let mug = await client.id("MUG")
            await client.shop.setClock(skew: 100)
            let put = try await client.put("products/\(mug)", #"{"stock_quantity":2}"#)
            let at = put.object["date_modified_gmt"].string ?? ""
            let before = try await client.get("products?dates_are_gmt=true&modified_after=\(BuyingTests.gmt(50))")
            #expect(before.object.list.map { $0["id"].int } == [mug])
            #expect(try await client.get("products?dates_are_gmt=true&modified_after=\(at)").object.list.isEmpty)
        }
    }

    @Test("dates without gmt are the shop's own")
    func zones() async throws {
        try await OpenTwins.run { (twins) async throws in
            let shop = await twins.market.open("away", goods: OpenTwins.goods, utcOffset: -5 * 3600)
            let key = await shop.keys[0]
            let client = Client(
                shop: shop, root: "\(await shop.address)/wp-json/wc/v3/", key: key.key, secret: key.secret)
            let mug = try await client.get("products?sku=MUG").object[0]
            let local = try Date(#require(mug["date_created"].string) + "Z", strategy: .iso8601)
            let gmt = try Date(#require(mug["date_created_gmt"].string) + "Z", strategy: .iso8601)
            #expect(gmt.timeIntervalSince(local) == 5 * 3600)
            #expect(try await client.get("products?modified_after=\(BuyingTests.gmt(-4 * 3600))").object.list.isEmpty)
            #expect(
                try await client.get("products?dates_are_gmt=true&modified_after=\(BuyingTests.gmt(-4 * 3600))").object
                    .list.count == 3)
        }
    }

    @Test("stock of a product that does not manage stock is taken with 200 and not kept")
    func unmanaged() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let answer = try await client.put("products/\(await client.id("SPOON"))", #"{"stock_quantity":9}"#)
            #expect(answer.status == 200)
            #expect(answer.object["stock_quantity"].isNull)
            #expect(answer.object["manage_stock"].bool == false)
        }
    }

    @Test("a variation without stock of its own shows its parent's")
    func parentStock() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let item = try #require(await client.shop.report().items["SHIRT-S"])
            _ = try await client.put("products/\(item.parentID)", #"{"manage_stock":true,"stock_quantity":7}"#)
            let path = "products/\(item.parentID)/variations/\(item.id)"
            let answer = try await client.put(path, #"{"manage_stock":false}"#)
            #expect(answer.object["manage_stock"].string == "parent")
            #expect(answer.object["stock_quantity"].int == 7)
            await client.shop.buy("SHIRT-S", units: 2)
            #expect(try await client.get("products/\(item.parentID)").object["stock_quantity"].int == 5)
        }
    }

    @Test("a batch does its good rows and gives each bad row its own error")
    func batch() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            let (mug, shirt) = (await client.id("MUG"), await client.id("SHIRT-S"))
            let body =
                #"{"update":[{"id":\#(mug),"stock_quantity":8},{"id":\#(shirt),"stock_quantity":8},{"id":4}],"#
                + #""create":[{"name":"T","sku":"MUG"}]}"#
            let answer = try await client.post("products/batch", body)
            #expect(answer.status == 200)
            let rows = answer.object["update"].list
            #expect(rows[0]["stock_quantity"].int == 8)
            #expect(rows[1]["error"]["code"].string == "woocommerce_rest_invalid_product_id")
            #expect(rows[2]["error"]["code"].string == "woocommerce_rest_product_invalid_id")
            #expect(answer.object["create"][0]["error"]["code"].string == "product_invalid_sku")
            #expect(try await client.stock("SHIRT-S") == 3)
        }
    }

    @Test("a batch of 101 is refused whole")
    func bigBatch() async throws {
        try await OpenTwins.run { (twins) async throws in
            let rows = Array(repeating: "{\"id\":1}", count: 101).joined(separator: ",")
            #expect(try await twins.shop().post("products/batch", "{\"update\":[\(rows)]}").status == 413)
        }
    }

    @Test("an unknown route, an unknown id and a broken body are told apart")
    func errors() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            #expect(try await client.get("planets").object["code"].string == "rest_no_route")
            #expect(try await client.get("orders/7").object["code"].string == "woocommerce_rest_shop_order_invalid_id")
            #expect(
                try await client.put("products/\(await client.id("MUG"))", "{").object["code"].string
                    == "rest_invalid_json")
        }
    }

    @Test("_fields leaves out everything else")
    func fields() async throws {
        try await OpenTwins.run { (twins) async throws in
            let rows = try await twins.shop().get("products?_fields=id,sku").object.list
            #expect(rows.count == 3 && rows.allSatisfy { $0.keys == ["id", "sku"] })
        }
    }

    @Test("orders carry a whole buyer, so that a hub can show that it keeps none")
    func buyer() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            await client.shop.buy("MUG")
            let billing = try await client.get("orders").object[0]["billing"]
            #expect(billing["email"].string?.hasSuffix("@example.com") == true)
            #expect(billing["first_name"].string?.isEmpty == false)
        }
    }

    @Test("the Date header is the shop's clock, skew and all")
    func dateHeader() async throws {
        try await OpenTwins.run { (twins) async throws in
            let client = await twins.shop()
            await client.shop.setClock(skew: 3600)
            let header = try #require(try await client.get("products").header("Date"))
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(secondsFromGMT: 0)
            format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
            let date = try #require(format.date(from: header))
            #expect(abs(date.timeIntervalSinceNow - 3600) < 5)
        }
    }
}
