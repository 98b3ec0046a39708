import Commerce
import ConnectorKit
import Connectors
import Foundation
import Jobs
import Logging
import Operations
import Records
import Store
import Synchronization
import Twins
import Vault
import Wire

/// A hub and simulated shops in one process, over real HTTP and a real database, worked by a real worker.
final class ShopFloor: Sendable {
    let hub: Installation
    let desk: Desk
    let market: TwinMarket
    let wire: WireTap
    private let server: Task<Void, any Error>
    private let worker = Mutex<Task<Void, Never>?>(nil)
    private let transport: HTTPTransport

    init(store: any Store, policy: SellingPolicy = .shared) async throws {
        let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: silent)
        self.server = Task { try await twins.run() }
        self.market = twins.market
        _ = await twins.market.boundPort()
        self.transport = HTTPTransport(HTTPTransportSettings(version: "bench", contact: nil))
        self.wire = WireTap(self.transport)
        self.hub = Installation(
            store: store, channels: [WooCommerce.channel], master: MasterKey.generate(), transport: self.wire,
            log: silent)
        let workspace = try await CreateWorkspace(name: "Bench", currency: .gbp, policy: policy).run(self.hub)
        guard let tenant = UUID(uuidString: workspace.id) else { throw BenchError("the workspace has no id") }
        self.desk = Desk(self.hub, tenant: tenant)
    }

    /// Opens the floor, does `body`, and closes it whatever happens.
    static func with<Result: Sendable>(
        _ store: any Store, _ body: @Sendable (ShopFloor) async throws -> Result
    ) async throws -> Result {
        let floor = try await ShopFloor(store: store)
        do {
            let result = try await body(floor)
            await floor.close()
            return result
        } catch {
            await floor.close()
            throw error
        }
    }

    /// Goods `SKU-0000` and on, the same at every shop, each with a stock of its own.
    static func goods(_ count: Int, stock: Int) -> [TwinProduct] {
        (0..<count).map {
            let sku = "SKU-" + String(repeating: "0", count: max(0, 4 - String($0).count)) + String($0)
            return TwinProduct(sku: sku, name: "Good \($0)", price: "10.00", stock: stock)
        }
    }

    /// Puts goods into the stockroom and into shops, connects these, and goes live, until everything agrees.
    func open(shops: Int, goods: [TwinProduct], settings: ConnectionRecord.Settings) async throws {
        try await Shelf.fill(self.desk, goods)
        for number in 0..<shops {
            let shop = await self.market.open("shop-\(number)", goods: goods)
            let key = await shop.keys[0]
            _ = try await ConnectShop(
                channel: "woocommerce", name: "shop-\(number)", address: await shop.address,
                credentials: ["key": Secret(key.key), "secret": Secret(key.secret)], settings: settings
            ).run(self.desk)
        }
        self.work()
        try await self.until("the shops are imported") { connections in
            connections.allSatisfy { $0.importedAt != nil }
        }
        for connection in try await self.connections() {
            let plan = try await PlanGoLive(connection: connection.name).run(self.desk)
            _ = try await ApplyPlan(plan.id, releaseBrake: true).run(self.desk)
        }
        try await self.settled()
    }

    /// Waits until every shop shows what it should and nothing is under way.
    func settled() async throws {
        try await self.until("the shops agree") { _ in try await Shelf.isSettled(self.desk) }
    }

    func connections() async throws -> [ConnectionRecord] { try await self.desk.read { try ConnectionRecords.all($0) } }

    /// A worker as `entrepot serve` runs it.
    func work() {
        var settings = Worker.Settings()
        settings.lease = 20
        settings.grace = .seconds(2)
        let worker = Worker(
            store: self.hub.store, owner: "bench", reconcilers: [SyncQueue.kind: ConnectionReconciler(self.hub)],
            settings: settings, now: { Date() })
        self.worker.withLock { $0 = Task { await worker.run() } }
    }

    func stopWorking() async {
        let worker = self.worker.withLock { $0 }
        worker?.cancel()
        await worker?.value
    }

    func close() async {
        await self.stopWorking()
        self.server.cancel()
        _ = try? await self.server.value
        await self.transport.shutdown()
    }

    private func until(_ what: String, _ isDone: ([ConnectionRecord]) async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end {
            if try await isDone(try await self.connections()) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("not within two minutes: \(what)")
    }
}
