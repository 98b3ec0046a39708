import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading an Etsy shop's listings")
struct EtsyListingTests {
    private func offers(_ name: String, state: String? = nil) async throws -> [RemoteOffer] {
        var text = Fixture.text("etsy/" + name)
        if let state { text = text.replacing("\"state\": \"active\"", with: "\"state\": \"\(state)\"") }
        let step = ScriptedTransport.Step.json("{\"count\":1,\"results\":[\(text)]}")
        return try await #require(try etsy(ScriptedTransport(step)).listings).page(nil, modifiedAfter: nil).value.offers
    }

    @Test("a listing without variations is one offer")
    func simple() async throws {
        let offer = try #require(try await self.offers("listing-simple").first)
        #expect(offer.ref == OfferRef(listing: "1100") && offer.title == "Silver ring" && offer.sku == "RING-1")
        #expect(offer.price == Money(minor: 2500, currency: .usd) && offer.quantity == 8 && offer.countsStock)
        #expect(
            offer.image == "https://img.example/501/il_570xN.jpg" && offer.status == .active && offer.options.isEmpty)
        #expect(offer.modifiedAt == Date(timeIntervalSince1970: 1_763_700_000))
    }

    @Test("each variation is an offer named by its properties, in whatever order they come; deleted ones are none")
    func variations() async throws {
        let offers = try await self.offers("listing-with-variations-one-switched-off-one-deleted")
        #expect(offers.map(\.ref.variation) == ["200:1213+513:71", "200:1213+513:72", "200:2+513:71"])
        #expect(offers.map(\.sku) == ["R-S", "R-L", "B-S"])
        #expect(offers.first?.options == ["Primary color": "Red", "Size": "Small"])
        #expect(offers.first?.title == "Mum's \"best\" ring & box")
    }

    @Test("a variation that is not offered is counted by nobody")
    func switchedOff() async throws {
        let offer = try #require(
            try await self.offers("listing-with-variations-one-switched-off-one-deleted").last)
        #expect(
            offer.uncounted == .notOnSale && !offer.countsStock && offer.quantity == nil && offer.status == .inactive)
    }

    @Test("where one quantity serves all variations, none has a count of its own")
    func shared() async throws {
        let offers = try await self.offers("listing-with-one-quantity-for-all-variations")
        #expect(offers.map(\.uncounted) == [.sharedWithListing, .sharedWithListing])
        #expect(offers.map(\.quantity) == [nil, nil] && offers.map(\.price?.minor) == [1900, 1900])
    }

    @Test("a listing that was never edited with Etsy's inventory tools is not counted")
    func noInventory() async throws {
        let offer = try #require(try await self.offers("listing-never-edited-with-inventory-tools").first)
        #expect(offer.uncounted == .switchedOff && !offer.countsStock && offer.quantity == nil && offer.price == nil)
    }

    @Test("null for no properties is no variation")
    func nullProperties() async throws {
        let offers = try await self.offers("listing-with-null-property-values")
        #expect(offers.map(\.ref) == [OfferRef(listing: "1104")])
    }

    @Test(
        "what is sold out or expired sells nothing; what is deactivated is not counted",
        arguments: [
            ("sold_out", RemoteOffer.Status.soldOut, 0, nil), ("expired", .ended, 0, nil), ("draft", .draft, 8, nil),
            ("inactive", .inactive, nil, .notOnSale), ("edit", .inactive, nil, .notOnSale),
        ] as [(String, RemoteOffer.Status, Int?, UncountedReason?)])
    func states(state: String, status: RemoteOffer.Status, quantity: Int?, reason: UncountedReason?) async throws {
        let offer = try #require(try await self.offers("listing-simple", state: state).first)
        #expect(offer.status == status && offer.quantity == quantity && offer.uncounted == reason)
    }

    @Test("one listing that cannot be read leaves its neighbours alone")
    func unreadable() async throws {
        let step = ScriptedTransport.Step.etsy("listings-with-an-unreadable-neighbour")
        let page = try await #require(try etsy(ScriptedTransport(step)).listings).page(nil, modifiedAfter: nil).value
        #expect(page.offers.map(\.ref.listing) == ["1100", "1106"])
        #expect(page.unreadable.map(\.place) == ["listing 1105"])
        #expect(page.unreadable.first?.reason.contains("inventory.products") == true)
    }

    @Test("all states are read, page by page, with inventories and images")
    func paging() async throws {
        let transport = ScriptedTransport(
            .page("listing-simple", count: 2), .page("listing-simple", count: 2), .page(), .page("listing-simple"),
            .page(), .page())
        let reader = try #require(try etsy(transport, pageSize: 1).listings)
        var token: PageToken?
        repeat { token = try await reader.page(token, modifiedAfter: nil).value.next } while token != nil
        #expect(
            transport.calls.map { "\($0.query["state"] ?? "")+\($0.query["offset"] ?? "")" }
                == ["active+0", "active+1", "draft+0", "inactive+0", "sold_out+0", "expired+0"])
        #expect(
            transport.calls.allSatisfy { $0.query["includes"] == "Inventory,Images" && $0.query["legacy"] == "false" })
    }

    @Test("a page that came short of what was counted is not taken for the last")
    func shortPage() async throws {
        let page = try await #require(
            try etsy(ScriptedTransport(.page("listing-simple", count: 250))).listings
        ).page(nil, modifiedAfter: nil).value
        #expect(page.next == PageToken(#"{"o":1,"s":0}"#))
    }

    @Test(
        "a place to continue from that is not ours is refused", arguments: ["x", #"{"o":0,"s":9}"#, #"{"o":-1,"s":0}"#])
    func foreignToken(text: String) async throws {
        await #expect(throws: ConnectorError.self) {
            try await etsy(ScriptedTransport()).listings?.page(PageToken(text), modifiedAfter: nil)
        }
    }

    @Test("up to a hundred listings are read back in one call, and only the offers asked for are answered")
    func read() async throws {
        let transport = ScriptedTransport(.page("listing-with-variations-one-switched-off-one-deleted"))
        let wanted = OfferRef(listing: "1101", variation: "200:1213+513:72")
        let answer = try await etsy(transport).listings?.read([
            wanted, OfferRef(listing: "1100"), OfferRef(listing: "transaction-7"),
            OfferRef(listing: "1101", variation: "200:9+513:9"),
        ])
        #expect(answer?.value.map(\.ref) == [wanted] && answer?.value.first?.quantity == 0)
        #expect(transport.calls.map(\.path) == ["/v3/application/listings/batch"])
        #expect(transport.calls.first?.query["listing_ids"] == "1100,1101")
    }

    @Test("what did not change since is left out, since Etsy cannot be asked for it")
    func changedSince() async throws {
        let page = try await #require(try etsy(ScriptedTransport(.page("listing-simple"))).listings)
            .page(nil, modifiedAfter: Date(timeIntervalSince1970: 1_763_700_001)).value
        #expect(page.offers.isEmpty)
    }
}
