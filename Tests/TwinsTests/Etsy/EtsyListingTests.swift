import Foundation
import Testing
import Twins

@Suite("An Etsy twin's listings")
struct EtsyListingTests {
    @Test("are listed by state, page by page, with their inventory when asked for")
    func pages() async throws {
        let goods = (1...130).map { TwinProduct(sku: "S\($0)", name: "Cup \($0)", price: "9.00", stock: 2) }
        let desk = try await EtsyDesk(goods: goods)
        let path = "shops/\(desk.shop.shopID)/listings?limit=100&includes=Inventory"
        let first = await desk.get(path).json
        let second = await desk.get(path + "&offset=100").json
        #expect(first["count"].int == 130)
        #expect(first["results"].list.count == 100)
        let skus = (first["results"].list + second["results"].list).map { $0["skus"][0].string ?? "" }
        #expect(Set(skus).count == 130)
        #expect(first["results"][0]["inventory"]["products"][0]["offerings"][0]["quantity"].int == 2)
        #expect(await desk.get(path + "&state=draft").json["count"].int == 0)
        #expect(await desk.get("shops/\(desk.shop.shopID)/listings?limit=101").status == 400)
        #expect(await desk.get("shops/\(desk.shop.shopID)/listings?state=gone").status == 400)
    }

    @Test("a hundred can be read by id, also other shops', whose SKUs stay hidden")
    func batch() async throws {
        let desk = try await EtsyDesk()
        let other = await desk.market.openEtsy("other", goods: OpenTwins.goods)
        let (mine, theirs) = (await desk.listing("MUG"), await other.listing("MUG")?.id ?? 0)
        let reply = await desk.get("listings/batch?listing_ids=\(mine),\(theirs)&includes=Inventory").json
        #expect(reply["count"].int == 2)
        #expect(reply["results"][0]["skus"][0].string == "MUG")
        #expect(reply["results"][1]["listing_id"].int == theirs)
        #expect(reply["results"][1]["skus"].list.isEmpty)
        let many = (1...101).map(String.init).joined(separator: ",")
        #expect(await desk.get("listings/batch?listing_ids=\(many)").status == 400)
    }

