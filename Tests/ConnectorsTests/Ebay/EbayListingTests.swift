import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("eBay, reading listings")
struct EbayListingTests {
    @Test("goes on where eBay's own address of the next page leads, whatever it counts", arguments: ["25", "1"])
    func paging(offset: String) async throws {
        let transport = ScriptedTransport(
            .items(["item-simple"], next: "/sell/inventory/v1/inventory_item?limit=25&offset=\(offset)"),
            .offers("offer-published"), .items([]))
        let listings = try #require(try ebay(transport).listings)
        let first = try await listings.page(nil, modifiedAfter: nil).value
        #expect(first.offers.map(\.ref) == [OfferRef(listing: "MUG")])
        let next = try #require(first.next)
        let second = try await listings.page(next, modifiedAfter: nil).value
        #expect(second.next == nil && transport.calls[2].query["offset"] == offset)
    }

    @Test("does not read the same page for ever")
    func circle() async throws {
        let transport = ScriptedTransport(
            .items(["item-simple"], next: "/inventory_item?limit=25&offset=0"), .offers("offer-published"))
        let listings = try #require(try ebay(transport).listings)
        await #expect(throws: ConnectorError.self) { try await listings.page(nil, modifiedAfter: nil) }
    }

    @Test("shows a variation by its group and SKU, under the group's title, by what it differs in")
    func group() async throws {
        let transport = ScriptedTransport(
            .items(["item-in-a-group"]), .offers("offer-in-a-group"), .ebay("group"))
        let offer = try await ebay(transport).listings?.page(nil, modifiedAfter: nil).value.offers.first
        #expect(offer?.ref == OfferRef(listing: "group:SHIRTS", variation: "SHIRT-L"))
        #expect(offer?.title == "Shirt" && offer?.quantity == 2 && offer?.sku == "SHIRT-L")
    }

    @Test("takes the offer's own number of units before the item's")
    func overrides() async throws {
        let own = Fixture.text("ebay/offer-published").replacing(
            "\"format\"", with: "\"availableQuantity\": 3, \"format\"")
        let transport = ScriptedTransport(.items(["item-simple"]), .json("{\"total\":1,\"offers\":[\(own)]}"))
        #expect(try await ebay(transport).listings?.page(nil, modifiedAfter: nil).value.offers.first?.quantity == 3)
    }

    @Test(
        "knows what can be bought by eBay's own words",
        arguments: [
            ("ACTIVE", RemoteOffer.Status.active, 7), ("OUT_OF_STOCK", .active, 7), ("ENDED", .ended, 0),
            ("EBAY_ENDED", .ended, 0), ("INACTIVE", .inactive, nil),
        ] as [(String, RemoteOffer.Status, Int?)])
    func states(word: String, status: RemoteOffer.Status, quantity: Int?) async throws {
        let offer = Fixture.text("ebay/offer-published").replacing("\"ACTIVE\"", with: "\"\(word)\"")
        let transport = ScriptedTransport(.items(["item-simple"]), .json("{\"total\":1,\"offers\":[\(offer)]}"))
        let read = try await ebay(transport).listings?.page(nil, modifiedAfter: nil).value.offers.first
        #expect(read?.status == status && read?.quantity == quantity)
    }

    @Test("calls what was withdrawn, and what was never offered, a draft that is not counted")
    func drafts() async throws {
        for answer in [ScriptedTransport.Step.offers("offer-unpublished"), .ebayError(25713, status: 404), .offers()] {
            let transport = ScriptedTransport(.items(["item-simple"]), answer)
            let read = try await ebay(transport).listings?.page(nil, modifiedAfter: nil).value.offers.first
            #expect(read?.status == .draft && read?.countsStock == false && read?.quantity == nil)
        }
    }

    @Test("leaves auctions and other sites' offers alone")
    func others() async throws {
        let auction = Fixture.text("ebay/offer-published").replacing("FIXED_PRICE", with: "AUCTION")
        let german = Fixture.text("ebay/offer-published").replacing("EBAY_US", with: "EBAY_DE")
        let transport = ScriptedTransport(
            .json("{\"total\":2,\"offers\":[\(auction),\(german)]}"), .ebayError(25713, status: 404))
        #expect(try await ebay(transport).listings?.read([OfferRef(listing: "MUG")]).value == [])
        #expect(transport.calls[0].query["format"] == "FIXED_PRICE")
    }

    @Test("reads offers by SKU, and the items of those that are there in one call")
    func read() async throws {
        let item =
            "{\"responses\":[{\"statusCode\":200,\"sku\":\"MUG\",\"inventoryItem\":\(Fixture.text("ebay/item-simple"))}]}"
        let transport = ScriptedTransport(.offers("offer-published"), .json(item))
        let read = try await ebay(transport).listings?.read([OfferRef(listing: "MUG")]).value
        #expect(read?.first?.quantity == 7 && read?.first?.price?.minor == 2_199)
        #expect(
            transport.calls.map(\.method) == ["GET", "POST"]
                && transport.calls[1].text == #"{"requests":[{"sku":"MUG"}]}"#)
    }

    @Test("asks nobody more once an offer could not be read, and gives no half a page")
    func half() async throws {
        let transport = ScriptedTransport(.items(["item-simple"]), .json("", status: 503))
        await #expect(throws: ConnectorError.self) {
            try await ebay(transport).listings?.page(nil, modifiedAfter: nil)
        }
    }

    @Test("keeps a stroke in a SKU out of a listing's own name, and sends it as it is")
    func stroke() async throws {
        let odd = Fixture.text("ebay/item-simple").replacing("\"MUG\"", with: "\"MUG/1%\"")
        let offer = Fixture.text("ebay/offer-published").replacing("\"MUG\"", with: "\"MUG/1%\"")
        let transport = ScriptedTransport(
            .json("{\"total\":1,\"inventoryItems\":[\(odd)]}"), .json("{\"total\":1,\"offers\":[\(offer)]}"))
        let read = try await ebay(transport).listings?.page(nil, modifiedAfter: nil).value.offers.first
        #expect(read?.ref == OfferRef(listing: "MUG%2F1%25") && read?.sku == "MUG/1%")
        #expect(transport.calls[1].query["sku"] == "MUG/1%")
    }
}
