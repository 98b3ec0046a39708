import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("What everybody asks at Amazon")
struct AmazonMarketPriceTests {
    private static func read(_ text: String, _ listings: String...) async throws -> [MarketPrice] {
        try #require(try await amazon(ScriptedTransport(.json(text))).market?.read(listings).value)
    }

    @Test("new goods, one unit, with sending: what is featured and whose it is, the least, and how many offers")
    func mapped() async throws {
        let prices = try await Self.read(Fixture.text("amazon/listing-offers"), "MUG", "GONE")
        #expect(
            prices == [
                MarketPrice(
                    listing: "MUG", featured: Money(minor: 1_799, currency: .usd), isOurs: true,
                    lowest: Money(minor: 1_550, currency: .usd), offers: 15)
            ])
    }

    @Test("each SKU is asked about by its own address, whatever stands in it, as the home store's buyers see it")
    func asked() async throws {
        let transport = ScriptedTransport(.amazon("listing-offers"))
        _ = try await amazon(transport, address: "US, CA").market?.read(["A,B/C D", "MUG"])
        let call = try #require(transport.calls.first)
        let text = String(decoding: call.body ?? [], as: UTF8.self)
        #expect(call.method == "POST" && text.contains("/products/pricing/v0/listings/A%2CB%2FC%20D/offers"))
        #expect(text.contains(#""MarketplaceId":"ATVPDKIKX0DER""#) && text.contains(#""CustomerType":"Consumer""#))
    }

    @Test(
        "whose the featured one is, is told by the seller's id too, and unknown where nothing tells it",
        arguments: [
            (#"[{"IsBuyBoxWinner":true,"SellerId":"A1EXAMPLE00001"}]"#, true),
            (#"[{"IsBuyBoxWinner":true,"SellerId":"ANOTHER"}]"#, false),
            (#"[{"IsBuyBoxWinner":true,"MyOffer":false}]"#, false), (#"[{"IsBuyBoxWinner":true}]"#, nil),
            (#"[{"MyOffer":true}]"#, nil), ("[]", nil),
        ] as [(String, Bool?)])
    func whose(offers: String, isOurs: Bool?) async throws {
        let text = #"{"responses":[{"body":{"payload":{"SKU":"MUG","Offers":\#(offers)}}}]}"#
        #expect(try await Self.read(text, "MUG").map(\.isOurs) == [isOurs])
    }

    @Test("where nobody offers anything there is no price, and no offer")
    func nobody() async throws {
        let text = #"{"responses":[{"body":{"payload":{"SKU":"MUG","Summary":{"TotalOfferCount":0},"Offers":[]}}}]}"#
        #expect(
            try await Self.read(text, "MUG") == [
                MarketPrice(listing: "MUG", featured: nil, isOurs: nil, lowest: nil, offers: 0)
            ])
    }

    @Test(
        "what cannot be read, or was not asked for, keeps no other from being read",
        arguments: [
            "7", "{}", #"{"body":{"payload":{"SKU":7}}}"#, #"{"body":{"payload":{"SKU":"STRANGER"}}}"#,
            #"{"body":{"payload":{"SKU":"BAD","Summary":{"LowestPrices":[{"condition":"new","LandedPrice":"1"}]}}}}"#,
            #"{"body":{"payload":{}}}"#,
            #"{"body":{"errors":[{"code":"X","message":"Y"}]},"request":{"SellerSKU":"BAD"}}"#,
        ])
    func odd(bad: String) async throws {
        let text = #"{"responses":[\#(bad),{"body":{"payload":{}},"request":{"SellerSKU":"MUG"}}]}"#
        #expect(try await Self.read(text, "MUG", "BAD").map(\.listing) == ["MUG"])
        #expect(try await Self.read("{}", "MUG").isEmpty)
    }
}