    @Test("a draft gets a picture, is published for a fee, and can then be bought", arguments: [false, true])
    func draft(asJSON: Bool) async throws {
        let desk = try await EtsyDesk(goods: [])
        let shop = "shops/\(desk.shop.shopID)"
        let profile = await desk.get("\(shop)/shipping-profiles").json["results"][0]["shipping_profile_id"].int ?? 0
        let section = await desk.form("POST", "\(shop)/sections", "title=Mugs").json["shop_section_id"].int ?? 0
        let made =
            asJSON
            ? await desk.send(
                "POST", "\(shop)/listings",
                #"{"quantity":3,"title":"Blue Mug","description":"A mug","price":12.5,"who_made":"i_did","#
                    + #""when_made":"made_to_order","taxonomy_id":1054,"shipping_profile_id":\#(profile),"#
                    + #""tags":["mug","blue"],"shop_section_id":\#(section)}"#)
            : await desk.form(
                "POST", "\(shop)/listings",
                "quantity=3&title=Blue+Mug&description=A+mug&price=12.50&who_made=i_did&when_made=made_to_order"
                    + "&taxonomy_id=1054&shipping_profile_id=\(profile)&tags=mug,blue&shop_section_id=\(section)")
        #expect(made.status == 201, "\(made.text)")
        #expect(made.json["state"].string == "draft")
        #expect(made.json["tags"].list.compactMap(\.string) == ["mug", "blue"])
        #expect(made.json["shop_section_id"].int == section)
        let id = made.json["listing_id"].int ?? 0
        #expect(await desk.get("listings/\(id)/inventory").status == 404)
        let early = await desk.form("PATCH", "\(shop)/listings/\(id)", "state=active")
        #expect(early.status == 400)
        let picture = await desk.raw(
            "POST", "/etsy/v3/application/\(shop)/listings/\(id)/images",
            Array(
                ("--b\r\nContent-Disposition: form-data; name=\"rank\"\r\n\r\n1\r\n"
                    + "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"m.png\"\r\n"
                    + "Content-Type: image/png\r\n\r\n\u{89}PNG--\r\n\r\n--b--\r\n").utf8),
            [
                "content-type": "multipart/form-data; boundary=b", "x-api-key": desk.apiKey,
                "authorization": "Bearer \(desk.bearer)",
            ])
        #expect(picture.status == 201, "\(picture.text)")
        #expect(await desk.get("listings/\(id)/images").json["count"].int == 1)
        let published = await desk.form("PATCH", "\(shop)/listings/\(id)", "state=active")
        #expect(published.json["state"].string == "active", "\(published.text)")
        #expect(await desk.shop.book.entries.filter { $0.kind == .fee }.map(\.note) == ["publish \(id)"])
        let stocked = await desk.put(
            "listings/\(id)/inventory",
            #"{"products":[{"sku":"BLUE","property_values":null,"offerings":[{"price":12.5,"quantity":3,"#
                + #""is_enabled":"True","readiness_state_id":null}]}]}"#)
        #expect(stocked.status == 200, "\(stocked.text)")
        #expect(await desk.shop.buy("BLUE", units: 2) != nil)
    }

    @Test("deactivating and activating again costs nothing and keeps the number")
    func inactive() async throws {
        let desk = try await EtsyDesk()
        let id = await desk.listing("MUG")
        let path = "shops/\(desk.shop.shopID)/listings/\(id)"
        #expect(await desk.form("PATCH", path, "state=inactive").json["state"].string == "inactive")
        #expect(await desk.shop.buy("MUG") == nil)
        #expect(await desk.form("PATCH", path, "state=active").json["quantity"].int == 5)
        #expect(await desk.shop.book.entries.contains { $0.kind == .fee } == false)
        #expect(await desk.form("PATCH", path, "state=draft").status == 400)
    }

    @Test("price and number cannot be changed with the words of a listing")
    func wordsOnly() async throws {
        let desk = try await EtsyDesk()
        let path = "shops/\(desk.shop.shopID)/listings/\(await desk.listing("MUG"))"
        let reply = await desk.form("PATCH", path, "title=Big+Mug&price=99&quantity=99&materials=clay,glaze")
        #expect(reply.json["title"].string == "Big Mug")
        #expect(reply.json["materials"].list.count == 2)
        #expect(reply.json["price"]["amount"].int == 1_250)
        #expect(reply.json["quantity"].int == 5)
    }

    @Test(
        "titles and tags that Etsy does not take are refused",
        arguments: [
            "title=", "title=50%25+off+100%25+wool", "title=a%26b%26c", "title=hearts+%E2%99%A5", "tags=caf%C3%A9!",
            "tags=a-very-long-tag-that-nobody-types", "tags=1,2,3,4,5,6,7,8,9,10,11,12,13,14", "materials=wool-mix",
            "taxonomy_id=1", "shop_section_id=77", "shipping_profile_id=77", "when_made=yesterday",
        ])
    func words(form: String) async throws {
        let desk = try await EtsyDesk()
        let path = "shops/\(desk.shop.shopID)/listings/\(await desk.listing("MUG"))"
        let reply = await desk.form("PATCH", path, form)
        #expect(reply.status == 400, "\(reply.text)")
    }

    @Test("texts come back with HTML entities")
    func entities() async throws {
        let goods = [TwinProduct(sku: "A", name: "Salt & Pepper \"Set\"", price: "9.00", stock: 2)]
        let desk = try await EtsyDesk(goods: goods)
        let title = await desk.get("listings/\(await desk.listing("A"))").json["title"].string
        #expect(title == "Salt &amp; Pepper &quot;Set&quot;")
    }

    @Test("a deleted listing is gone for everyone")
    func deleted() async throws {
        let desk = try await EtsyDesk()
        let id = await desk.listing("MUG")
        #expect(await desk.send("DELETE", "listings/\(id)").status == 204)
        #expect(await desk.get("listings/\(id)").status == 404)
        #expect(await desk.shop.buy("MUG") == nil)
    }
}
