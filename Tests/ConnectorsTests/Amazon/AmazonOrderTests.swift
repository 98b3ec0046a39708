import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Reading an Amazon seller's orders")
struct AmazonOrderTests {
    static let id = "902-3159896-1390916"

    private func order(_ name: String) async throws -> RemoteOrder {
        let reader = try #require(try amazon(ScriptedTransport(.amazon(name))).orders)
        return try #require(try await reader.read(Self.id).value)
    }

    @Test("an order has its number, money and lines")
    func unshipped() async throws {
        let order = try await self.order("order-unshipped")
        #expect(order.remoteID == Self.id && order.number == Self.id && order.state == .open)
        #expect(order.total == Money(minor: 5800, currency: .usd) && order.remoteStatus == "unshipped")
        #expect(order.createdAt == Date(timeIntervalSince1970: 1_763_787_800))
        #expect(order.modifiedAt.timeIntervalSince1970.rounded(.down) == 1_763_787_860)
        #expect(
            order.lines == [
                RemoteOrderLine(
                    remoteID: "20212345678901", ref: OfferRef(listing: "MUG"), sku: "MUG",
                    title: "Mum's mug & saucer", units: 2, unitPrice: Money(minor: 2500, currency: .usd),
                    heldUnits: 0, reducedUnits: 2)
            ])
    }

    @Test(
        "Amazon takes the units when an order is placed, pending or not; a cancelled one has given them back",
        arguments: [
            ("order-unshipped", OrderState.open, 2), ("order-pending-without-money", .unpaid, 2),
            ("order-partially-shipped", .open, 2), ("order-shipped-with-tracking", .shipped, 2),
            ("order-cancelled", .cancelled, 0),
        ])
    func states(name: String, state: OrderState, reduced: Int) async throws {
        let order = try await self.order(name)
        #expect(order.state == state && order.lines.first?.reducedUnits == reduced)
        #expect(order.lines.first?.heldUnits == 0)
    }

    @Test("a pending order has no money yet, and is read all the same")
    func pending() async throws {
        let order = try await self.order("order-pending-without-money")
        #expect(order.total == Money(minor: 0, currency: .usd))
    }

    @Test("tracking is read once for each number")
    func tracking() async throws {
        let order = try await self.order("order-shipped-with-tracking")
        #expect(order.tracking == [Tracking(carrier: "USPS", number: "9400 1000 0000 00")])
    }

    @Test("neither buyers nor recipients are asked for, and nothing of a person leaves the mapping")
    func canary() async throws {
        let transport = ScriptedTransport(.amazon("order-partially-shipped"))
        let order = try await amazon(transport).orders?.read(Self.id).value
        #expect(Fixture.text("amazon/order-partially-shipped").contains("canary"))
        #expect(order != nil && !String(reflecting: order).lowercased().contains("canary"))
        #expect(transport.calls.first?.query["includedData"] == "PROCEEDS,FULFILLMENT,PACKAGES")
    }

    @Test("a page asks for what the merchant fulfils, of all stores, and follows Amazon's token")
    func page() async throws {
        let transport = ScriptedTransport(.amazon("orders-with-unreadable-neighbours"), .orders("order-cancelled"))
        let reader = try #require(try amazon(transport, address: "US, CA").orders)
        let after = Date(timeIntervalSince1970: 1_763_700_000.7)
        let page = try await reader.page(nil, modifiedAfter: after).value
        #expect(page.orders.map(\.remoteID) == [Self.id])
        #expect(page.unreadable.map(\.place).sorted() == ["902-0000000-0000001", "902-0000000-0000002"])
        let last = try await reader.page(page.next, modifiedAfter: after).value
        #expect(last.orders.map(\.state) == [.cancelled] && last.next == nil)
        let query = try #require(transport.calls.first?.query)
        #expect(query["lastUpdatedAfter"] == "2025-11-21T04:40:00Z" && query["fulfilledBy"] == "MERCHANT")
        #expect(query["marketplaceIds"] == "ATVPDKIKX0DER,A2EUQ1WTGCTBG2" && query["lastUpdatedBefore"] == nil)
        #expect(transport.calls.last?.query["paginationToken"] == "2YgYW55IGNhcm5hbCBwbGVhc3VyZS4")
    }

    @Test(
        "which orders there are is asked by when they were placed, since a search by change hides what changed just now"
    )
    func placed() async throws {
        let transport = ScriptedTransport(.orders("order-cancelled"))
        let reader = try #require(try amazon(transport).orders)
        #expect(reader.hidesFreshChanges)
        let page = try await reader.page(nil, placedAfter: Date(timeIntervalSince1970: 1_763_700_000.7)).value
        #expect(page.orders.map(\.state) == [.cancelled])
        let query = try #require(transport.calls.first?.query)
        #expect(query["createdAfter"] == "2025-11-21T04:40:00Z" && query["lastUpdatedAfter"] == nil)
    }

    @Test("an order that Amazon does not know is none")
    func missing() async throws {
        let answer = try await amazon(ScriptedTransport(.json("{}", status: 404))).orders?.read(Self.id)
        #expect(answer != nil && answer?.value == nil)
    }
}

@Suite("Telling Amazon that an order was shipped")
struct AmazonShippingTests {
    private func notice(_ number: String, _ carrier: String?) -> ShipmentNotice {
        ShipmentNotice(
            remoteOrderID: AmazonOrderTests.id, tracking: Tracking(carrier: carrier, number: number),
            shippedAt: Date(timeIntervalSince1970: 1_763_788_000))
    }

    @Test("all that is left of it is confirmed as one package", arguments: [("dhl", "DHL"), ("Bike Bob", "Other")])
    func ships(carrier: String, code: String) async throws {
        let transport = ScriptedTransport(
            .amazon("order-partially-shipped"), .reply(HTTPReply(status: 204, headers: [], body: [])))
        _ = try await amazon(transport).shipments?.confirm(self.notice("JD1", carrier))
        let call = try #require(transport.calls.last)
        let detail = call.json?["packageDetail"]
        #expect(call.path == "/orders/v0/orders/\(AmazonOrderTests.id)/shipmentConfirmation")
        #expect(detail?["carrierCode"] == .text(code) && detail?["packageReferenceId"] == .text("2"))
        #expect(detail?["carrierName"] == (code == "Other" ? .text(carrier) : nil))
        #expect(detail?["orderItems"]?.elements.map { $0["quantity"] } == [.integer(1)])
        #expect(detail?["shipDate"] == .text("2025-11-22T05:06:40Z"))
    }

    @Test("a number that stands on the order is not sent again")
    func repeated() async throws {
        let transport = ScriptedTransport(.amazon("order-shipped-with-tracking"))
        _ = try await amazon(transport).shipments?.confirm(self.notice("9400-1000-0000-00", "USPS"))
        #expect(transport.calls.count == 1)
    }

    @Test(
        "an order that is not open is left alone",
        arguments: ["order-cancelled", "order-pending-without-money", "order-shipped-with-tracking"])
    func closed(name: String) async throws {
        let transport = ScriptedTransport(.amazon(name))
        let error = await #expect(throws: ConnectorError.self) {
            _ = try await amazon(transport).shipments?.confirm(self.notice("JD1", "DHL"))
        }
        guard case .refused("order-not-open", _, _) = error else { return #expect(Bool(false)) }
        #expect(transport.calls.count == 1)
    }
}
