import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading an Amazon seller's listings")
struct AmazonListingTests {
    private func offer(_ name: String) async throws -> RemoteOffer {
        let reader = try #require(try amazon(ScriptedTransport(.items(name))).listings)
        return try #require(try await reader.page(nil, modifiedAfter: nil).value.offers.first)
    }

    @Test("a SKU is a listing with the price that everybody pays and the merchant's own stock")
    func own() async throws {
        let offer = try await self.offer("item-own-stock")
        #expect(offer.ref == OfferRef(listing: "MUG") && offer.sku == "MUG")
        #expect(offer.title == "Mum's \"best\" mug & saucer")
        #expect(offer.price == Money(minor: 2500, currency: .usd) && offer.quantity == 5 && offer.countsStock)
        #expect(offer.status == .active && offer.uncounted == nil)
    }

    @Test(
        "what Amazon keeps is Amazon's to count, parents have nothing to sell, and a suppressed listing is not on sale",
        arguments: [
            ("item-by-amazon", UncountedReason?.some(.countedByChannel), RemoteOffer.Status.active),
            ("item-by-amazon-and-own", .countedByChannel, .active), ("item-parent", .notOnSale, .inactive),
            ("item-without-a-quantity", .switchedOff, .active), ("item-sold-out", nil, .active),
            ("item-suppressed", nil, .inactive),
        ])
    func kinds(name: String, uncounted: UncountedReason?, status: RemoteOffer.Status) async throws {
        let offer = try await self.offer(name)
        #expect(offer.uncounted == uncounted && offer.status == status)
        #expect(offer.countsStock == (uncounted == nil) && (offer.quantity == nil) == (uncounted != nil))
    }

    @Test("pages follow Amazon's own tokens")
    func pages() async throws {
        let transport = ScriptedTransport(
            .items("item-own-stock", next: "T2", total: 2), .items("item-by-amazon", total: 2))
        let reader = try #require(try amazon(transport).listings)
        let first = try await reader.page(nil, modifiedAfter: nil).value
        let last = try await reader.page(first.next, modifiedAfter: nil).value
        #expect(first.total == 2 && last.next == nil)
        #expect(transport.calls.map { $0.query["pageToken"] } == [nil, "T2"])
        #expect(transport.calls.allSatisfy { $0.query["sortBy"] == "createdDate" && $0.query["sortOrder"] == "ASC" })
    }

    @Test("beyond the thousand that Amazon shows of one search, reading goes on from the last creation date")
    func beyond() async throws {
        let place = #"{"r":980,"t":"T50"}"#
        let names = (1...20).map { "\"S\($0)\"" }
        let items = names.map { name in
            Fixture.text("amazon/item-own-stock").replacing("\"MUG\"", with: name)
        }.joined(separator: ",")
        let transport = ScriptedTransport(
            .json("{\"numberOfResults\":2500,\"pagination\":{\"nextToken\":\"T51\"},\"items\":[\(items)]}"),
            .items("item-own-stock"))
        let reader = try #require(try amazon(transport).listings)
        let page = try await reader.page(PageToken(place), modifiedAfter: nil).value
        _ = try await reader.page(page.next, modifiedAfter: nil)
        #expect(transport.calls.last?.query["createdAfter"] == "2025-10-01T08:00:00Z")
        #expect(transport.calls.last?.query["pageToken"] == nil)
    }

    @Test("one that cannot be read does not spoil its neighbours")
    func unreadable() async throws {
        let reader = try #require(
            try amazon(ScriptedTransport(.amazon("items-with-an-unreadable-neighbour"))).listings)
        let page = try await reader.page(nil, modifiedAfter: nil).value
        #expect(page.offers.map(\.sku) == ["MUG", "LAMP"] && page.unreadable.map(\.place) == ["listing BAD-1"])
    }

    @Test("a price that is no amount of its currency is missing, and said so")
    func price() async throws {
        let reader = try #require(
            try amazon(ScriptedTransport(.items("item-with-more-decimals-than-the-currency"))).listings)
        let page = try await reader.page(nil, modifiedAfter: nil).value
        #expect(page.offers.first?.price == nil && page.unreadable.map(\.place) == ["listing MUG, price"])
    }

    @Test("twenty SKUs are read in one call, and one with a comma by itself")
    func read() async throws {
        let transport = ScriptedTransport(.items("item-own-stock"), .json("{}", status: 404))
        let reader = try #require(try amazon(transport).listings)
        let offers = try await reader.read([OfferRef(listing: "MUG"), OfferRef(listing: "A,B"), OfferRef(listing: "C")])
        #expect(offers.value.map(\.sku) == ["MUG"])
        #expect(transport.calls.first?.query["identifiers"] == "C,MUG")
        #expect(transport.calls.last?.path == "/listings/2021-08-01/items/A1EXAMPLE00001/A%2CB")
    }

    @Test("an account is known by its store, its currency and its seller id")
    func identify() async throws {
        let shop = try await amazon(ScriptedTransport(.amazon("participations")), address: "US, CA").identify().value
        #expect(shop == ShopIdentity(name: "Best & Sons", version: nil, currency: .usd, remoteID: "A1EXAMPLE00001"))
    }

    @Test("a store that the account does not sell at is refused, and those it does are named")
    func elsewhere() async throws {
        let connector = try amazon(ScriptedTransport(.amazon("participations")), address: "mx")
        let error = await #expect(throws: ConnectorError.self) { _ = try await connector.identify() }
        guard case .refused("not-participating", _, let message) = error else { return #expect(Bool(false)) }
        #expect(message.contains("CA, US"))
    }

    @Test(
        "stores are named by country, domain or id; regions are not mixed",
        arguments: [
            ("DE", "sellingpartnerapi-eu.amazon.com"), ("amazon.co.jp", "sellingpartnerapi-fe.amazon.com"),
            (" www.amazon.de, uk", "sellingpartnerapi-eu.amazon.com"),
            ("ATVPDKIKX0DER", "sellingpartnerapi-na.amazon.com"), ("DE,US", nil), ("XX", nil), ("", nil),
            ("http://shop.example", nil),
        ] as [(String, String?)])
    func stores(address: String, host: String?) async throws {
        let transport = ScriptedTransport(.amazon("participations"))
        let connector = try? amazon(transport, address: address)
        _ = try? await connector?.identify()
        #expect(transport.calls.first?.url.host() == host)
    }
}
