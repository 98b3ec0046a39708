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
import Workbench

/// A hub and its shops in one process, over real HTTP and a real database.
final class TradingBench: Sendable {
    let hub: Installation
    let desk: Desk
    let market: TwinMarket
    let wire: WatchingTransport
    let policy: SellingPolicy
    let settings: ConnectionRecord.Settings
    private let known = Mutex<[String: UUID]>([:])
    private let server: Task<Void, any Error>
    private let worker = Mutex<Task<Void, Never>?>(nil)
    private let transport: HTTPTransport

    /// For shops with every fault on, whose orders show up to 3 s late and whose reads are up to 2 s old.
    static let settings = ConnectionRecord.Settings(
        patience: 4, orderLag: 3.5, readStaleness: 2.2, orderPoll: 1, readBack: 10, timeout: 2)

    /// For shops that are well, or whose one fault is shorter than these.
    static let quick = ConnectionRecord.Settings(
        patience: 1, orderLag: 0.4, readStaleness: 0.3, orderPoll: 0.5, readBack: 1.5, timeout: 1.5)

    /// - Parameters:
    ///   - store: An engine's database that the caller made; `nil` for a fresh one.
    ///   - hearsAmazon: Whether the hub has a queue that Amazon's notifications are delivered to.
    init(
        _ engine: Engine, policy: SellingPolicy = .shared, settings: ConnectionRecord.Settings = TradingBench.quick,
        store: (any Store)? = nil, hearsAmazon: Bool = false
    ) async throws {
        self.policy = policy
        self.settings = settings
        let store: any Store =
            if let store { store } else {
                try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
            }
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: silent)
        self.server = Task { try await twins.run() }
        self.market = twins.market
        _ = await twins.market.boundPort()
        self.transport = HTTPTransport(HTTPTransportSettings(version: "test", contact: nil))
        self.wire = WatchingTransport(self.transport)
        let queues = twins.market.queues
        let queue = URL(string: await queues.url()).map {
            ChannelQueue(address: $0, keyID: queues.keyID, secret: queues.secret)
        }
        self.hub = Installation(
            store: store, channels: [WooCommerce.channel, Amazon.channel, Shopify.channel, Ebay.channel],
            master: MasterKey.generate(), transport: self.wire,
            apps: [
                Amazon.manifest.id: ChannelApp(
                    clientID: await twins.market.amazon.clientID,
                    clientSecret: await twins.market.amazon.clientSecret,
                    applicationID: await twins.market.amazon.applicationID, queue: hearsAmazon ? queue : nil),
                Shopify.manifest.id: ChannelApp(
                    clientID: await twins.market.shopifyApp.clientID,
                    clientSecret: await twins.market.shopifyApp.clientSecret),
                Ebay.manifest.id: ChannelApp(
                    clientID: await twins.market.ebay.clientID, clientSecret: await twins.market.ebay.clientSecret,
                    applicationID: await twins.market.ebay.ruName),
            ], log: silent)
        let created = try await CreateWorkspace(name: "Test", currency: .gbp, policy: policy).run(self.hub)
        guard let tenant = UUID(uuidString: created.id) else { throw BenchError(description: "no workspace") }
        self.desk = Desk(self.hub, tenant: tenant)
    }

    /// A bench for one test, with shops that all list the same goods and are connected, closed whatever happens.
    static func with(
        _ engine: Engine, shops: Int = 2, goods: [TwinProduct], policy: SellingPolicy = .shared,
        settings: ConnectionRecord.Settings = TradingBench.quick, works: Bool = true, hearsAmazon: Bool = false,
        _ body: @Sendable (TradingBench) async throws -> Void
    ) async throws {
        await Berths.take()
        defer { Berths.leave() }
        let bench = try await TradingBench(engine, policy: policy, settings: settings, hearsAmazon: hearsAmazon)
        do {
            try await bench.stock(goods)
            for number in 0..<shops { try await bench.connect("shop-\(number)", goods) }
            if works { bench.work() }
            try await body(bench)
        } catch {
            await bench.close()
            throw error
        }
        await bench.close()
    }

    // MARK: Setting up

    /// Connection ids by shop.
    var connections: [String: UUID] { self.known.withLock { $0 } }

    func connection(_ shop: String) throws -> UUID {
        guard let id = self.connections[shop] else { throw BenchError(description: "no connection \(shop)") }
        return id
    }

    /// Puts goods into the stockroom, each one's stock as the product says.
    func stock(_ goods: [TwinProduct], as desk: Desk? = nil) async throws {
        let desk = desk ?? self.desk
        let locations = try await desk.read { try LocationRecords.all($0) }
        try await desk.write { db in
            let now = Date()
            for good in goods {
                let product = try ProductRecords.upsert(
                    db,
                    ProductRecord(
                        id: desk.hub.id(), handle: good.sku, title: good.name, content: .init(), status: "active",
                        createdAt: now))
                let id = desk.hub.id()
                try VariantRecords.upsert(
                    db,
                    VariantRecord(
                        id: id, productID: product, sku: good.sku, gtin: nil, title: good.name, options: [:],
                        price: try Money.parse(good.price, currency: .gbp), currency: .gbp, image: nil, isCounted: true,
                        policy: nil, createdAt: now))
                try StockRecords.book(
                    db,
                    Movement(
                        id: desk.hub.id(), variant: id, location: locations[0].id, change: good.stock ?? 0,
                        cause: .imported, at: now))
            }
        }
    }

    /// Opens a shop with goods and connects it.
    ///
    /// - Parameter before: What happens in the shop before it is connected.
    func connect(
        _ name: String, _ goods: [TwinProduct], as desk: Desk? = nil,
        before: @Sendable (WooShop) async -> Void = { _ in }
    ) async throws {
        let shop = await self.market.open(name, goods: goods)
        await before(shop)
        let key = await shop.keys[0]
        let connected = try await ConnectShop(
            channel: "woocommerce", name: name, address: await shop.address,
            credentials: ["key": Secret(key.key), "secret": Secret(key.secret)], settings: self.settings
        ).run(desk ?? self.desk)
        guard let id = UUID(uuidString: connected.connection.id) else { return }
        if desk == nil { self.known.withLock { $0[name] = id } }
    }

    /// Opens an Amazon seller's account with goods and connects it by a refresh token that its owner typed. It applies
    /// changes within a moment, and its usage plan fills two hundred times as fast as published.
    func connectAmazon(_ name: String, _ goods: [TwinProduct]) async throws {
        let shop = await self.market.openAmazon(name, goods: goods)
        await shop.setApplying(0.4)
        await shop.setSearchLag(0.5)
        await self.market.amazon.setPlan(factor: 200)
        guard let tokens = await self.market.amazon.grant(shop: name) else { return }
        let connected = try await ConnectShop(
            channel: "amazon", name: name, address: await self.market.amazon.address + "?marketplaces=GB",
            credentials: ["seller": Secret(tokens.sellerID), "refresh-token": Secret(tokens.refresh)],
            settings: self.settings
        ).run(self.desk)
        guard let id = UUID(uuidString: connected.connection.id) else { return }
        self.known.withLock { $0[name] = id }
    }

    /// Opens an eBay account with goods and connects it by its owner's consent.
    func connectEbay(_ name: String, _ goods: [TwinProduct]) async throws {
        await self.market.openEbay(name, goods: goods)
        await self.market.ebay.signIn(as: name)
        let id = try await self.consentToEbay(.new(channel: "ebay", name: name, address: self.ebayAddress()))
        self.known.withLock { $0[name] = id }
    }

    func ebayAddress() async -> String { await self.market.ebay.address + "?marketplace=EBAY_GB" }

    /// Opens eBay's consent page, on which yes is said, and follows it back.
    @discardableResult
    func consentToEbay(_ aim: BeginConsent.Aim) async throws -> UUID {
        let back = "http://127.0.0.1:9/oauth/callback/ebay"
        await self.market.ebay.setRedirects([back])
        let asked = try await BeginConsent(aim, redirect: URL(string: back), settings: self.settings).run(self.desk)
        guard let page = URL(string: asked.page) else { throw BenchError(description: "no page") }
        let reply = try await self.wire.send(HTTPCall("GET", page))
        guard let location = reply[header: "Location"], let query = location.split(separator: "?").last else {
            throw BenchError(description: "the consent page leads nowhere: \(reply.status)")
        }
        let done = try await FinishConsent(ConsentAnswer(query: String(query)), channel: "ebay").run(self.hub)
        guard let id = UUID(uuidString: done.connection.id) else { throw BenchError(description: "no connection") }
        return id
    }

    /// Opens a Shopify shop with goods and connects it by its custom app's keys.
    func connectShopify(_ name: String, _ goods: [TwinProduct]) async throws {
        let shop = await self.market.openShopify(name, goods: goods)
        let app = await shop.customApp
        let connected = try await ConnectShop(
            channel: "shopify", name: name, address: await shop.address,
            credentials: ["token": Secret(app.token), "secret": Secret(app.secret)], settings: self.settings
        ).run(self.desk)
        guard let id = UUID(uuidString: connected.connection.id) else { return }
        self.known.withLock { $0[name] = id }
    }

    /// Opens a Shopify shop with goods and connects it by its owner's consent, whose page is opened and agreed to here.
    func connectShopifyByConsent(_ name: String, _ goods: [TwinProduct]) async throws {
        let shop = await self.market.openShopify(name, goods: goods)
        let asked = try await BeginConsent(
            .new(channel: "shopify", name: name, address: await shop.address),
            redirect: URL(string: "http://127.0.0.1:9/oauth/callback/shopify"), settings: self.settings
        ).run(self.desk)
        guard let page = URL(string: asked.page + "&install=yes") else { throw BenchError(description: "no page") }
        let reply = try await self.wire.send(HTTPCall("GET", page))
        guard let location = reply[header: "Location"], let query = location.split(separator: "?").last else {
            throw BenchError(description: "the consent page leads nowhere: \(reply.status)")
        }
        let done = try await FinishConsent(ConsentAnswer(query: String(query)), channel: "shopify").run(self.hub)
        guard let id = UUID(uuidString: done.connection.id) else { return }
        self.known.withLock { $0[name] = id }
    }

    /// A shop that a test connected in its own way.
    func know(_ name: String, _ id: UUID) { self.known.withLock { $0[name] = id } }

    /// Starts a worker, or another one after the first has gone.
    func work(owner: String = "bench", lease: TimeInterval = 60) {
        var settings = Worker.Settings()
        settings.poll = .milliseconds(50)
        settings.grace = .seconds(2)
        settings.concurrency = 16
        settings.lease = lease
        let worker = Worker(
            store: self.hub.store, owner: owner, reconcilers: [SyncQueue.kind: ConnectionReconciler(self.hub)],
            settings: settings, now: { Date() })
        self.worker.withLock { $0 = Task { await worker.run() } }
    }

    func stopWorking() async {
        let worker = self.worker.withLock { $0 }
        worker?.cancel()
        await worker?.value
    }

    /// Waits for the import of every shop.
    func imported(as desk: Desk? = nil) async throws {
        let desk = desk ?? self.desk
        try await self.eventually(seconds: 40, "imported") {
            try await desk.read { try ConnectionRecords.all($0) }.allSatisfy { $0.importedAt != nil }
        }
    }

    /// Waits for the import, then goes live with every connection by its plan, and waits until the shops agree.
    ///
    /// - Returns: The plans by shop.
    @discardableResult
    func goLive(as desk: Desk? = nil) async throws -> [String: String] {
        try await self.imported(as: desk)
        let desk = desk ?? self.desk
        var plans: [String: String] = [:]
        for connection in try await desk.read({ try ConnectionRecords.all($0) }) where connection.state == .draft {
            let plan = try await PlanGoLive(connection: connection.name).run(desk)
            _ = try await ApplyPlan(plan.id, releaseBrake: true).run(desk)
            plans[connection.name] = plan.id
        }
        return plans
    }

    /// The first while of most tests.
    func openForBusiness() async throws {
        try await self.goLive()
        try await self.eventually(seconds: 40, "the shops agree before anything happens") { try await self.agrees() }
    }

    func close() async {
        await self.stopWorking()
        self.server.cancel()
        _ = try? await self.server.value
        await self.transport.shutdown()
        await self.hub.store.close()
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String
}

extension TwinProduct {
    /// Simple products of one letter each: A, B, C …
    static func simple(_ skus: String..., stock: Int) -> [TwinProduct] {
        skus.map { TwinProduct(sku: $0, name: "Good \($0)", price: "10.00", stock: stock) }
    }
}
