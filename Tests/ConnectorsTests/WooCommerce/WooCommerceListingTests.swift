import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading a WooCommerce shop's listings")
struct WooCommerceListingTests {
    private func offers(_ names: String...) async throws -> ListingPage {
        let body = "[" + names.map(Fixture.text).joined(separator: ",") + "]"
        let page = try await shop(ScriptedTransport(.json(body))).listings?.page(nil, modifiedAfter: nil)
        return try #require(page).value
    }

    @Test("a simple product is one offer")
    func simple() async throws {
        let offer = try #require(try await self.offers("product-simple").offers.first)
        #expect(
            offer
                == RemoteOffer(
                    ref: OfferRef(listing: "799"), title: "Ship Your Idea", sku: "IDEA-1", gtin: "4006381333931",
                    price: Money(minor: 2199, currency: .usd), quantity: 12, countsStock: true,
                    image: "https://shop.example/a.jpg", modifiedAt: time("2026-11-20T08:15:00")))
    }

    @Test("a product that is not counted has no quantity, and says why")
    func notManaging() async throws {
        let offer = try #require(try await self.offers("product-not-managing-stock").offers.first)
        #expect(offer.quantity == nil && !offer.countsStock && offer.uncounted == .switchedOff)
    }

    @Test("entities in names are read once")
    func entities() async throws {
        let page = try await self.offers("product-with-entities-in-name")
        #expect(page.offers.first?.title == "Salt & Pepper – “Duo” &lt;")
    }

    @Test(
        "a price that cannot be read is told, and the offer keeps its stock",
        arguments: ["product-with-unreadable-price", "product-with-more-decimals-than-the-currency"])
    func badPrice(fixture: String) async throws {
        let page = try await self.offers(fixture)
        #expect(page.offers.first?.price == nil && page.offers.first?.quantity == 12)
        #expect(page.unreadable.first?.place.hasSuffix("regular_price") == true)
        #expect(page.unreadable.first?.reason == "not an amount of USD")
    }

    @Test("PHP's numbers as text, text as numbers and empty objects for lists are read; half a unit is not sold")
    func phpTypes() async throws {
        let offer = try #require(try await self.offers("product-with-numbers-as-text").offers.first)
        #expect(offer.quantity == 7 && offer.countsStock && offer.image == nil)
        #expect(offer.price == Money(minor: 2150, currency: .usd))
    }

    @Test("JSON behind a PHP notice is read")
    func notice() async throws {
        let transport = ScriptedTransport(.fixture("answer-behind-php-notice.txt"))
        #expect(try await shop(transport).listings?.page(nil, modifiedAfter: nil).value.offers.count == 1)
    }

    @Test("an unreadable record spoils no neighbour; parents wait for their variations; groups are passed over")
    func neighbours() async throws {
        let transport = ScriptedTransport(.fixture("products-with-an-unreadable-neighbour"))
        let page = try #require(try await shop(transport).listings?.page(nil, modifiedAfter: nil)).value
        #expect(page.offers.map(\.ref.listing) == ["799"])
        #expect(
            page.unreadable == [
                UnreadableRecord(place: "products, page 1, place 1", reason: "id has another type than documented"),
                UnreadableRecord(place: "products, page 1, place 2", reason: "id is missing"),
            ])
        #expect(
            page.next?.text == #"{"v":1,"w":[{"i":807,"s":"active","t":"Hoodie"},{"i":808,"s":"draft","t":"Cap"}]}"#)
    }

    @Test("a listing is paged to its end, one call a page, variations behind their parents")
    func paging() async throws {
        let transport = ScriptedTransport(
            .fixture(
                "products-with-an-unreadable-neighbour", headers: [("X-WP-Total", "7"), ("X-WP-TotalPages", "2")]),
            .list("variation-with-own-stock", headers: [("X-WP-TotalPages", "2")]),
            .list("variation-counted-by-parent", headers: [("X-WP-TotalPages", "2")]), .json("[]"),
            .list("product-not-managing-stock", headers: [("X-WP-TotalPages", "2")]))
        let listings = try #require(try shop(transport).listings)
        var offers: [RemoteOffer] = []
        var token: PageToken?
        repeat {
            let page = try await listings.page(token, modifiedAfter: nil).value
            offers += page.offers
            token = page.next
        } while token != nil
        #expect(offers.map(\.ref.variation) == [nil, "732", "733", nil])
        #expect(transport.isSpent)
        #expect(
            transport.calls.map { "\($0.path) \($0.query["page"] ?? "")" } == [
                "/wp-json/wc/v3/products 1", "/wp-json/wc/v3/products/807/variations 1",
                "/wp-json/wc/v3/products/807/variations 2", "/wp-json/wc/v3/products/808/variations 1",
                "/wp-json/wc/v3/products 2",
            ])
    }

    @Test("a variation has its options, its parent's name and both prices")
    func variation() async throws {
        let transport = ScriptedTransport(.list("variation-with-own-stock"))
        let token = PageToken(#"{"v":1,"w":[{"i":22,"s":"active","t":"Idea"}]}"#)
        let page = try #require(try await shop(transport).listings?.page(token, modifiedAfter: nil)).value
        let offer = try #require(page.offers.first)
        #expect(offer.ref == OfferRef(listing: "22", variation: "732"))
        #expect(offer.title == "Idea" && offer.options == ["Color": "Black", "Size": "L & XL"])
        #expect(offer.price?.minor == 900 && offer.salePrice?.minor == 800 && offer.quantity == 3)
        #expect(page.next == nil)
    }

    @Test("a variation counted by its parent has no count of its own")
    func parentStock() async throws {
        let transport = ScriptedTransport(.list("variation-counted-by-parent"))
        let token = PageToken(#"{"v":1,"w":[{"i":22,"s":"active","t":"Idea"}]}"#)
        let page = try #require(try await shop(transport).listings?.page(token, modifiedAfter: nil)).value
        let offer = try #require(page.offers.first)
        #expect(!offer.countsStock && offer.quantity == nil && offer.uncounted == .sharedWithListing)
    }

    @Test("what changed is asked for in GMT, the named second included")
    func modifiedAfter() async throws {
        let transport = ScriptedTransport(.json("[]"))
        _ = try await shop(transport).listings?.page(nil, modifiedAfter: time("2026-11-22T05:00:00"))
        #expect(transport.calls[0].query["modified_after"] == "2026-11-22T04:59:59")
        #expect(transport.calls[0].query["dates_are_gmt"] == "true")
    }

    @Test("offers are read by reference: one call for products, one for each parent; what is gone is missing")
    func readBack() async throws {
        let transport = ScriptedTransport(
            .fixture("products-with-an-unreadable-neighbour"), .list("variation-with-own-stock"))
        let refs = [
            OfferRef(listing: "799"), OfferRef(listing: "807", variation: "732"),
            OfferRef(listing: "807", variation: "999"),
            OfferRef(listing: "900"),
        ]
        let read = try #require(try await shop(transport).listings?.read(refs)).value
        #expect(read.map(\.ref) == [refs[0], refs[1]])
        #expect(transport.calls.map { $0.query["include"] } == ["799,807,900", "732,999"])
    }

    @Test("without a known currency no price is read")
    func noCurrency() async throws {
        let transport = ScriptedTransport(.list("product-simple"))
        let page = try await shop(transport, currency: nil).listings?.page(nil, modifiedAfter: nil)
        #expect(page?.value.offers.first?.price == nil && page?.value.unreadable == [])
    }

    @Test("a page token from elsewhere is refused")
    func foreignToken() async throws {
        await #expect(throws: ConnectorError.self) {
            try await shop(ScriptedTransport()).listings?.page(PageToken("cursor:12"), modifiedAfter: nil)
        }
    }
}
