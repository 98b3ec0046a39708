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

@Suite("Two workspaces in one store")
struct TenantJourney {
    @Test("each trades with its own shop under one worker, and sees nothing of the other", arguments: Engine.available)
    func apart(engine: Engine) async throws {
        // The same SKUs, so that a missing tenant would be noticed.
        let goods = TwinProduct.simple("A", "B", stock: 20)
        try await TradingBench.with(engine, shops: 1, goods: goods) { bench in
            let made = try await CreateWorkspace(name: "Other", currency: .gbp, policy: .guaranteed).run(bench.hub)
            let other = Desk(bench.hub, tenant: try #require(UUID(uuidString: made.id)))
            try await bench.stock(goods, as: other)
            try await bench.connect("elsewhere", goods, as: other)
            try await bench.goLive()
            try await bench.goLive(as: other)
            await bench.market.shop("shop-0")?.buy("A", units: 2)
            await bench.market.shop("elsewhere")?.buy("A", units: 5)
            await bench.market.shop("elsewhere")?.buy("B", units: 1)
            try await bench.eventually(seconds: 30, "each knows its own sales") {
                let mine = try await ListOrders().run(bench.desk).rows.count
                let theirs = try await ListOrders().run(other).rows.count
                return try await all(mine == 1, theirs == 2, bench.agrees())
            }
            #expect(try await bench.stock(of: "A") == (20, 2, 0))
            #expect(await bench.item("shop-0", "A")?.stock == 18)
            #expect(try await ListConnections().run(bench.desk).map(\.name) == ["shop-0"])
            #expect(try await ListConnections().run(other).map(\.name) == ["elsewhere"])
            let mine = try await ListEvents(limit: 1_000).run(bench.desk).rows
            let theirs = try await ListEvents(limit: 1_000).run(other).rows
            #expect(Set(mine.map(\.id)).isDisjoint(with: theirs.map(\.id)))
            #expect(!mine.contains { $0.summary.contains("elsewhere") })
            #expect(!theirs.contains { $0.summary.contains("shop-0") })
            let offers = try await (
                ListMapping().run(bench.desk).rows.map(\.id), ListMapping().run(other).rows.map(\.id)
            )
            #expect(offers.0.count == 2 && offers.1.count == 2 && Set(offers.0).isDisjoint(with: offers.1))
            #expect(
                try await Set(ListStock().run(bench.desk).rows.map(\.id)).isDisjoint(
                    with: ListStock().run(other).rows.map(\.id)))
            try await Self.dropPredicates(engine, of: bench, as: other)
        }
    }

    /// Statements of the engine's everyday work with the tenant's condition left out.
    private static func dropPredicates(_ engine: Engine, of bench: TradingBench, as stranger: Desk) async throws {
        let connection = try bench.connection("shop-0")
        let offer = try await bench.offer("shop-0", "A").id
        let reads: [SQLQuery] = [
            "SELECT o.id FROM offer o WHERE o.connection_id = \(connection) AND o.urgency >= 0 ORDER BY o.id LIMIT 50",
            "SELECT id FROM sales_order WHERE connection_id = \(connection)",
            "SELECT e.id FROM event e WHERE e.connection_id = \(connection) ORDER BY e.at DESC LIMIT 100",
            "SELECT id FROM connection WHERE id = \(connection)",
            "SELECT id FROM write_intent WHERE connection_id = \(connection) AND offer_id = \(offer)",
            """
            SELECT s.id FROM order_line l JOIN sales_order s ON s.tenant_id = l.tenant_id AND s.id = l.order_id
            WHERE l.offer_id = \(offer)
            """,
        ]
        let writes: [SQLQuery] = [
            "UPDATE offer SET tries = 9 WHERE id = \(offer)",
            "UPDATE connection SET state = 'paused' WHERE id = \(connection)",
            "DELETE FROM event WHERE connection_id = \(connection)",
            "DELETE FROM inbox WHERE connection_id = \(connection)",
        ]
        for query in reads {
            switch engine {
            case .postgres: #expect(try await stranger.read { try $0.query(query).count } == 0, "\(query)")
            case .sqlite:
                await #expect(throws: (any Error).self, "\(query)") {
                    try await stranger.read { try $0.query(query).count }
                }
            }
        }
        for query in writes {
            switch engine {
            case .postgres: #expect(try await stranger.write { try $0.execute(query) } == 0, "\(query)")
            case .sqlite:
                await #expect(throws: (any Error).self, "\(query)") {
                    try await stranger.write { try $0.execute(query) }
                }
            }
        }
        #expect(try await bench.offer("shop-0", "A").tries == 0)
        #expect(try await bench.record("shop-0").state == .live)
        #expect(try await bench.desk.read { try EventRecords.latest($0, limit: 10) }.isEmpty == false)
    }
}
