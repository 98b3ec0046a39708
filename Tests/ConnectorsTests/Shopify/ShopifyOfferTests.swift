import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Writing a Shopify shop’s quantities and prices")
struct ShopifyOfferTests {
    static let mug = OfferRef(listing: "7001", variation: "40001-42001")
    static let bowl = OfferRef(listing: "7002", variation: "40002-42002")
    static let done =
        #"{"inventorySetQuantities":{"inventoryAdjustmentGroup":{"createdAt":"2026-11-20T08:00:00Z"},"userErrors":[]}}"#

    private func write(_ changes: [OfferChange], _ transport: ScriptedTransport) async throws -> [OfferResult.Outcome] {
        try await shopify(transport).offers?.write(changes).value.map(\.outcome) ?? []
    }

    private static func refusals(_ codes: (place: Int, code: String)...) -> ScriptedTransport.Step {
        let errors = codes.map {
            #"{"field":["input","quantities","\#($0.place)","quantity"],"message":"no","code":"\#($0.code)"}"#
        }
        return .graph(
            #"{"inventorySetQuantities":{"inventoryAdjustmentGroup":null,"userErrors":[\#(errors.joined(separator: ","))]}}"#
        )
    }

    @Test("quantities of several products go in one call, each with the number it replaces, under a key")
    func quantities() async throws {
        let transport = ScriptedTransport(.graph(Self.done))
        let outcomes = try await self.write(
            [OfferChange(ref: Self.mug, quantity: 4, replaces: 5), OfferChange(ref: Self.bowl, quantity: 0)], transport)
        #expect(outcomes == [.accepted(quantity: nil, price: nil), .accepted(quantity: nil, price: nil)])
        let input = transport.calls.first?.variables?["input"]
        guard case .array(let entries)? = input?["quantities"] else { return #expect(Bool(false)) }
        #expect(
            entries.map { $0["inventoryItemId"]?.text } == [
                "gid://shopify/InventoryItem/42001", "gid://shopify/InventoryItem/42002",
            ])
        #expect(entries.map { $0["changeFromQuantity"] } == [.integer(5), .null])
        #expect(entries.allSatisfy { $0["locationId"]?.text == "gid://shopify/Location/601" })
        #expect(input?["name"]?.text == "available" && transport.calls.count == 1)
        #expect(transport.calls.first?.variables?["key"]?.text?.count == 36)
        #expect(transport.calls.first?.json?["query"]?.text?.contains("@idempotent(key: $key)") == true)
    }

    @Test("another write has another key")
    func keys() async throws {
        let transport = ScriptedTransport(.graph(Self.done), .graph(Self.done))
        let writer = try #require(try shopify(transport).offers)
        _ = try await writer.write([OfferChange(ref: Self.mug, quantity: 4, replaces: 5)])
        _ = try await writer.write([OfferChange(ref: Self.mug, quantity: 4, replaces: 6)])
        #expect(Set(transport.calls.compactMap { $0.variables?["key"]?.text }).count == 2)
    }

    @Test("a number that moved meanwhile is stale, and its neighbours are passed over, since all or nothing is done")
    func stale() async throws {
        let transport = ScriptedTransport(Self.refusals((0, "CHANGE_FROM_QUANTITY_STALE")))
        let outcomes = try await self.write(
            [OfferChange(ref: Self.mug, quantity: 4, replaces: 5), OfferChange(ref: Self.bowl, quantity: 1)], transport)
        #expect(outcomes == [.stale, .passedOver])
    }

    @Test("an item that is not stocked there is the merchant’s to switch on; other refusals bear Shopify’s own code")
    func refused() async throws {
        let transport = ScriptedTransport(
            Self.refusals((0, "ITEM_NOT_STOCKED_AT_LOCATION"), (1, "INVALID_QUANTITY_TOO_HIGH")))
        let outcomes = try await self.write(
            [OfferChange(ref: Self.mug, quantity: 4), OfferChange(ref: Self.bowl, quantity: 1)], transport)
        let codes = outcomes.map { if case .refused(let code, _, _) = $0 { code } else { "" } }
        #expect(codes == ["not-managing-stock", "invalid-quantity-too-high"])
    }

    @Test("prices go product by product, and the shop’s own number is believed")
    func prices() async throws {
        let transport = ScriptedTransport(
            .graph(
                #"{"productVariantsBulkUpdate":{"productVariants":[{"id":"gid://shopify/ProductVariant/40001","price":"13.00"}],"userErrors":[]}}"#
            ))
        let price = Money(minor: 1_350, currency: .usd)
        let outcomes = try await self.write([OfferChange(ref: Self.mug, price: price)], transport)
        #expect(outcomes == [.accepted(quantity: nil, price: Money(minor: 1_300, currency: .usd))])
        #expect(transport.calls.first?.variables?["product"]?.text == "gid://shopify/Product/7001")
    }

    @Test("a price in another currency is not written")
    func currency() async throws {
        let transport = ScriptedTransport()
        let price = Money(minor: 1_350, currency: .eur)
        let outcomes = try await self.write([OfferChange(ref: Self.mug, price: price)], transport)
        guard case .refused("wrong-currency", _, _)? = outcomes.first else { return #expect(Bool(false)) }
        #expect(transport.calls.isEmpty)
    }

    @Test("too much for now is said in an answer of 200, and waited for as long as the bucket needs")
    func throttled() async throws {
        let transport = ScriptedTransport(
            .json(
                """
                {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{
                "requestedQueryCost":300,"actualQueryCost":null,
                "throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":100,"restoreRate":100.0}}}}
                """))
        await #expect(throws: ConnectorError.throttled(retryAfter: .seconds(2))) {
            try await self.write([OfferChange(ref: Self.mug, quantity: 4)], transport)
        }
    }

    @Test("a frozen, a locked and a forbidding shop each say what is to be done", arguments: [402, 403, 404, 423])
    func frozen(status: Int) async throws {
        let error = await #expect(throws: ConnectorError.self) {
            try await self.write(
                [OfferChange(ref: Self.mug, quantity: 4)], ScriptedTransport(.json("{}", status: status)))
        }
        guard case .refused(_, _, let message)? = error else { return #expect(Bool(false)) }
        #expect(!message.isEmpty)
    }

    @Test("an error inside of Shopify leaves a write’s outcome open")
    func inside() async throws {
        let step = ScriptedTransport.Step.json(
            #"{"data":null,"errors":[{"message":"Internal error","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"#)
        let error = await #expect(throws: ConnectorError.self) {
            try await self.write([OfferChange(ref: Self.mug, quantity: 4)], ScriptedTransport(step))
        }
        guard case .unknownOutcome? = error else { return #expect(Bool(false)) }
    }
}
