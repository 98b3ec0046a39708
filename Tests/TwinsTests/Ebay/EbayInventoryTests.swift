import Foundation
import Testing
import Twins

@Suite("eBay's inventory")
struct EbayInventoryTests {
    private static let inventory = EbayDesk.inventory

    @Test("items come in pages whose offset is the page's number")
    func pages() async throws {
        let desk = try await EbayDesk()
        let first = await desk.get("\(Self.inventory)/inventory_item?limit=3").json
        #expect(first["inventoryItems"].list.count == 3 && first["total"].int == 4 && first["size"].int == 2)
        #expect(first["next"].string == "\(Self.inventory)/inventory_item?limit=3&offset=1")
        let second = await desk.get("\(Self.inventory)/inventory_item?limit=3&offset=1").json
        #expect(second["inventoryItems"].list.count == 1 && second["next"].isNull)
        #expect(await desk.get("\(Self.inventory)/inventory_item?limit=201").errorID == 25706)
    }

    @Test("an item is replaced whole: what is not sent is gone")
    func replaced() async throws {
        let desk = try await EbayDesk(goods: [])
        #expect(await desk.putItem("LAMP", more: #","conditionDescription":"As new.""#).status == 201)
        #expect(await desk.putItem("LAMP").status == 204)
        let item = await desk.get("\(Self.inventory)/inventory_item/LAMP").json
        #expect(item["conditionDescription"].isNull && item["locale"].string == "en_GB")
        #expect(item["availability"]["shipToLocationAvailability"]["quantity"].int == 3)
        _ = await desk.send("PUT", "\(Self.inventory)/inventory_item/LAMP", #"{"condition":"NEW"}"#)
        #expect(await desk.get("\(Self.inventory)/inventory_item/LAMP").json["availability"].isNull)
    }

    @Test("a write needs Content-Language", arguments: [nil, "english"])
    func language(_ language: String?) async throws {
        let desk = try await EbayDesk()
        let reply = await desk.send(
            "PUT", "\(Self.inventory)/inventory_item/MUG", EbayDesk.item(units: 1), language: language)
        #expect(reply.status == 400 && reply.errorID == 25709)
    }

    @Test("a second offer of a SKU is refused, and the answer names the first")
    func twice() async throws {
        let desk = try await EbayDesk(goods: [])
        _ = await desk.putItem("LAMP")
        let made = await desk.send("POST", "\(Self.inventory)/offer", await desk.offer("LAMP"))
        #expect(made.status == 201)
        let again = await desk.send("POST", "\(Self.inventory)/offer", await desk.offer("LAMP"))
        let error = again.json["errors"].list.first
        #expect(again.status == 400 && error?["errorId"].int == 25002)
        #expect(error?["parameters"].list.first?["value"].string == made.json["offerId"].string)
        let unknown = await desk.send("POST", "\(Self.inventory)/offer", await desk.offer("NONE"))
        #expect(unknown.errorID == 25702)
    }

    @Test("offers are found by their SKU only, and a SKU without any is not found")
    func offers() async throws {
        let desk = try await EbayDesk()
        let found = await desk.get("\(Self.inventory)/offer?sku=MUG").json["offers"].list
        #expect(found.count == 1 && found.first?["status"].string == "PUBLISHED")
        #expect(found.first?["listing"]["listingStatus"].string == "ACTIVE")
        #expect(found.first?["pricingSummary"]["price"]["value"].string == "12.50")
        #expect(await desk.get("\(Self.inventory)/offer").errorID == 25707)
        let none = await desk.get("\(Self.inventory)/offer?sku=NONE")
        #expect(none.status == 404 && none.errorID == 25713)
    }

    @Test(
        "an offer is published only with all that a listing needs",
        arguments: [
            ("categoryId", 25005), ("merchantLocationKey", 25012), ("pricingSummary", 25003),
            ("listingPolicies", 25007),
        ])
    func lacking(_ member: String, _ error: Int) async throws {
        let desk = try await EbayDesk(goods: [])
        _ = await desk.putItem("LAMP")
        let made = await desk.send("POST", "\(Self.inventory)/offer", await desk.offer("LAMP", leaving: member))
        let reply = await desk.send("POST", "\(Self.inventory)/offer/\(made.json["offerId"].string ?? "")/publish")
        #expect(reply.status == 400 && reply.errorID == error)
    }

    @Test("a listing needs a picture and the aspects of its category")
    func needs() async throws {
        let desk = try await EbayDesk(goods: [])
        let id = try await desk.publish("LAMP")
        let bare = #"{"condition":"NEW","product":{"title":"Lamp","description":"A lamp."}}"#
        let reply = await desk.send("PUT", "\(Self.inventory)/inventory_item/LAMP", bare)
        #expect(reply.errorID == 25002 && reply.text.contains("photo"))
        let plain =
            #"{"condition":"NEW","product":{"title":"Lamp","description":"A lamp.","imageUrls":["https://a.example/1"]}}"#
        #expect(await desk.send("PUT", "\(Self.inventory)/inventory_item/LAMP", plain).text.contains("Brand"))
        #expect(await desk.offerID("LAMP") == id)
    }

    @Test("an offer is withdrawn and published again under another listing's id; deleted, it is gone")
    func withdrawn() async throws {
        let desk = try await EbayDesk(goods: [])
        let id = try await desk.publish("LAMP")
        let first = await desk.shop.offer("LAMP")?.listing
        #expect(await desk.send("POST", "\(Self.inventory)/offer/\(id)/withdraw").json["listingId"].string == first)
        let offer = await desk.get("\(Self.inventory)/offer/\(id)").json
        #expect(offer["status"].string == "UNPUBLISHED" && offer["listing"].isNull)
        #expect(await desk.shop.buy("LAMP") == nil)
        #expect(await desk.send("POST", "\(Self.inventory)/offer/\(id)/publish").status == 200)
        #expect(await desk.shop.offer("LAMP")?.listing != first)
        #expect(await desk.send("DELETE", "\(Self.inventory)/offer/\(id)").status == 204)
        #expect(await desk.get("\(Self.inventory)/offer/\(id)").errorID == 25713)
    }

    @Test("an offer is replaced whole, and without a number of its own has the item's")
    func updated() async throws {
        let desk = try await EbayDesk(goods: [])
        let id = try await desk.publish("LAMP", units: 7)
        let path = "\(Self.inventory)/offer/\(id)"
        #expect(await desk.send("PUT", path, await desk.offer("LAMP", units: 2, price: "9.90")).status == 204)
        #expect(await desk.get(path).json["availableQuantity"].int == 2)
        #expect(await desk.send("PUT", path, await desk.offer("LAMP", units: nil, price: "9.90")).status == 204)
        #expect(await desk.get(path).json["availableQuantity"].int == 7)
        #expect(await desk.send("PUT", path, await desk.offer("LAMP", leaving: "pricingSummary")).errorID == 25003)
        #expect(await desk.shop.report().items["LAMP"]?.regularPrice == "9.90")
    }

    @Test("a group's offers become one listing, and are withdrawn together")
    func group() async throws {
        let desk = try await EbayDesk(goods: [])
        for sku in ["S", "L"] {
            _ = await desk.putItem(sku)
            _ = await desk.send("POST", "\(Self.inventory)/offer", await desk.offer(sku))
        }
        let body =
            #"{"title":"Lamps","description":"Two.","variantSKUs":["S","L"],"imageUrls":["https://a.example/1"],"#
            + #""variesBy":{"specifications":[{"name":"Size","values":["S","L"]}]}}"#
        #expect(await desk.send("PUT", "\(Self.inventory)/inventory_item_group/LAMPS", body).status == 201)
        let id = await desk.offerID("S")
        #expect(await desk.send("POST", "\(Self.inventory)/offer/\(id)/publish").errorID == 25732)
        let wish = #"{"inventoryItemGroupKey":"LAMPS","marketplaceId":"EBAY_GB"}"#
        let made = await desk.send("POST", "\(Self.inventory)/offer/publish_by_inventory_item_group", wish)
        let listing = made.json["listingId"].string
        #expect(await desk.shop.offer("S")?.listing == listing && listing != nil)
        #expect(await desk.shop.offer("L")?.listing == listing)
        let item = await desk.get("\(Self.inventory)/inventory_item/S").json
        #expect(item["inventoryItemGroupKeys"].list.first?.string == "LAMPS")
        #expect(await desk.send("POST", "\(Self.inventory)/offer/\(id)/withdraw").status == 400)
        let gone = await desk.send("POST", "\(Self.inventory)/offer/withdraw_by_inventory_item_group", wish)
        #expect(gone.status == 204)
        #expect(await desk.shop.buy("S") == nil)
    }

    @Test("older listings are sold but unseen until they are migrated, and keep their id")
    func migrated() async throws {
        let desk = try await EbayDesk(goods: [])
        await desk.shop.fillOlder(OpenTwins.goods)
        await desk.shop.fillOlder(
            [TwinProduct(sku: "OLD", name: "Old", price: "5.00", stock: 1)],
            obstacle: "Business policies are not used.")
        #expect(await desk.get("\(Self.inventory)/inventory_item").json["total"].int == 0)
        #expect(await desk.shop.buy("MUG", units: 2) != nil)
        let listings = await desk.shop.olderListings
        let shirt = listings.first { $0.value.contains("SHIRT-S") }?.key ?? ""
        let (mug, old) = (
            listings.first { $0.value == ["MUG"] }?.key ?? "", listings.first { $0.value == ["OLD"] }?.key ?? ""
        )
        let wish = [shirt, mug, old].map { #"{"listingId":"\#($0)"}"# }.joined(separator: ",")
        let reply = await desk.send("POST", "\(Self.inventory)/bulk_migrate_listing", #"{"requests":[\#(wish)]}"#)
        let answers = reply.json["responses"].list
        #expect(reply.status == 207 && answers.map { $0["statusCode"].int } == [200, 200, 400])
        #expect(answers[0]["inventoryItemGroupKey"].string != nil && answers[0]["inventoryItems"].list.count == 2)
        #expect(answers[2]["errors"].list.first?["errorId"].int == 25718)
        #expect(await desk.shop.offer("MUG")?.listing == mug)
        #expect(await desk.stock("MUG") == 3)
        let offer = await desk.get("\(Self.inventory)/offer?sku=MUG").json["offers"].list.first
        #expect(offer?["listing"]["soldQuantity"].int == 2)
    }

    @Test("a location needs an address and its own key; disabled, nothing is published at it")
    func locations() async throws {
        let desk = try await EbayDesk(goods: [])
        let place = #"{"location":{"address":{"country":"GB","postalCode":"NR2 1TF"}},"name":"Barn"}"#
        #expect(await desk.send("POST", "\(Self.inventory)/location/barn", place).status == 204)
        #expect(await desk.send("POST", "\(Self.inventory)/location/barn", place).errorID == 25803)
        #expect(await desk.send("POST", "\(Self.inventory)/location/hut", #"{"name":"Hut"}"#).errorID == 25801)
        #expect(await desk.send("POST", "\(Self.inventory)/location/main/disable").status == 200)
        _ = await desk.putItem("LAMP")
        let made = await desk.send("POST", "\(Self.inventory)/offer", await desk.offer("LAMP"))
        let id = made.json["offerId"].string ?? ""
        #expect(await desk.send("POST", "\(Self.inventory)/offer/\(id)/publish").errorID == 25012)
        #expect(await desk.get("\(Self.inventory)/location").json["total"].int == 2)
    }
}
