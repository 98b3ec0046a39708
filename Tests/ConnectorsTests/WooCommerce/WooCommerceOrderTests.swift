import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading a WooCommerce shop's orders")
struct WooCommerceOrderTests {
    private func order(_ fixture: String, _ more: ScriptedTransport.Step...) async throws -> RemoteOrder? {
        let transport =
            more.isEmpty ? ScriptedTransport(.fixture(fixture)) : ScriptedTransport(.fixture(fixture), more[0])
        return try await #require(try shop(transport).orders).read("727").value
    }

    @Test("an order has its lines, money and times, and no buyer")
    func paid() async throws {
        let order = try #require(try await self.order("order-paid"))
        #expect(
            order
                == RemoteOrder(
                    remoteID: "727", number: "10727", state: .open, remoteStatus: "processing",
                    createdAt: time("2026-11-20T19:28:02"), modifiedAt: time("2026-11-20T19:28:08"),
                    total: Money(minor: 2935, currency: .usd),
                    lines: [
                        RemoteOrderLine(
                            remoteID: "315", ref: OfferRef(listing: "93"), sku: nil, title: "Woo Single #1", units: 2,
                            unitPrice: Money(minor: 300, currency: .usd), heldUnits: 0, reducedUnits: 2),
                        RemoteOrderLine(
                            remoteID: "316", ref: OfferRef(listing: "22", variation: "23"), sku: "Bar3",
                            title: "Ship Your Idea – Black", units: 1, unitPrice: Money(minor: 1200, currency: .usd),
                            heldUnits: 0, reducedUnits: 1),
                    ]))
    }

    @Test(
        "each status says where the order stands and what the shop did to its stock",
        arguments: [
            ("pending", OrderState.unpaid, 2, 0), ("on-hold", .unpaid, 0, 2), ("processing", .open, 0, 2),
            ("completed", .shipped, 0, 2), ("cancelled", .cancelled, 0, 0), ("failed", .cancelled, 0, 0),
            ("trash", .cancelled, 0, 0), ("refunded", .refunded, 0, 2), ("wc-awaiting-pickup", .open, 0, 2),
        ])
    func states(status: String, state: OrderState, held: Int, reduced: Int) async throws {
        let text = Fixture.text("order-paid").replacingOccurrences(of: "processing", with: status)
        let order = try await shop(ScriptedTransport(.json(text))).orders?.read("727").value
        #expect(order?.state == state && order?.remoteStatus == status)
        #expect(order?.lines.first?.heldUnits == held && order?.lines.first?.reducedUnits == reduced)
    }

    @Test("the shop's own note of what it took from stock decides, whatever the status")
    func reducedNote() async throws {
        let order = try #require(try await self.order("order-with-stock-partly-given-back"))
        #expect(order.lines.map(\.reducedUnits) == [1, 1])
    }

    @Test("a checkout in progress is no order")
    func draft() async throws {
        #expect(try await self.order("order-checkout-draft") == nil)
        let transport = ScriptedTransport(.list("order-checkout-draft", "order-paid"))
        let page = try #require(try await shop(transport).orders?.page(nil, modifiedAfter: nil)).value
        #expect(page.orders.map(\.remoteID) == ["727"] && page.unreadable.isEmpty)
    }

    @Test("refunded units come from the refunds, read only where there are some")
    func refunds() async throws {
        let transport = ScriptedTransport(
            .fixture("order-with-refunds"), .fixture("refunds-of-one-unit-and-of-an-amount"))
        let order = try #require(try await shop(transport).orders?.read("723")).value
        #expect(order?.lines.map(\.refundedUnits) == [1, 0] && order?.lines.map(\.reducedUnits) == [2, 1])
        #expect(transport.calls.last?.path == "/wp-json/wc/v3/orders/723/refunds")
    }

    @Test("a refund that restocked took the shop's note away; one that did not left it")
    func restocked() async throws {
        let transport = ScriptedTransport(
            .fixture("order-refunded-one-line-restocked"), .fixture("refunds-of-everything"))
        let order = try await shop(transport).orders?.read("760").value
        #expect(order?.state == .refunded && order?.lines.map(\.refundedUnits) == [2, 1])
        #expect(order?.lines.map(\.reducedUnits) == [0, 1])
    }

    @Test("unreadable orders name place and reason and spoil no neighbour")
    func neighbours() async throws {
        let transport = ScriptedTransport(.fixture("orders-with-unreadable-neighbours"))
        let page = try #require(try await shop(transport).orders?.page(nil, modifiedAfter: nil)).value
        #expect(page.orders.map(\.remoteID) == ["740", "745"])
        #expect(
            Set(page.unreadable) == [
                UnreadableRecord(place: "741", reason: "total is not an amount"),
                UnreadableRecord(place: "742", reason: "currency is missing"),
                UnreadableRecord(place: "743", reason: "date_modified_gmt is not a time"),
                UnreadableRecord(place: "744", reason: "currency is no ISO code"),
            ])
    }

    @Test("half a unit cannot be counted; a line of none is passed over")
    func oddUnits() async throws {
        await #expect(throws: ConnectorError.unreadable("order 754: line_items.0.quantity is not a whole number")) {
            try await self.order("order-with-half-a-unit")
        }
        #expect(try await self.order("order-with-a-line-of-no-units")?.lines.map(\.remoteID) == ["316"])
    }

    @Test("amounts with more decimals than the currency are rounded, exactly and half away from zero")
    func decimals() async throws {
        let order = try #require(try await self.order("order-with-more-decimals-than-the-currency"))
        #expect(order.total.minor == 1000 && order.lines.map(\.unitPrice.minor) == [301, 1201])
    }

    @Test("PHP's objects for lists are read")
    func phpLists() async throws {
        #expect(try await self.order("order-with-php-objects-for-lists")?.lines.count == 1)
    }

    @Test(
        "tracking is read where the common plugins keep it",
        arguments: [
            ("order-with-shipment-tracking", "DHL", "JD0001"), ("order-with-aftership-tracking", "UPS", "1Z999"),
            ("order-with-tracking-stored-as-text", "DHL", "JD0001"),
        ])
    func tracking(fixture: String, carrier: String, number: String) async throws {
        #expect(try await self.order(fixture)?.tracking == [Tracking(carrier: carrier, number: number)])
    }

    @Test("without tracking not even the meta is asked for")
    func noMeta() async throws {
        let transport = ScriptedTransport(.json("[]"))
        _ = try await shop(transport, readsTracking: false).orders?.page(nil, modifiedAfter: nil)
        #expect(transport.calls[0].query["_fields"]?.contains("meta_data") == false)
    }

    @Test("an order that does not exist is nil")
    func gone() async throws {
        let transport = ScriptedTransport(.fixture("error-order-does-not-exist", status: 404))
        #expect(try await #require(try shop(transport).orders).read("727").value == nil)
    }

    @Test("the next page starts at the last time seen, so that a change meanwhile hides no order")
    func keyset() async throws {
        let more: [(name: String, value: String)] = [("X-WP-TotalPages", "2")]
        let transport = ScriptedTransport(
            .list("order-paid", headers: more), .list("order-paid", headers: more), .json("[]"))
        let orders = try #require(try shop(transport, pageSize: 1).orders)
        let first = try await orders.page(nil, modifiedAfter: time("2026-11-20T00:00:00")).value
        let second = try await orders.page(first.next, modifiedAfter: nil).value
        _ = try await orders.page(second.next, modifiedAfter: nil)
        let asked = transport.calls.map { "\($0.query["modified_after"] ?? "") \($0.query["page"] ?? "")" }
        // A page all of one second is followed by its second page: it cannot stand still.
        #expect(asked == ["2026-11-19T23:59:59 1", "2026-11-20T19:28:07 1", "2026-11-20T19:28:07 2"])
    }

    @Test("the oldest change comes first, in GMT")
    func query() async throws {
        let transport = ScriptedTransport(.json("[]"))
        let page = try #require(try await shop(transport).orders?.page(nil, modifiedAfter: time("2026-11-22T05:00:00")))
        let query = transport.calls[0].query
        #expect(query["orderby"] == "modified" && query["order"] == "asc" && query["per_page"] == "100")
        #expect(query["dates_are_gmt"] == "true" && page.value.next == nil)
    }
}
