import Commerce
import ConnectorKit
import Connectors
import Foundation
import Logging
import Operations
import Records
import Store
import Testing
import Twins
import Vault
import Wire
import Workbench

/// A workspace with one connected shop of every channel, whose twins are served over real HTTP; and the same database for the
/// real program.
final class CheckedHouse: Sendable {
    static let shops = ["woo one", "etsy-one", "shopify-one", "amazon-one"]
    private static let key = Data((0..<32).map { UInt8($0) }).base64EncodedString()

    let market: TwinMarket
    let hub: Installation
    let desk: Desk
    private let server: Task<Void, any Error>
    let transport: HTTPTransport
    private let environment: [String: String]

    init(_ engine: Engine, publicAddress: URL? = nil) async throws {
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: silent)
        self.server = Task { try await twins.run() }
        self.market = twins.market
        _ = await twins.market.boundPort()
        self.transport = HTTPTransport(HTTPTransportSettings(version: "test", contact: nil))
        let (etsy, amazon, shopify) = (await market.etsy, await market.amazon, await market.shopifyApp)
        let database = try await engine.makeDatabase(migrations: Schema.migrations, globalTables: Schema.globalTables)
        self.environment = [
            "ENTREPOT_DATABASE": engine == .sqlite ? "sqlite:" + database : database, "ENTREPOT_MASTER_KEY": Self.key,
            "ENTREPOT_ETSY_KEYSTRING": await etsy.keystring, "ENTREPOT_ETSY_SHARED_SECRET": await etsy.sharedSecret,
        ]
        self.hub = Installation(
            store: try engine.openStore(database),
            channels: [WooCommerce.channel, Etsy.channel, Shopify.channel, Amazon.channel],
            master: try MasterKey(text: Self.key, source: "test"), transport: WatchingTransport(self.transport),
            apps: [
                Etsy.manifest.id: ChannelApp(
                    clientID: await etsy.keystring, clientSecret: await etsy.sharedSecret),
                Amazon.manifest.id: ChannelApp(
                    clientID: await amazon.clientID, clientSecret: await amazon.clientSecret,
                    applicationID: await amazon.applicationID),
                Shopify.manifest.id: ChannelApp(clientID: shopify.clientID, clientSecret: shopify.clientSecret),
            ], publicAddress: publicAddress, log: silent)
        let created = try await CreateWorkspace(name: "Test", currency: .gbp).run(self.hub)
        self.desk = Desk(self.hub, tenant: try #require(UUID(uuidString: created.id)))
        try await self.connect()
    }

    static func with(
        _ engine: Engine, publicAddress: URL? = nil, _ body: @Sendable (CheckedHouse) async throws -> Void
    ) async throws {
        try await Berths.using {
            let house = try await CheckedHouse(engine, publicAddress: publicAddress)
            do { try await body(house) } catch {
                await house.close()
                throw error
            }
            await house.close()
        }
    }

    func close() async {
        await self.closeShops()
        await self.transport.shutdown()
        await self.hub.store.close()
    }

    /// Nobody answers any more.
    func closeShops() async {
        self.server.cancel()
        _ = try? await self.server.value
    }

    func check(_ name: String) async throws -> CheckedConnection { try await CheckConnection(name).run(self.desk) }

    /// `entrepot channels check`, as a person runs it.
    func run(_ name: String, _ more: String...) async throws -> (status: Int32, text: String) {
        let home = FileManager.default.temporaryDirectory.appending(path: "checked-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: home) }
        return try await Program.run(
            ["channels", "check", name, "--home", home.path()] + more, environment: self.environment)
    }

    // MARK: Connecting

    private func connect() async throws {
        let goods = TwinProduct.simple("A", "B", stock: 5)
        let woo = await self.market.open(Self.shops[0], goods: goods)
        let key = await woo.keys[0]
        try await self.connect("woocommerce", Self.shops[0], await woo.address, ["key": key.key, "secret": key.secret])
        await self.market.openEtsy(Self.shops[1], goods: goods)
        try await self.consent(to: self.hub)
        let shopify = await self.market.openShopify(Self.shops[2], goods: goods)
        let app = await shopify.customApp
        try await self.connect(
            "shopify", Self.shops[2], await shopify.address, ["token": app.token, "secret": app.secret])
        await self.market.openAmazon(Self.shops[3], goods: goods)
        await self.market.amazon.setPlan(factor: 200)
        let tokens = try #require(await self.market.amazon.grant(shop: Self.shops[3]))
        try await self.connect(
            "amazon", Self.shops[3], await self.market.amazon.address + "?marketplaces=GB",
            ["seller": tokens.sellerID, "refresh-token": tokens.refresh])
    }

    private func connect(
        _ channel: String, _ name: String, _ address: String, _ keys: [String: String]
    ) async throws {
        _ = try await ConnectShop(
            channel: channel, name: name, address: address, credentials: keys.mapValues { Secret($0) },
            settings: TradingBench.quick
        ).run(self.desk)
    }

    /// Lets the hub in at Etsy's consent page.
    ///
    /// - Parameters:
    ///   - hub: Which may ask for less than the program does.
    ///   - name: Of a connection that is there already; `nil` makes it.
    func consent(to hub: Installation, again name: String? = nil) async throws {
        let redirect = try #require(URL(string: "http://127.0.0.1:9/oauth/callback/etsy"))
        let aim: BeginConsent.Aim =
            if let name { .renewal(connection: name) } else {
                .new(channel: "etsy", name: Self.shops[1], address: await self.market.etsy.address)
            }
        let asked = try await BeginConsent(aim, redirect: redirect, settings: TradingBench.quick).run(
            Desk(hub, tenant: self.desk.tenant))
        let reply = try await self.transport.send(HTTPCall("GET", try #require(URL(string: asked.page))))
        let location = try #require(reply[header: "Location"])
        _ = try await FinishConsent(
            ConsentAnswer(query: String(try #require(location.split(separator: "?").last))), channel: "etsy"
        ).run(hub)
    }

    /// Everything that must not show: what the twins gave out.
    func secrets() async throws -> [String] {
        var secrets = [Self.key, await self.market.etsy.sharedSecret, await self.market.amazon.clientSecret]
        secrets += await self.market.wooShop(Self.shops[0])?.keys.flatMap { [$0.key, $0.secret] } ?? []
        if let app = await self.market.shopifyShop(Self.shops[2])?.customApp { secrets += [app.token, app.secret] }
        for name in Self.shops {
            let record = try await self.desk.read { try ConnectionRecords.find($0, name: name) }
            secrets.append(try await Connections.webhookSecret(self.desk, try #require(record)).reveal())
        }
        return secrets
    }
}
