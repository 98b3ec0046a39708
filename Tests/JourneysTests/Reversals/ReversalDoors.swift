import Commerce
import ConnectorKit
import Connectors
import Foundation
import Jobs
import Logging
import Operations
import Records
import Store
import Testing
import Twins
import Vault
import Wire
import Workbench

/// The WooCommerce connector and the WooCommerce twin.
struct WooDoor: TwinDoor {
    let market: TwinMarket
    let shop: WooShop
    let connector: WooCommerceConnector
    let line: TwinLine
    let time = HandClock()

    init() async throws {
        let time = self.time
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0), address: "http://127.0.0.1:1", wall: { time.date })
        self.shop = await self.market.open("craft", goods: EtsyDoor.goods)
        self.line = TwinLine(market: self.market, changing: { $0 })
        let key = await self.shop.keys[0]
        var settings = WooCommerceSettings()
        settings.currency = .gbp
        self.connector = WooCommerceConnector(
            address: try WooCommerceAddress.normalised(await self.shop.address), key: key.key, secret: key.secret,
            transport: self.line, settings: settings, now: { time.date })
    }
}

/// A hub on SQLite that knows one twin, whose listings and orders it has taken in.
struct ReversalBench<Door: TwinDoor> {
    let door: Door
    let desk: Desk
    let clock = ManualClock()

    init(_ door: Door, line: TwinLine, currency: Currency) async throws {
        let store = try await Engine.sqlite.makeStore(
            migrations: Schema.migrations, globalTables: Schema.globalTables)
        let clock = self.clock
        var manifest = Door.Channel.manifest
        manifest.fields = []
        let channel = ChannelDescriptor(manifest: manifest, verifier: nil) { _ throws(ConnectorError) in door.connector
        }
        let hub = Installation(
            store: store, channels: [channel], master: .generate(), transport: line, now: { clock.now },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let workspace = try await CreateWorkspace(name: "Studio", currency: currency, policy: .shared).run(hub)
        self.desk = Desk(hub, tenant: try await FindWorkspace(workspace.name).run(hub))
        self.door = door
        _ = try await ConnectShop(
            channel: manifest.id, name: "Craft", address: "https://craft.example", credentials: [:]
        ).run(self.desk)
    }

    /// What a poll does.
    func poll() async throws {
        await self.door.pass(30)
        let orders = try await self.door.orders()
        let desk = self.desk
        try await desk.write { db in
            let record = try #require(try ConnectionRecords.find(db, name: "Craft"))
            try LockOrder.connection(db, record.id)
            _ = try RecordOrders(db: db, desk: desk, connection: record, skew: 0, readAt: desk.now)
                .record(orders, settling: nil)
        }
    }

    /// The number of an order that was just bought.
    func bought(_ sku: String, units: Int, paid: Bool = true) async throws -> String {
        _ = try #require(await self.door.shop.sell(sku, units: units, paid: paid, holdSeconds: nil))
        try await self.poll()
        return try #require(try await ListOrders(limit: 1).run(self.desk).rows.first?.id)
    }

    /// Of somebody who has looked at the shop just before.
    func refund(
        _ order: String, _ lines: [String: Int] = [:], shipping: Bool? = nil, restock: Bool = false,
        amount: String? = nil, byHand: Bool = false, isDry: Bool = false
    ) async throws -> ReversalReport {
        await self.door.pass(5)
        let reversals = try #require(self.door.connector.reversals)
        let seen = try await reversals.standing(try await ShowOrder(order).run(self.desk).remoteID).value.refunded
        return try await RefundOrder(
            order, lines: lines, shipping: shipping, restock: restock, amount: amount, byHand: byHand,
            reason: "It came late.", refundedBefore: seen.channelText, isDry: isDry
        ).run(self.desk)
    }

    func cancel(_ order: String, restock: Bool = true, refund: Bool = true) async throws -> ReversalReport {
        await self.door.pass(5)
        return try await CancelOrder(order, reason: .customer, restock: restock, refund: refund).run(self.desk)
    }

    /// A worker's turns, whenever the connection is due, looked for every so many seconds.
    func work(seconds: Int, every step: Int = 1) async throws {
        let hub = self.desk.hub
        for _ in 0..<seconds / step {
            self.clock.advance(by: Double(step))
            await self.door.pass(Double(step))
            let now = self.clock.now
            let leases = try await hub.store.system { db in
                try Jobs.claim(db, kinds: [SyncQueue.kind], owner: "one", limit: 1, now: now, lease: 60)
            }
            guard let lease = leases.first else { continue }
            let outcome = await ConnectionReconciler(hub).reconcile(lease)
            let end = self.clock.now
            try await hub.store.system { try Jobs.finish($0, lease, outcome: outcome.job(at: end), now: end) }
        }
    }

    func events(_ kind: String) async throws -> Int {
        try await self.desk.read { try EventRecords.latest($0, kind: kind, limit: 10) }.count
    }

    func state(_ order: String) async throws -> String { try await ShowOrder(order).run(self.desk).state }

    func fault(_ kind: FaultKind, _ calls: String) async {
        await self.door.shop.setFaults(FaultPlan([FaultRule(kind, times: 1, calls: calls)]))
    }
}
