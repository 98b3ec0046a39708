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

@Suite("Shops of a suspended workspace")
struct SuspensionJourney {
    @Test(
        "are not called; what they sell meanwhile is taken in when the workspace goes on", arguments: Engine.available)
    func waits(engine: Engine) async throws {
        try await TradingBench.with(engine, shops: 1, goods: TwinProduct.simple("A", stock: 20)) { bench in
            try await bench.openForBusiness()
            let id = try bench.connection("shop-0")
            _ = try await SuspendWorkspace("Test", reason: "Looked into.").run(bench.hub)
            // What was under way when it was stopped ends; then nothing is due any more, whatever wakes it.
            try await Self.rests(bench, id)
            let calls = Mutex(0)
            bench.wire.before { _ in
                calls.withLock { $0 += 1 }
                return nil
            }
            let sale = try #require(await bench.market.shop("shop-0")?.buy("A", units: 3))
            for _ in 0..<3 {
                try await EnterWebhook(connection: id, notice: .order(key: "\(sale.orderID)")).run(bench.desk)
                try await Self.rests(bench, id)
            }
            #expect(calls.withLock { $0 } == 0)
            #expect(try await bench.imported(order: sale.orderID, of: "shop-0") == nil)
            _ = try await ResumeWorkspace("Test").run(bench.hub)
            try await bench.eventually(seconds: 120, "the sale is taken in") {
                try await bench.imported(order: sale.orderID, of: "shop-0") != nil
            }
            #expect(try await bench.stock(of: "A").reserved == 3)
            try await bench.eventually(seconds: 120, "the shop agrees again") { try await bench.agrees() }
        }
    }

    /// Until the connection's job is done and nobody holds it.
    private static func rests(_ bench: TradingBench, _ connection: UUID) async throws {
        try await bench.eventually(seconds: 120, "the connection's job rests") {
            try await bench.hub.store.system { db in
                try db.query(
                    """
                    SELECT key FROM job WHERE key = \(connection.uuidString.lowercased())
                        AND (due_at IS NOT NULL OR lease_owner IS NOT NULL)
                    """
                ).isEmpty
            }
        }
    }
}
