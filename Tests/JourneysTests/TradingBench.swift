import Commerce
import ConnectorKit
import Connectors
import Foundation
import Jobs
import Logging
import Operations
import Records
import Store
import Twins
import Vault
import Wire
import Workbench

/// A hub and its shops in one process, over real HTTP and a real database.
final class TradingBench: Sendable {
    let hub: Installation
    let desk: Desk
    let market: TwinMarket
    let connections: [String: UUID]
    private let server: Task<Void, any Error>
    private let worker: Task<Void, Never>
    private let transport: HTTPTransport
    private let policy: SellingPolicy

    static let settings = ConnectionRecord.Settings(
        patience: 2, orderLag: 2, readStaleness: 1.2, orderPoll: 1, readBack: 10, timeout: 2)

    /// - Parameter goods: The same in every shop; each one's stock is the stockroom's.
    init(_ engine: Engine, shops: Int = 2, goods: [TwinProduct], policy: SellingPolicy) async throws {
        self.policy = policy
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: Logger(label: "twins", factory: { _ in SwiftLogNoOpLogHandler() }))
        self.server = Task { try await twins.run() }
        self.market = twins.market
        _ = await twins.market.boundPort()
        self.transport = HTTPTransport(HTTPTransportSettings(version: "test", contact: nil))
        self.hub = Installation(
            store: store, channels: [WooCommerce.channel], master: MasterKey.generate(), transport: self.transport,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let created = try await CreateWorkspace(name: "Test", currency: Currency("GBP")!, policy: policy).run(self.hub)
        self.desk = Desk(self.hub, tenant: UUID(uuidString: created.id)!)
        try await Self.fill(self.desk, goods)
        var connections: [String: UUID] = [:]
        for number in 0..<shops {
            let name = "shop-\(number)"
            let shop = await twins.market.open(name, goods: goods)
            let key = await shop.keys[0]
            let connected = try await ConnectShop(
                channel: "woocommerce", name: name, address: await shop.address,
                credentials: ["key": Secret(key.key), "secret": Secret(key.secret)], settings: Self.settings
            ).run(self.desk)
            connections[name] = UUID(uuidString: connected.connection.id)
        }
        self.connections = connections
        var settings = Worker.Settings()
        settings.poll = .milliseconds(50)
        settings.grace = .seconds(2)
        let worker = Worker(
            store: store, owner: "bench", reconcilers: [SyncQueue.kind: ConnectionReconciler(self.hub)],
            settings: settings, now: { Date() })
        self.worker = Task { await worker.run() }
    }

    private static func fill(_ desk: Desk, _ goods: [TwinProduct]) async throws {
        let locations = try await desk.read { try LocationRecords.all($0) }
        try await desk.write { db in
            let now = Date()
            for good in goods {
                let product = try ProductRecords.upsert(
                    db, ProductRecord(
                        id: desk.hub.id(), handle: good.sku, title: good.name, content: .init(), status: "active", createdAt: now))
                let id = desk.hub.id()
                try VariantRecords.upsert(
                    db, VariantRecord(
                        id: id, productID: product, sku: good.sku, gtin: nil, title: good.name, options: [:],
                        price: try Money.parse(good.price, currency: Currency("GBP")!), currency: Currency("GBP")!, image: nil,
                        isCounted: true, policy: nil, createdAt: now))
                try StockRecords.book(
                    db, Movement(
                        id: desk.hub.id(), variant: id, location: locations[0].id, change: good.stock ?? 0, cause: .imported, at: now))
            }
        }
    }

    /// Waits for the import, then switches every connection on.
    func goLive() async throws {
        try await self.eventually(seconds: 30, "imported") {
            try await self.desk.read { try ConnectionRecords.all($0) }.allSatisfy { $0.importedAt != nil }
        }
        try await self.desk.write { db in
            for id in self.connections.values { try ConnectionRecords.setState(db, id, .live, reason: nil) }
        }
        // Deciding anew for every variant is what going live does.
        _ = try await SetPolicy(.workspace(policy: self.policy, buffer: nil, tolerance: nil)).run(self.desk)
    }

    func eventually(seconds: Double, _ what: String, _ isDone: () async throws -> Bool) async throws {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if try await isDone() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BenchError(description: "not within \(Int(seconds)) s: \(what). \(try await self.state())")
    }

    /// Nothing waits, nothing is in doubt, and the shops truly show what they should.
    func agrees() async throws -> Bool {
        for (name, id) in self.connections {
            let offers = try await self.desk.read { try OfferRecords.of($0, connection: id) }
            guard let report = await self.market.shop(name)?.report() else { return false }
            for offer in offers where offer.mapping == .linked && offer.parkedCode == nil {
                if offer.urgency > 0 || offer.inDoubt || offer.escrow.hasUnanswered { return false }
                guard let sku = offer.sku, let item = report.items[sku], let wanted = offer.wantedQuantity else { return false }
                if max(0, item.stock ?? -1) != max(0, wanted) { return false }
            }
        }
        return true
    }

    /// For a failure's text: what is not as it should be.
    func state() async throws -> String {
        var lines: [String] = []
        for (name, id) in self.connections.sorted(by: { $0.key < $1.key }) {
            guard let connection = try await self.desk.read({ try ConnectionRecords.load($0, id) }) else { continue }
            lines.append("\(name): \(connection.state) imported \(connection.importedAt != nil) calls \(connection.calls) \(connection.lastError ?? "")")
            let offers = try await self.desk.read { try OfferRecords.of($0, connection: id) }
            let report = await self.market.shop(name)?.report()
            for offer in offers {
                let truth = offer.sku.flatMap { report?.items[$0] }?.stock
                if offer.urgency > 0 || offer.inDoubt || truth != offer.wantedQuantity {
                    lines.append(
                        "  \(offer.sku ?? "?") wanted \(offer.wantedQuantity ?? -1) (\(offer.wantedReason ?? "")) shown \(offer.shownQuantity ?? -1) observed \(offer.observedQuantity ?? -1) true \(truth ?? -1) escrow \(offer.escrow.units) raises \(offer.escrow.raises.count) doubt \(offer.inDoubt) mapping \(offer.mapping) parked \(offer.parkedCode ?? "-")")
                }
            }
        }
        for event in try await self.desk.read({ try EventRecords.latest($0, limit: 25) }) { lines.append("  · \(event.summary)") }
        return lines.joined(separator: "\n")
    }

    /// Units sold beyond what there was, at any instant, over all shops.
    func soldTwice(_ goods: [TwinProduct]) async -> [String: Int] {
        var changes: [String: [(Date, Int)]] = [:]
        for book in await self.market.books().values {
            for entry in book.entries {
                guard let sku = entry.sku else { continue }
                if entry.kind == .sale { changes[sku, default: []].append((entry.at, -entry.units)) }
                if entry.kind == .cancellation { changes[sku, default: []].append((entry.at, entry.units)) }
            }
        }
        var found: [String: Int] = [:]
        for good in goods {
            var left = good.stock ?? 0
            var worst = 0
            for (_, units) in (changes[good.sku] ?? []).sorted(by: { ($0.0, -$0.1) < ($1.0, -$1.1) }) {
                left += units
                worst = min(worst, left)
            }
            if worst < 0 { found[good.sku] = -worst }
        }
        return found
    }

    func close() async {
        self.worker.cancel()
        await self.worker.value
        self.server.cancel()
        _ = try? await self.server.value
        await self.transport.shutdown()
        await self.hub.store.close()
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String
}
