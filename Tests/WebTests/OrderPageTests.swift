import Commerce
import ConnectorKit
import Foundation
import HTTPTypes
import HummingbirdTesting
import Records
import Store
import Testing
import Workbench

@testable import Operations
@testable import Web

@Suite("Pages of orders and of what people ask")
struct OrderPageTests {
    /// A site whose shop sold two orders: one with a return, one that it was asked to cancel.
    private static func site(_ engine: Engine) async throws -> OpenSite {
        let site = try await OpenSite(engine)
        let desk = site.desk
        let time = Date(timeIntervalSince1970: 1_795_161_600)
        func order(_ id: String, _ state: OrderState, returns: [OrderReturn] = []) -> RemoteOrder {
            var order = RemoteOrder(
                remoteID: id, number: "#\(id)", state: state, remoteStatus: "", createdAt: time, modifiedAt: time,
                total: Money(minor: 2_500, currency: .eur),
                lines: [
                    RemoteOrderLine(
                        remoteID: "1", ref: OfferRef(listing: "77"), sku: "HANDMADE <b>", title: "By hand", units: 2,
                        refundedUnits: returns.isEmpty ? 0 : 1, unitPrice: Money(minor: 1_250, currency: .eur),
                        heldUnits: 0, reducedUnits: 2)
                ])
            order.returns = returns
            return order
        }
        let back = OrderReturn(id: "9", name: "#731-R1", state: .open, units: ["1": 1], restocked: ["1": 1])
        let orders = [order("730", .open), order("731", .shipped, returns: [back])]
        let connection = site.connection
        try await desk.write { db in
            try LockOrder.connection(db, connection.id)
            let record = try #require(try ConnectionRecords.load(db, connection.id))
            _ = try RecordOrders(db: db, desk: desk, connection: record, skew: 0, readAt: desk.now)
                .record(orders, settling: nil)
            let asked = try #require(
                try OrderRecords.load(db, connection: connection.id, remoteIDs: ["730"]).first)
            var intent = OrderIntent(
                order: asked.id, connection: connection.id, id: desk.hub.id(), kind: .cancel, ask: "cancel",
                amountMinor: nil, currency: nil, before: [], sentAt: desk.now, expiresAt: desk.now, trace: nil)
            intent.work = "job-1"
            try OrderIntentRecords.save(db, intent)
        }
        return site
    }

    @Test(
        "whoever may look sees orders, what comes back of one, and what the shop was asked for",
        arguments: Engine.available)
    func orders(engine: Engine) async throws {
        let site = try await Self.site(engine)
        try await site.member("ada@example.org", "analyst")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            let list = try await browser.get("/orders").text
            #expect(list.contains("#730") && list.contains("#731") && list.contains("25.00 EUR"))
            let first = try await browser.get("/orders?limit=1").text
            let next = try #require(first.firstMatch(of: /rel="next" href="([^"]+)"/)?.output.1)
            let rest = try await browser.get(String(next)).text
            #expect(first.contains("#731") != rest.contains("#731"))
            let sent = try await browser.get("/orders/%23731").text
            #expect(sent.contains("#731-R1") && sent.contains("1 of them back on the shop’s shelf"))
            #expect(sent.contains("not linked") && sent.contains("HANDMADE &lt;b&gt;"))
            #expect(sent.contains(#"data-label="Refunded" class="n">1<"#))
            let asked = try await browser.get("/orders/%23730").text
            #expect(asked.contains("asked to cancel it") && asked.contains("has not done it yet"))
            #expect(try await browser.get("/orders/none").status == .notFound)
            #expect(try await browser.get("/privacy").text.contains("Nobody asked anything"))
        }
    }
}
