import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("What Amazon keeps of a seller's goods")
struct AmazonKeptStockTests {
    @Test("each number goes where it belongs; what has no SKU is no listing")
    func mapped() async throws {
        let transport = ScriptedTransport(.amazon("inventory-summaries"))
        let page = try #require(try await amazon(transport).keptStock?.page(nil).value)
        #expect(page.items.map(\.listing) == ["MUG-FBA", "BARE"] && page.next == PageToken("seed-2"))
        let mug = try #require(page.items.first)
        #expect(mug.sellable == 12 && mug.reserved == 5 && mug.incoming == 9 && mug.unsellable == 3)
        #expect(mug.title == "Mum's mug" && mug.changedAt == Date(timeIntervalSince1970: 1_795_161_600))
        #expect(page.items.last?.sellable == 0)
    }

    @Test("it is asked for whole, as the home store sees it, and the next page by its word")
    func asked() async throws {
        let transport = ScriptedTransport(.amazon("inventory-summaries"))
        _ = try await amazon(transport, address: "US, CA").keptStock?.page(PageToken("seed-1"))
        let query = try #require(transport.calls.first?.url.query())
        for part in [
            "details=true", "granularityType=Marketplace", "granularityId=ATVPDKIKX0DER", "nextToken=seed-1",
            "marketplaceIds=ATVPDKIKX0DER",
        ] { #expect(query.contains(part), "\(query)") }
        #expect(!query.contains("A2EUQ1WTGCTBG2"))
    }

    @Test("numbers below none are none, and one that cannot be read keeps no other from being read")
    func odd() async throws {
        let text = Fixture.text("amazon/inventory-summaries")
            .replacing("\"fulfillableQuantity\": 12", with: "\"fulfillableQuantity\": -4")
            .replacing("\"sellerSku\": \"BARE\"", with: "\"sellerSku\": 7")
        let items = try await amazon(ScriptedTransport(.json(text))).keptStock?.page(nil).value.items
        #expect(items?.map(\.listing) == ["MUG-FBA"] && items?.first?.sellable == 0)
        let none = #"{"payload":{"granularity":{},"inventorySummaries":[]}}"#
        let page = try await amazon(ScriptedTransport(.json(none))).keptStock?.page(nil).value
        #expect(page?.items == [] && page?.next == nil)
    }
}
