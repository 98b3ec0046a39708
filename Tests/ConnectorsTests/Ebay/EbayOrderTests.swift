import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("eBay, orders")
struct EbayOrderTests {
    private static func orders(_ texts: [String]) -> ScriptedTransport.Step {
        .json("{\"total\":\(texts.count),\"orders\":[\(texts.joined(separator: ","))]}")
    }
    private static let paid = Fixture.text("ebay/order-paid")
    private static let shipment = ShipmentNotice(
        remoteOrderID: "12-34567-89012", tracking: Tracking(carrier: "DHL", number: "JD 01-4"),
        shippedAt: Date(timeIntervalSince1970: 1_763_788_000))

    private func state(_ text: String) async throws -> RemoteOrder? {
        try await ebay(ScriptedTransport(Self.orders([text]))).orders?.page(nil, modifiedAfter: nil).value.orders.first
    }

    @Test("reads sums, units and the price of one")
    func whole() async throws {
        let order = try #require(try await self.state(Self.paid))
        #expect(order.remoteID == "12-34567-89012" && order.state == .open && order.total.minor == 4_898)
        let line = try #require(order.lines.first)
        #expect(line.units == 2 && line.unitPrice.minor == 2_199 && line.ref == OfferRef(listing: "MUG"))
        #expect(line.reducedUnits == 2 && line.heldUnits == 0 && line.refundedUnits == 0)
    }

    @Test(
        "folds eBay's words into one state",
        arguments: [
            ("\"PAID\",", "\"PENDING\",", OrderState.unpaid), ("\"PAID\",", "\"FAILED\",", .unpaid),
            ("\"PAID\",", "\"PARTIALLY_REFUNDED\",", .open), ("\"PAID\",", "\"FULLY_REFUNDED\",", .refunded),
            ("\"NONE_REQUESTED\"", "\"CANCELED\"", .cancelled), ("\"NONE_REQUESTED\"", "\"IN_PROGRESS\"", .open),
            ("\"NOT_STARTED\",\n  \"orderP", "\"FULFILLED\",\n  \"orderP", .shipped),
        ])
    func states(from: String, to: String, state: OrderState) async throws {
        let order = try #require(try await self.state(Self.paid.replacing(from, with: to, maxReplacements: 1)))
        #expect(order.state == state)
        #expect(order.lines.first?.reducedUnits == (state == .cancelled ? 0 : 2))
        #expect(order.lines.first?.refundedUnits == (state == .refunded ? 2 : 0))
    }

    @Test("an order that was sent is sent, also while a refund of it is on its way")
    func sentAndPending() async throws {
        let text = Self.paid.replacing("\"NOT_STARTED\",\n  \"orderP", with: "\"FULFILLED\",\n  \"orderP")
            .replacing("\"orderPaymentStatus\": \"PAID\"", with: "\"orderPaymentStatus\": \"PENDING\"")
        #expect(try await self.state(text)?.state == .shipped)
    }

    @Test("asks from a time without an end, and the next page shows the last of this one again")
    func paging() async throws {
        let transport = ScriptedTransport(always: Self.orders(Array(repeating: Self.paid, count: 50)))
        let orders = try #require(try ebay(transport, orderPage: 50).orders)
        let since = Date(timeIntervalSince1970: 1_763_780_000)
        let first = try await orders.page(nil, modifiedAfter: since).value
        let next = try #require(first.next)
        _ = try await orders.page(next, modifiedAfter: nil)
        #expect(transport.calls[0].query["filter"] == "lastmodifieddate:[2025-11-22T02:53:20.000Z..]")
        #expect(transport.calls[1].query["filter"] == transport.calls[0].query["filter"])
        #expect(transport.calls.map { $0.query["offset"] } == ["0", "30"])
    }

    @Test("asks no further back than eBay answers")
    func reach() async throws {
        let transport = ScriptedTransport(always: Self.orders([]))
        _ = try await ebay(transport).orders?.page(nil, modifiedAfter: .distantPast)
        #expect(transport.calls.first?.query["filter"]?.hasPrefix("lastmodifieddate:[2023-11-2") == true)
    }

    @Test("finds the group of what was bought as a variation, and asks for it once")
    func variation() async throws {
        let text = Self.paid.replacing("\"sku\": \"MUG\"", with: "\"sku\": \"SHIRT-L\", \"legacyVariationId\": \"552\"")
        let items =
            "{\"responses\":[{\"statusCode\":200,\"sku\":\"SHIRT-L\",\"inventoryItem\":\(Fixture.text("ebay/item-in-a-group"))}]}"
        let transport = ScriptedTransport(Self.orders([text]), .json(items), Self.orders([text]))
        let orders = try #require(try ebay(transport).orders)
        for _ in 0..<2 {
            let order = try await orders.page(nil, modifiedAfter: nil).value.orders.first
            #expect(order?.lines.first?.ref == OfferRef(listing: "group:SHIRTS", variation: "SHIRT-L"))
        }
        #expect(transport.calls.count == 3)
    }

    @Test("leaves orders of another site's listings to that site's connection")
    func site() async throws {
        let german = Self.paid.replacing(
            "\"listingMarketplaceId\": \"EBAY_US\"", with: "\"listingMarketplaceId\": \"EBAY_DE\"")
        let page = try await ebay(ScriptedTransport(Self.orders([german, Self.paid]))).orders?
            .page(nil, modifiedAfter: nil).value
        #expect(page?.orders.count == 1 && page?.unreadable.isEmpty == true)
    }

    @Test("takes in what was sold without a SKU, or before its listing was known")
    func unknown() async throws {
        let order = try #require(try await self.state(Self.paid.replacing("\"sku\": \"MUG\",", with: "")))
        #expect(order.lines.first?.sku == nil && order.lines.first?.ref == OfferRef(listing: "item-110000000001"))
    }

    // MARK: Shipping

    @Test("sends what no package holds yet, once, with letters and digits of the number")
    func ship() async throws {
        let transport = ScriptedTransport(
            .ebay("order-paid"),
            .json(
                #"{"total":1,"fulfillments":[{"fulfillmentId":"X","shipmentTrackingNumber":"X1","lineItems":[{"lineItemId":"10001","quantity":1}]}]}"#
            ),
            .json("", status: 201))
        _ = try await ebay(transport).shipments?.confirm(Self.shipment)
        #expect(
            transport.calls[2].text
                == #"{"lineItems":[{"lineItemId":"10001","quantity":1}],"shippedDate":"2025-11-22T05:06:40.000Z","shippingCarrierCode":"DHL","trackingNumber":"JD014"}"#
        )
    }

    @Test("does not send a number that stands")
    func stands() async throws {
        let transport = ScriptedTransport(
            .ebay("order-paid"), .json(#"{"total":1,"fulfillments":[{"shipmentTrackingNumber":"jd014"}]}"#))
        _ = try await ebay(transport).shipments?.confirm(Self.shipment)
        #expect(transport.calls.count == 2)
    }

    @Test("sends nothing of an order that is cancelled, or that is not paid", arguments: ["CANCELED", "PENDING"])
    func closed(word: String) async throws {
        let text =
            word == "PENDING"
            ? Self.paid.replacing("\"orderPaymentStatus\": \"PAID\"", with: "\"orderPaymentStatus\": \"PENDING\"")
            : Self.paid.replacing("NONE_REQUESTED", with: word)
        let transport = ScriptedTransport(.json(text), .json(#"{"total":0,"fulfillments":[]}"#))
        await #expect(throws: ConnectorError.self) { try await ebay(transport).shipments?.confirm(Self.shipment) }
        #expect(transport.calls.count == 2)
    }
}
