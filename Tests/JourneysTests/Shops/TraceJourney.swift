import Commerce
import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Wire
import Workbench

@Suite("One trace from the first event to the last call")
struct TraceJourney {
    private struct Call: Sendable {
        var url: String
        var isWrite: Bool
        var trace: String?
    }

    @Test(
        "a webhook’s trace is on the reading of its order, on what that changes, and on the write to the other shop",
        arguments: Engine.available)
    func followed(engine: Engine) async throws {
        var settings = TradingBench.quick
        (settings.orderPoll, settings.readBack) = (600, 600)
        try await TradingBench.with(engine, goods: TwinProduct.simple("A", stock: 20), settings: settings) { bench in
            try await bench.openForBusiness()
            try await bench.eventually(seconds: 30, "nobody has anything to do") { try await Self.isQuiet(bench) }
            let calls = Mutex<[Call]>([])
            bench.wire.before { call in
                let seen = Call(url: call.url.absoluteString, isWrite: call.isWrite, trace: CallContext.trace?.id)
                calls.withLock { $0.append(seen) }
                return nil
            }
            // What the webhook's request was given, or brought along.
            let trace = try #require(Trace("4bf92f3577b34da6a3ce929d0e0e4736"))
            let sale = try #require(await bench.market.shop("shop-0")?.buy("A", units: 6))
            let hook = Desk(bench.hub, tenant: bench.desk.tenant, trace: trace.id)
            try await EnterWebhook(
                connection: try bench.connection("shop-0"), notice: .order(key: "\(sale.orderID)")
            ).run(hook)
            try await bench.eventually(seconds: 20, "the other shop shows fourteen") {
                await bench.item("shop-1", "A")?.stock == 14
            }
            let (one, other) = (try await Self.address(bench, "shop-0"), try await Self.address(bench, "shop-1"))
            let followed = calls.withLock { $0 }.filter { $0.trace == trace.id }
            #expect(followed.contains { $0.url.hasPrefix(one) && !$0.isWrite }, "the order's reading")
            #expect(followed.contains { $0.url.hasPrefix(other) && $0.isWrite }, "the write to the other shop")
            // All of it in one place: entrepot event list --trace …
            let told = try await ListEvents(trace: trace.id).run(bench.desk).rows
            #expect(told.contains { $0.kind == "order.imported" && $0.connection == "shop-0" }, "\(told.map(\.kind))")
            #expect(told.allSatisfy { $0.trace == trace.id })
            #expect(try await ListEvents(trace: String(trace.id.reversed())).run(bench.desk).rows.isEmpty)
        }
    }

    private static func isQuiet(_ bench: TradingBench) async throws -> Bool {
        let soon = Date().addingTimeInterval(20)
        return try await bench.hub.store.system { db in
            try db.query("SELECT key FROM job WHERE lease_owner IS NOT NULL OR due_at < \(soon)").isEmpty
        }
    }

    private static func address(_ bench: TradingBench, _ shop: String) async throws -> String {
        try #require(await bench.market.shop(shop)?.address)
    }
}
