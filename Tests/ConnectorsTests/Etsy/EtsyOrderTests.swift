import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading an Etsy shop's receipts")
struct EtsyOrderTests {
    private func order(_ name: String) async throws -> RemoteOrder {
        let reader = try #require(try etsy(ScriptedTransport(.etsy(name))).orders)
        return try #require(try await reader.read("54321").value)
    }

    @Test("a receipt is an order, its transactions the lines")
    func paid() async throws {
        let order = try await self.order("receipt-paid-with-personalisation")
        #expect(order.remoteID == "54321" && order.number == "54321" && order.state == .open)
        #expect(order.total == Money(minor: 5800, currency: .usd) && order.remoteStatus == "paid")
        #expect(order.createdAt == Date(timeIntervalSince1970: 1_763_787_000))
        #expect(order.modifiedAt == Date(timeIntervalSince1970: 1_763_787_060))
        #expect(
            order.lines == [
                RemoteOrderLine(
                    remoteID: "7001", ref: OfferRef(listing: "1101", variation: "200:1213+513:72"), sku: "R-L",
                    title: "Mum's ring", units: 2, unitPrice: Money(minor: 2750, currency: .usd), heldUnits: 0,
                    reducedUnits: 2),
                RemoteOrderLine(
                    remoteID: "7002", ref: OfferRef(listing: "1100"), sku: nil, title: "Mum's ring", units: 1,
                    unitPrice: Money(minor: 2500, currency: .usd), heldUnits: 0, reducedUnits: 1),
            ])
    }

    @Test("a line names the same variation as the listing does, also by the buyer's choices alone")
    func choices() async throws {
        let order = try await self.order("receipt-naming-its-variation-by-choices-only")
        #expect(order.lines.first?.ref == OfferRef(listing: "1101", variation: "200:1213+513:72"))
    }

    @Test(
        "Etsy takes the units when the order is placed; a cancelled one has given them back",
        arguments: [
            ("receipt-paid-with-personalisation", OrderState.open, 2, 0), ("receipt-unpaid", .unpaid, 2, 0),
            ("receipt-shipped-with-tracking", .shipped, 2, 0), ("receipt-cancelled", .cancelled, 0, 0),
            ("receipt-fully-refunded", .refunded, 2, 2), ("receipt-partially-refunded-after-shipping", .shipped, 2, 0),
        ])
    func states(name: String, state: OrderState, reduced: Int, refunded: Int) async throws {
        let order = try await self.order(name)
        let line = try #require(order.lines.first)
        #expect(order.state == state && line.reducedUnits == reduced && line.heldUnits == 0)
        #expect(line.refundedUnits == refunded)
    }

    @Test("tracking is read once for each code")
    func tracking() async throws {
        let order = try await self.order("receipt-shipped-with-tracking")
        #expect(order.tracking == [Tracking(carrier: "usps", number: "9400 1000 0000 0000 0000 00")])
    }

    @Test(
        "nothing about a buyer leaves the mapping",
        arguments: [
            "receipt-paid-with-personalisation", "receipt-unpaid", "receipt-shipped-with-tracking", "receipt-cancelled",
            "receipt-fully-refunded", "receipt-partially-refunded-after-shipping",
            "receipt-naming-its-variation-by-choices-only", "receipt-of-a-listing-that-is-gone",
        ])
    func canary(name: String) async throws {
        #expect(Fixture.text("etsy/" + name).lowercased().contains("canary"))
        let order = try await self.order(name)
        #expect(!String(reflecting: order).lowercased().contains("canary"))
        #expect(!String(reflecting: order).contains("4242"))
    }

    @Test("a status that Etsy never documented is not passed on, since anything may stand in it")
    func foreignStatus() async throws {
        let text = Fixture.text("etsy/receipt-paid-with-personalisation")
            .replacing("\"status\": \"paid\"", with: "\"status\": \"canary for Anna\"")
        let answer = try await etsy(ScriptedTransport(.json(text))).orders?.read("54321")
        #expect(answer?.value?.remoteStatus == "unknown" && answer?.value?.state == .open)
    }

    @Test("one receipt that cannot be read leaves its neighbours alone, and shows nothing of its content")
    func unreadable() async throws {
        let page = try await #require(
            try etsy(ScriptedTransport(.etsy("receipts-with-an-unreadable-neighbour"))).orders
        ).page(nil, modifiedAfter: nil).value
        #expect(page.orders.map(\.remoteID) == ["54321"] && page.unreadable.map(\.place) == ["54329"])
        #expect(!String(reflecting: page).lowercased().contains("canary"))
    }

    @Test("a line whose listing is gone still counts, under a name of its own")
    func goneListing() async throws {
        let order = try await self.order("receipt-of-a-listing-that-is-gone")
        #expect(order.lines.map(\.ref) == [OfferRef(listing: "transaction-7005")])
    }

    @Test("changes are asked for from the whole second on, oldest first")
    func query() async throws {
        let transport = ScriptedTransport(.page())
        _ = try await etsy(transport).orders?.page(nil, modifiedAfter: Date(timeIntervalSince1970: 1_763_787_000.7))
        let call = try #require(transport.calls.first)
        #expect(call.path == "/v3/application/shops/12345/receipts")
        #expect(
            call.query == [
                "min_last_modified": "1763787000", "sort_on": "updated", "sort_order": "asc", "limit": "100",
                "offset": "0", "legacy": "false",
            ])
    }

    @Test("a time before Etsy's first is asked as its first")
    func earliest() async throws {
        let transport = ScriptedTransport(.page())
        _ = try await etsy(transport).orders?.page(nil, modifiedAfter: .distantPast)
        #expect(transport.calls.first?.query["min_last_modified"] == "946684800")
    }

    @Test("the next page begins at the last second seen, so that no receipt slips over the edge of a page")
    func paging() async throws {
        let transport = ScriptedTransport(.page("receipt-paid-with-personalisation"), .page("receipt-unpaid"), .page())
        let reader = try #require(try etsy(transport, pageSize: 1).orders)
        let first = try await reader.page(nil, modifiedAfter: Date(timeIntervalSince1970: 1_763_787_000)).value
        let second = try await reader.page(first.next, modifiedAfter: nil).value
        let third = try await reader.page(second.next, modifiedAfter: nil).value
        #expect(third.next == nil)
        #expect(
            transport.calls.map { "\($0.query["min_last_modified"] ?? "")+\($0.query["offset"] ?? "")" }
                == ["1763787000+0", "1763787060+0", "1763787060+1"])
    }

    @Test("a receipt that does not exist is nil, and a name that is no number is not asked for")
    func missing() async throws {
        let transport = ScriptedTransport(always: .json("{\"error\":\"Could not find\"}", status: 404))
        let reader = try #require(try etsy(transport).orders)
        #expect(try await reader.read("1").value == nil)
        #expect(try await reader.read("../1").value == nil && transport.calls.count == 1)
    }
}
