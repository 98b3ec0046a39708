import Commerce
import ConnectorKit
import Foundation
import Jobs
import Logging
import Operations
import Records
import Store
import Synchronization
import Vault
import Wire
import Workbench

/// A channel that answers as a test says, call by call.
final class ScriptedShop: Sendable {
    struct Script: Sendable {
        var listings: [RemoteOffer] = []
        /// How many listings it tells of in one answer.
        var pageSize = Int.max
        var orders: @Sendable () async throws(ConnectorError) -> OrderPage = { () throws(ConnectorError) in
            OrderPage(orders: [], unreadable: [], next: nil)
        }
        /// Its own clock, where its answers tell the time.
        var time: @Sendable () -> Date? = { nil }
        var page: @Sendable () async throws(ConnectorError) -> Void = { () throws(ConnectorError) in }
        var write: @Sendable ([OfferChange]) async throws(ConnectorError) -> [OfferResult] = {
            changes throws(ConnectorError) in
            changes.map { OfferResult(ref: $0.ref, outcome: .accepted(quantity: $0.quantity, price: $0.price)) }
        }
        /// How it takes listings off sale and puts them back; `nil` where it cannot.
        var resting: (any ListingResting)?
        /// How it works through feeds; `nil` where it has none.
        var feeds: (any FeedWriting)?
        /// Listings that are off sale, by whomever.
        var offSale: Set<String> = []

        /// Makes the listings show what was written.
        mutating func apply(_ changes: [OfferChange]) -> [OfferResult] {
            for change in changes {
                for index in self.listings.indices where self.listings[index].ref == change.ref {
                    if let quantity = change.quantity {
                        // Who repeats a number never raises it.
                        let most = change.repeatsQuantity ? self.listings[index].quantity ?? quantity : quantity
                        self.listings[index].quantity = min(quantity, most)
                    }
                    if let price = change.price { self.listings[index].price = price }
                }
            }
            return changes.map { change in
                let shown = self.listings.first { $0.ref == change.ref }
                return OfferResult(ref: change.ref, outcome: .accepted(quantity: shown?.quantity, price: shown?.price))
            }
        }
    }
    let script: Mutex<Script>
    /// What was written and answered, in order.
    let written = Mutex<[OfferChange]>([])
    let manifest: Manifest

    init(_ script: Script = Script(), manifest: Manifest = ScriptedConnector.manifest) {
        self.script = Mutex(script)
        self.manifest = manifest
    }

    var channel: ChannelDescriptor {
        ChannelDescriptor(manifest: self.manifest, verifier: nil) { account throws(ConnectorError) in
            ScriptedConnector(shop: self, wire: account.transport)
        }
    }

    func change(_ body: (inout Script) -> Void) { self.script.withLock { body(&$0) } }
}

struct ScriptedConnector: Connector, ListingReading, OfferWriting, OrderReading {
    static let manifest = Manifest(
        id: "scripted", displayName: "Scripted", fields: [], webhookTopics: [], writeBatch: 10, readBatch: 10,
        concurrency: 2...2, patience: .seconds(2), orderLag: .seconds(1), readStaleness: .seconds(1),
        orderPollInterval: .seconds(10), readBackInterval: .seconds(3_600), zeroIsReversible: true,
        comparesAndSets: false, writesDeltas: false)

    let shop: ScriptedShop
    let wire: any Transport

    /// Has requests leave, as many as the call costs, so that they can be counted.
    private func send(_ kind: CallKind) async {
        guard let url = URL(string: "https://shop.example/\(kind.rawValue)") else { return }
        for _ in 0..<(self.shop.manifest.callCosts[kind] ?? 1) { _ = try? await self.wire.send(HTTPCall("GET", url)) }
    }

    func identify() async throws(ConnectorError) -> Answer<ShopIdentity> {
        await self.send(.identify)
        return Self.answer(ShopIdentity(name: "Scripted", version: "1", currency: .gbp))
    }

    var listings: (any ListingReading)? { self }
    var offers: (any OfferWriting)? { self }
    var orders: (any OrderReading)? { self }
    var shipments: (any ShipmentWriting)? { nil }
    var webhooks: (any WebhookRegistering)? { nil }
    var feeds: (any FeedWriting)? { self.shop.script.withLock { $0.feeds } }
    var resting: (any ListingResting)? { self.shop.script.withLock { $0.resting } }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<ListingPage> {
        let script = self.shop.script.withLock { $0 }
        await self.send(.listings)
        try await script.page()
        let rest = script.listings.dropFirst(token.flatMap { Int($0.text) } ?? 0)
        let page = Array(rest.prefix(script.pageSize))
        let next = rest.count > page.count ? PageToken("\(script.listings.count - rest.count + page.count)") : nil
        return Self.answer(ListingPage(offers: page, next: next, total: nil))
    }

    func read(_ refs: [OfferRef]) async throws(ConnectorError) -> Answer<[RemoteOffer]> {
        let (listings, offSale) = self.shop.script.withLock { ($0.listings, $0.offSale) }
        await self.send(.read)
        return Self.answer(
            listings.filter { refs.contains($0.ref) }.map { listing in
                guard offSale.contains(listing.ref.listing) else { return listing }
                var hidden = listing
                hidden.offSale = OffSale(quantity: listing.quantity, since: nil)
                (hidden.status, hidden.quantity, hidden.countsStock) = (.inactive, nil, false)
                return hidden
            })
    }

    func write(_ changes: [OfferChange]) async throws(ConnectorError) -> Answer<[OfferResult]> {
        let write = self.shop.script.withLock { $0.write }
        await self.send(.write)
        let results = try await write(changes)
        self.shop.written.withLock { $0 += changes }
        return Self.answer(results)
    }

