import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Workspaces are apart")
struct IsolationTests {
    /// A workspace with one of everything, and a stranger's beside it.
    private static func two(_ engine: Engine) async throws -> (hall: Hall, mine: Desk, stranger: Desk, shop: UUID) {
        let hall = try await Hall(engine)
        let mine = try await hall.workspace("Mine")
        hall.clock.advance(by: 1)
        let stranger = try await hall.workspace("Stranger")
        try await hall.catalogue(mine, ["A,Ring,10.00,1,"])
        let shop = try await hall.shop(mine, "One", [.of("1", sku: "A", quantity: 1)])
        hall.clock.advance(by: 60)
        try await mine.takeIn(.of("100", "1", units: 2, at: hall.clock.now), of: shop)
        _ = try await PlanGoLive(connection: "One").run(mine)
        return (hall, mine, stranger, shop)
    }

    @Test("a stranger's lists are empty", arguments: Engine.available)
    func lists(engine: Engine) async throws {
        let (_, mine, stranger, _) = try await Self.two(engine)
        #expect(try await ListConnections().run(mine).count == 1)
        #expect(try await ListConnections().run(stranger).isEmpty)
        #expect(try await ListMapping().run(mine).rows.count == 1)
        #expect(try await ListMapping().run(stranger).rows.isEmpty)
        #expect(try await ListStock().run(mine).rows.count == 1)
        #expect(try await ListStock().run(stranger).rows.isEmpty)
        #expect(try await ListStock(onlyDiffering: true).run(stranger).rows.isEmpty)
        #expect(try await SummariseStock().run(stranger).offers == 0)
        #expect(try await OversellReport().run(mine).count == 1)
        #expect(try await OversellReport().run(stranger).isEmpty)
        #expect(try await ListOrders().run(mine).rows.count == 1)
        #expect(try await ListOrders().run(stranger).rows.isEmpty)
        #expect(try await ListPlans().run(mine).count == 1)
        #expect(try await ListPlans().run(stranger).isEmpty)
        #expect(try await ListImports().run(mine).count == 1)
        #expect(try await ListImports().run(stranger).isEmpty)
        #expect(try await ImportIssues().run(stranger).isEmpty)
        #expect(try await ListEvents().run(stranger).rows.isEmpty)
        #expect(try await SyncNow().run(stranger).isEmpty)
    }

    @Test("a stranger who knows an id is told that there is no such thing", arguments: Engine.available)
    func ids(engine: Engine) async throws {
        let (_, mine, stranger, shop) = try await Self.two(engine)
        let plan = try #require(try await ListPlans().run(mine).first?.id)
        let order = try #require(try await ListOrders().run(mine).rows.first?.id)
        let run = try #require(try await ListImports().run(mine).first?.id)
        let id = shop.text
        await #expect(throws: OperationError.unknownPlan(plan)) { try await ShowPlan(plan).run(stranger) }
        await #expect(throws: OperationError.unknownPlan(plan)) { try await ApplyPlan(plan).run(stranger) }
        await #expect(throws: OperationError.unknownOrder(order)) { try await ShowOrder(order).run(stranger) }
        await #expect(throws: OperationError.unknownOrder(order)) {
            try await ShipOrder(order, tracking: "1Z").run(stranger)
        }
        await #expect(throws: OperationError.unknownConnection(id)) { try await ShowConnection(id).run(stranger) }
        await #expect(throws: OperationError.unknownConnection(id)) { try await PauseConnection(id).run(stranger) }
        await #expect(throws: OperationError.unknownConnection(id)) { try await SyncNow(connection: id).run(stranger) }
        await #expect(throws: OperationError.unknownConnection(id)) { try await Reconnect(id).run(stranger) }
        await #expect(throws: OperationError.unknownConnection(id)) {
            try await PlanGoLive(connection: id).run(stranger)
        }
        await #expect(throws: OperationError.unknownConnection(id)) {
            try await AdoptStock(connection: id).run(stranger)
        }
        await #expect(throws: OperationError.unknownConnection(id)) {
            try await LinkOffer(connection: id, offer: "1", sku: "A").run(stranger)
        }
        await #expect(throws: OperationError.unknownSKU("A")) { try await SetStock(sku: "A", onHand: 9).run(stranger) }
        await #expect(throws: OperationError.unknownSKU("A")) { try await WhyStock(sku: "A").run(stranger) }
        #expect(try await ImportIssues(run: run).run(stranger).isEmpty)
        #expect(try await ListOrders(after: order).run(stranger).rows.isEmpty)
        #expect(try await WhyStock(sku: "A").run(mine).onHand == 1)
    }

    @Test("a stranger's key opens no credentials", arguments: Engine.available)
    func credentials(engine: Engine) async throws {
        let (_, mine, stranger, shop) = try await Self.two(engine)
        let record = try #require(try await mine.read { try ConnectionRecords.load($0, shop) })
        await #expect(throws: VaultError.self) { try await Connections.open(stranger, record) }
    }
}
