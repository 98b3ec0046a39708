import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading a Shopify shop’s variants")
struct ShopifyListingTests {
    static let variant = Fixture.text("shopify/variant")

    private func offer(_ record: String) async throws -> RemoteOffer {
        let answer = try await shopify(ScriptedTransport(.shopifyVariants(record))).listings?.page(
            nil, modifiedAfter: nil)
        return try #require(answer?.value.offers.first)
    }

    @Test("a product of one kind comes with price, stock and codes, and without Shopify’s own option")
    func simple() async throws {
        let offer = try await self.offer(Self.variant)
        #expect(offer.ref == OfferRef(listing: "7001", variation: "40001-42001"))
        #expect(offer.title == "Mum's \"best\" mug & saucer" && offer.options.isEmpty && offer.sku == "MUG-1")
        #expect(offer.price == Money(minor: 1_250, currency: .usd) && offer.quantity == 5 && offer.countsStock)
        #expect(offer.gtin == "4006381333931" && offer.status == .active)
    }

    @Test("a variant keeps its options")
    func options() async throws {
        let record = Self.variant.with("\"hasOnlyDefaultVariant\": true", "\"hasOnlyDefaultVariant\": false")
            .with("\"name\": \"Title\", \"value\": \"Default Title\"", "\"name\": \"Size\", \"value\": \"Small\"")
        #expect(try await self.offer(record).options == ["Size": "Small"])
    }

    @Test("what the shop sells beyond zero, does not track, or has elsewhere too is told as not counted, and why")
    func uncounted() async throws {
        let beyond = try await self.offer(Self.variant.with("DENY", "CONTINUE"))
        let untracked = try await self.offer(Self.variant.with("\"tracked\": true", "\"tracked\": false"))
        let elsewhere = try await self.offer(Self.variant.with("\"inventoryQuantity\": 5", "\"inventoryQuantity\": 9"))
        #expect(
            [beyond, untracked, elsewhere].map(\.uncounted) == [.sellsWithoutStock, .switchedOff, .liesElsewhereToo])
        #expect([beyond, untracked, elsewhere].allSatisfy { !$0.countsStock && $0.quantity == nil })
    }

    @Test("an item that is not stocked at the location is not counted")
    func notStocked() async throws {
        let record = Self.variant.with(
            "{\"quantities\": [{\"name\": \"available\", \"quantity\": 5}]}", "null")
        #expect(try await self.offer(record).uncounted == .switchedOff)
    }

    @Test(
        "amounts never pass through floating point",
        arguments: [("0.1", 10), ("12.5", 1_250), ("1200.00", 120_000), ("0.29", 29)])
    func amounts(text: String, minor: Int64) async throws {
        let offer = try await self.offer(Self.variant.with("\"12.50\"", "\"\(text)\""))
        #expect(offer.price == Money(minor: minor, currency: .usd))
    }

    @Test("one that cannot be read does not spoil its neighbour")
    func neighbour() async throws {
        let bad = Self.variant.with("\"inventoryPolicy\": \"DENY\",", "")
        let page = try await shopify(ScriptedTransport(.shopifyVariants(bad, Self.variant))).listings?.page(
            nil, modifiedAfter: nil)
        #expect(page?.value.offers.count == 1 && page?.value.unreadable.count == 1)
    }

    @Test("the location is asked for once and remembered")
    func home() async throws {
        let home = ScriptedTransport.Step.graph(#"{"location":{"id":"gid://shopify/Location/601","isActive":true}}"#)
        let transport = ScriptedTransport(home, .shopifyVariants(Self.variant), .shopifyVariants(Self.variant))
        let reader = try #require(try shopify(transport, knowsHome: false).listings)
        let first = try await reader.page(nil, modifiedAfter: nil)
        _ = try await reader.page(nil, modifiedAfter: nil)
        #expect(transport.calls.map(\.operation) == ["Home", "Listings", "Listings"])
        // Two requests of one call: what both cost.
        #expect(first.budgets["points"]?.spent == 40)
    }

    @Test("what a shop’s plan allows, and what a call cost, is learnt from each answer")
    func budget() async throws {
        let answer = try await shopify(ScriptedTransport(.shopifyVariants(Self.variant))).listings?.page(
            nil, modifiedAfter: nil)
        #expect(
            answer?.budgets["points"] == BudgetReading(remaining: 1_980, limit: 2_000, rate: 100, spent: 20))
    }
}