    func callGroup(of ref: OfferRef) -> String { self.shop.manifest.writesWholeListing ? ref.listing : "" }

    func page(_ token: PageToken?, modifiedAfter: Date?) async throws(ConnectorError) -> Answer<OrderPage> {
        let (orders, time) = self.shop.script.withLock { ($0.orders, $0.time) }
        await self.send(.orders)
        return Answer(try await orders(), channelTime: time(), latency: .milliseconds(5))
    }

    func read(_ remoteID: String) async throws(ConnectorError) -> Answer<RemoteOrder?> { Self.answer(nil) }

    private static func answer<Value: Sendable>(_ value: Value) -> Answer<Value> {
        Answer(value, channelTime: nil, latency: .milliseconds(5))
    }
}

/// A hub with one scripted shop and a clock that moves when told; visits are made by hand.
struct ScriptedHub {
    let clock: ManualClock
    let shop: ScriptedShop
    let hub: Installation
    let desk: Desk
    let connection: UUID

    /// - Parameters:
    ///   - stock: Units of each SKU.
    ///   - goods: What the shop lists and shows 9 of each; SKU A as listing `1` unless told.
    ///   - other: Another tenant's hub of the same installation, with the same clock and shop.
    init(
        _ engine: Engine, stock: Int, goods: [OfferRef: String] = [OfferRef(listing: "1"): "A"],
        policy: SellingPolicy = .guaranteed, manifest: Manifest = ScriptedConnector.manifest,
        beside other: ScriptedHub? = nil, wire: any Transport = Unplugged(), timeout: Double = 5
    ) async throws {
        let clock = other?.clock ?? ManualClock()
        self.clock = clock
        self.shop = other?.shop ?? ScriptedShop(manifest: manifest)
        self.shop.change {
            $0.listings = goods.sorted { $0.key < $1.key }.map { ref, sku in
                RemoteOffer(
                    ref: ref, title: sku, sku: sku, price: Money(minor: 1_000, currency: .gbp), quantity: 9,
                    countsStock: true)
            }
        }
        if let other {
            self.hub = other.hub
        } else {
            var hub = Installation(
                store: try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables),
                channels: [self.shop.channel], master: .generate(), transport: wire, now: { clock.now },
                log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            hub.pause = { clock.advance(by: $0) }
            self.hub = hub
        }
        let name = other == nil ? "Studio" : "Second"
        let made = try await CreateWorkspace(name: name, currency: .gbp, policy: policy).run(self.hub)
        guard let tenant = UUID(uuidString: made.id) else { throw BenchError(description: "no workspace") }
        self.desk = Desk(self.hub, tenant: tenant)
        let rows = goods.values.sorted().map { "\($0),Good \($0),10.00,\(stock)" }
        let file = (["sku,title,price,quantity"] + rows).joined(separator: "\n")
        _ = try await ImportCatalogue(bytes: Array(file.utf8), source: "catalogue.csv").run(self.desk)
        let connected = try await ConnectShop(
            channel: "scripted", name: "Shop", address: "https://shop.example", credentials: [:],
            settings: ConnectionRecord.Settings(timeout: timeout)
        ).run(self.desk)
        guard let id = UUID(uuidString: connected.connection.id) else { throw BenchError(description: "no connection") }
        self.connection = id
    }

    /// Imports and goes live; nothing has been written yet.
    func goLive() async throws {
        try await self.visit()
        let plan = try await PlanGoLive(connection: "Shop").run(self.desk)
        _ = try await ApplyPlan(plan.id, releaseBrake: true).run(self.desk)
    }

    func claim(_ owner: String, lease: TimeInterval = 60) async throws -> Lease {
        let now = self.clock.now
        let leases = try await self.hub.store.system { db in
            try Jobs.claim(db, kinds: [SyncQueue.kind], owner: owner, limit: 1, now: now, lease: lease)
        }
        guard let lease = leases.first else { throw BenchError(description: "nothing is due") }
        return lease
    }

    /// One worker's whole turn.
    @discardableResult
    func visit(_ owner: String = "one", pace: SyncPace = SyncPace()) async throws -> ReconcileOutcome {
        let lease = try await self.claim(owner)
        let outcome = await ConnectionReconciler(self.hub, pace: pace).reconcile(lease)
        let now = self.clock.now
        try await self.hub.store.system { try Jobs.finish($0, lease, outcome: outcome.job(at: now), now: now) }
        return outcome
    }

    /// Some seconds of a hub that looks every second.
    func pass(_ seconds: Int, _ owner: String = "one", until isDone: () async throws -> Bool = { false }) async throws {
        for _ in 0..<seconds {
            if try await isDone() { return }
            self.clock.advance(by: 1)
            _ = try? await self.visit(owner)
        }
    }

    func offer() async throws -> OfferRecord {
        let id = self.connection
        let offers = try await self.desk.read { try OfferRecords.of($0, connection: id) }
        guard let offer = offers.first else { throw BenchError(description: "no offer") }
        return offer
    }

    func offers() async throws -> [String: OfferRecord] {
        let id = self.connection
        let offers = try await self.desk.read { try OfferRecords.of($0, connection: id) }
        return Dictionary(offers.map { ($0.sku ?? "", $0) }, uniquingKeysWith: { first, _ in first })
    }

    func record() async throws -> ConnectionRecord {
        let id = self.connection
        guard let record = try await self.desk.read({ try ConnectionRecords.load($0, id) }) else {
            throw BenchError(description: "no connection")
        }
        return record
    }

    func intents() async throws -> [WriteIntent] {
        let id = try await self.offer().id
        return try await self.desk.read { try IntentRecords.latest($0, offer: id, limit: 100) }
    }
}

/// A scripted shop has no network.
struct Unplugged: Transport {
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply { throw .unreachable("no network here") }
}
