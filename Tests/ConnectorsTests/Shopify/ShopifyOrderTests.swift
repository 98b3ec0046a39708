import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading a Shopify shop’s orders")
struct ShopifyOrderTests {
    static let paid = Fixture.text("shopify/order-paid")

    private func order(_ record: String, _ more: ScriptedTransport.Step...) async throws -> RemoteOrder {
        let transport = ScriptedTransport(
            [.shopifyOrders(record)] + more, then: .failure(.unreachable("beyond the script")))
        let page = try await shopify(transport).orders?.page(nil, modifiedAfter: nil)
        return try #require(page?.value.orders.first)
    }

    private static func details(_ refunds: String = "", _ sent: String = "") -> ScriptedTransport.Step {
        .graph(#"{"order":{"refunds":[\#(refunds)],"fulfillments":[\#(sent)]}}"#)
    }

    private static func refund(units: Int, _ restock: String) -> String {
        #"{"refundLineItems":{"nodes":[{"lineItem":{"id":"gid://shopify/LineItem/12001"},"quantity":\#(units),"restockType":"\#(restock)"}]}}"#
    }

    @Test("a paid order names the variant as listings do, and its units have left what is available")
    func paid() async throws {
        let order = try await self.order(Self.paid)
        #expect(order.state == .open && order.number == "#1001" && order.total == Money(minor: 2_995, currency: .usd))
        let line = try #require(order.lines.first)
        #expect(line.ref == OfferRef(listing: "7001", variation: "40001-42001") && line.units == 2)
        #expect(line.reducedUnits == 2 && line.heldUnits == 0 && line.unitPrice == Money(minor: 1_250, currency: .usd))
    }

    @Test("an order that is not paid yet has taken its units all the same")
    func unpaid() async throws {
        let order = try await self.order(Self.paid.with("\"PAID\"", "\"PENDING\""))
        #expect(order.state == .unpaid && order.lines.first?.reducedUnits == 2)
    }

    @Test(
        "a cancelled order gives back what its refund restocks, and nothing else",
        arguments: [("CANCEL", 0), ("NO_RESTOCK", 2)])
    func cancelled(restock: String, left: Int) async throws {
        let record = Self.paid.with("\"cancelledAt\": null", "\"cancelledAt\": \"2026-11-20T09:00:00Z\"")
            .with("\"currentQuantity\": 2", "\"currentQuantity\": 0")
        let order = try await self.order(record, Self.details(Self.refund(units: 2, restock)))
        #expect(order.state == .cancelled && order.lines.first?.reducedUnits == left)
    }

    @Test("a refund of one unit is no restock by itself")
    func refunded() async throws {
        let record = Self.paid.with("\"PAID\"", "\"PARTIALLY_REFUNDED\"").with(
            "\"currentQuantity\": 2", "\"currentQuantity\": 1")
        let order = try await self.order(record, Self.details(Self.refund(units: 1, "NO_RESTOCK")))
        #expect(order.state == .open && order.lines.first?.refundedUnits == 1 && order.lines.first?.reducedUnits == 2)
    }

    @Test("units that were edited off an order are back on sale")
    func edited() async throws {
        let record = Self.paid.with("\"currentQuantity\": 2", "\"currentQuantity\": 1")
        let order = try await self.order(record, Self.details())
        #expect(order.lines.first?.refundedUnits == 1 && order.lines.first?.reducedUnits == 1)
    }

    @Test("a sent order brings its tracking numbers")
    func sent() async throws {
        let info =
            #"{"status":"SUCCESS","trackingInfo":[{"company":"DHL","number":"JD 1"},{"company":null,"number":""}]}"#
        let order = try await self.order(Self.paid.with("\"UNFULFILLED\"", "\"FULFILLED\""), Self.details("", info))
        #expect(order.state == .shipped && order.tracking == [Tracking(carrier: "DHL", number: "JD 1")])
    }

    @Test("a variant that was deleted leaves its line nobody’s")
    func deleted() async throws {
        let variant =
            "{\"id\": \"gid://shopify/ProductVariant/40001\", \"inventoryItem\": {\"id\": \"gid://shopify/InventoryItem/42001\"}}"
        let order = try await self.order(Self.paid.with(variant, "null"))
        #expect(order.lines.first?.ref == OfferRef(listing: "line-12001") && order.lines.first?.sku == "MUG-1")
    }

    @Test("orders go by when they changed, from an overlap on, page by page with one search")
    func pages() async throws {
        let transport = ScriptedTransport(.shopifyOrders(Self.paid, next: "abc"), .shopifyOrders())
        let reader = try #require(try shopify(transport).orders)
        let first = try await reader.page(nil, modifiedAfter: Date(timeIntervalSince1970: 1_795_161_600.7)).value
        _ = try await reader.page(first.next, modifiedAfter: nil)
        #expect(
            transport.calls.map { $0.variables?["query"]?.text } == [
                "updated_at:>='2026-11-20T08:00:00Z'", "updated_at:>='2026-11-20T08:00:00Z'",
            ])
        #expect(transport.calls.map { $0.variables?["after"]?.text } == [nil, "abc"])
    }

    @Test("an order of more than ten lines is read to its end")
    func manyLines() async throws {
        let record = Self.paid.with(
            "\"hasNextPage\": false, \"endCursor\": null", "\"hasNextPage\": true, \"endCursor\": \"x\"")
        let more =
            #"{"order":{"lineItems":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"id":"gid://shopify/LineItem/12002","title":"Bowl","sku":null,"quantity":1,"currentQuantity":1,"product":null,"variant":null,"discountedUnitPriceSet":{"shopMoney":{"amount":"1.0","currencyCode":"USD"}}}]}}}"#
        #expect(try await self.order(record, .graph(more)).lines.count == 2)
    }
}
