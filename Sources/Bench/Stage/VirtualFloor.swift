import Commerce
import ConnectorKit
import Connectors
import Foundation
import Jobs
import Logging
import Operations
import Records
import Simulator
import Store
import StoreSQLite
import Synchronization
import Twins
import Vault
import Wire

/// A hub and one simulated shop on virtual time: days of a channel's limits pass in seconds. Real connector, real engine,
/// SQLite in memory; no sockets, and a clock that moves when nothing is left to do.
final class VirtualFloor: Sendable {
    let loop: VirtualLoop
    let market: TwinMarket
    let wire: VirtualWire
    let desk: Desk
    private let hub: Installation

    /// Monday, 5 January 2026, 06:00 UTC.
    private static let dawn = Date(timeIntervalSince1970: 1_767_592_800)
    private static let lease: TimeInterval = 86_400
    /// What Amazon takes for a feed, as sellers tell it: half an hour. Nothing is published.
    static let feedSeconds = 1_800.0

    /// Plays `body` on a thread and a clock of its own.
    static func play<Result: Sendable>(
        _ body: @escaping @Sendable (VirtualFloor) async throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let loop = VirtualLoop(startingAt: Self.dawn)
                continuation.resume(
                    with: Swift.Result {
                        try loop.run {
                            let store = try SQLiteStore(path: ":memory:", runsInLine: true)
                            try await store.migrate(Schema.migrations)
                            let result = try await body(try await VirtualFloor(loop, store))
                            await store.close()
                            return result
                        }
                    })
            }
        }
    }

    private init(_ loop: VirtualLoop, _ store: any Store) async throws {
        self.loop = loop
        self.market = TwinMarket(
            options: TwinOptions(webhookDelay: 0.3), address: VirtualWire.address, wall: { loop.now })
        self.wire = VirtualWire(loop, self.market)
        let (etsy, amazon, shopify) = (await self.market.etsy, await self.market.amazon, await self.market.shopifyApp)
        let apps = [
            Etsy.manifest.id: ChannelApp(clientID: await etsy.keystring, clientSecret: await etsy.sharedSecret),
            Shopify.manifest.id: ChannelApp(clientID: shopify.clientID, clientSecret: shopify.clientSecret),
            Amazon.manifest.id: ChannelApp(
                clientID: await amazon.clientID, clientSecret: await amazon.clientSecret,
                applicationID: await amazon.applicationID),
        ]
        let dice = Mutex(Order(seed: 7))
        self.hub = Installation(
            store: store, channels: [WooCommerce.channel, Etsy.channel, Shopify.channel, Amazon.channel],
            master: MasterKey.generate(), transport: self.wire, apps: apps, now: { loop.now },
            random: { dice.withLock { $0.next() } }, log: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let workspace = try await CreateWorkspace(name: "Bench", currency: .gbp, policy: .shared).run(self.hub)
        guard let tenant = UUID(uuidString: workspace.id) else { throw BenchError("the workspace has no id") }
        self.desk = Desk(self.hub, tenant: tenant)
    }

    // MARK: The shop

    /// Puts goods into the stockroom and into a shop that lists them all, connects it, and goes live, until it agrees.
    func open(_ channel: String, goods: [TwinProduct]) async throws {
        try await Shelf.fill(self.desk, goods)
        try await self.connect(channel, goods)
        try await self.work { try await self.connection().importedAt != nil }
        let plan = try await PlanGoLive(connection: "shop").run(self.desk)
        _ = try await ApplyPlan(plan.id, releaseBrake: true).run(self.desk)
        try await self.work { try await self.isSettled() }
    }

    private func connect(_ channel: String, _ goods: [TwinProduct]) async throws {
        let back = "https://hub.example/oauth/callback/\(channel)"
        switch channel {
        case Etsy.manifest.id:
            await self.market.openEtsy("shop", goods: goods)
            await self.market.etsy.setRedirects([back])
            await self.market.etsy.signIn(as: "shop")
            try await self.consent(channel, await self.market.etsy.address, back)
        case Shopify.manifest.id:
            let shop = await self.market.openShopify("shop", goods: goods)
            await self.market.setShopifyRedirects([back])
            await shop.setConsent(agrees: true)
            try await self.consent(channel, await shop.address, back)
        case Amazon.manifest.id:
            let shop = await self.market.openAmazon("shop", goods: goods)
            await shop.setFeeds(seconds: Self.feedSeconds)
            await self.market.amazon.setRedirects([back])
            await self.market.amazon.signIn(as: "shop")
            try await self.consent(channel, await self.market.amazon.address + "?marketplaces=GB", back)
        default:
            let shop = await self.market.open("shop", goods: goods)
            let key = await shop.keys[0]
            _ = try await ConnectShop(
                channel: channel, name: "shop", address: await shop.address,
                credentials: ["key": Secret(key.key), "secret": Secret(key.secret)]
            ).run(self.desk)
        }
    }

    /// By consent: the page, the way back, the exchange of the code.
    private func consent(_ channel: String, _ address: String, _ back: String) async throws {
        let asked = try await BeginConsent(
            .new(channel: channel, name: "shop", address: address), redirect: URL(string: back)
        ).run(self.desk)
        guard let page = URL(string: asked.page) else { throw BenchError("the consent page has no address") }
        let reply = try await self.wire.send(HTTPCall("GET", page))
        guard let query = reply[header: "location"].flatMap({ URLComponents(string: $0)?.percentEncodedQuery }) else {
            throw BenchError("the consent page leads nowhere: HTTP \(reply.status)")
        }
        _ = try await FinishConsent(ConsentAnswer(query: query), channel: channel).run(self.hub)
    }

    func connection() async throws -> ConnectionRecord {
        guard let found = try await self.desk.read({ try ConnectionRecords.find($0, name: "shop") }) else {
            throw BenchError("the shop is not connected")
        }
        return found
    }

    /// Whether everything that was wanted has been sent and answered.
    func isSettled() async throws -> Bool { try await Shelf.isSettled(self.desk) }

    /// When the shop's own books last showed another count by our doing.
    func lastChange() async throws -> Date {
        let book = await self.market.books()["shop"]
        let last = book?.entries.filter { $0.kind == .stockSet && $0.by == .hub }.map(\.at).max()
        guard let last else { throw BenchError("nothing was changed at the shop") }
        return last
    }

    // MARK: Working

    /// One worker, as `entrepot serve` has them, until `isDone`.
    func work(until isDone: @Sendable () async throws -> Bool) async throws {
        let reconciler = ConnectionReconciler(self.hub)
        let end = self.loop.now.addingTimeInterval(10 * 86_400)
        let patience = ContinuousClock.now + .seconds(1_500)
        while try await !isDone() {
            guard self.loop.now < end else { throw BenchError("not within ten virtual days") }
            guard ContinuousClock.now < patience else {
                throw BenchError("not within 25 minutes; \(self.loop.now) was reached on the virtual clock")
            }
            let now = self.loop.now
            let leases = try await self.hub.store.system { db in
                try Jobs.claim(db, kinds: [SyncQueue.kind], owner: "bench", limit: 1, now: now, lease: Self.lease)
            }
            guard let lease = leases.first else {
                await self.loop.sleep(until: try await self.nextLook())
                continue
            }
            let outcome = await reconciler.reconcile(lease)
            try await self.handBack(lease, outcome)
        }
    }

    private func nextLook() async throws -> Date {
        let due = try await self.hub.store.system { db in
            try db.query("SELECT due_at FROM job WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1").first?
                .get(0, as: Date.self)
        }
        return max(due ?? .distantPast, self.loop.now.addingTimeInterval(0.01))
    }

    private func handBack(_ lease: Lease, _ outcome: ReconcileOutcome) async throws {
        let now = self.loop.now
        let result: JobOutcome
        switch outcome {
        case .settled: result = .settled
        case .again(let wait): result = .again(at: now.addingTimeInterval(wait / .seconds(1)))
        case .retry(let reason), .blocked(let reason): throw BenchError(reason.sentence)
        }
        try await self.hub.store.system { try Jobs.finish($0, lease, outcome: result, now: now) }
    }
}
