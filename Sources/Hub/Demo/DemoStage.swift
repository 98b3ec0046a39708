import AsyncHTTPClient
import Commerce
import Foundation
import Logging
import Operations
import Records
import StorePostgres
import Synchronization
import Twins
import Vault

/// Everything the play needs around it: a folder, a database, the shops' server, the hub's process.
final class DemoStage: Sendable {
    let options: DemoOptions
    let folder: URL
    let hubLog: URL
    let hub: DemoHub
    let market: TwinMarket
    let engine: String
    let pageAddress: String
    private let flags: [String: String]
    private let twins: TwinServer
    private let ownerURL: String?
    private let opened = Mutex<Opened?>(nil)
    private let serving = Mutex<Task<Void, any Error>?>(nil)

    init(_ options: DemoOptions) throws {
        self.options = options
        let folder =
            options.folder.map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.temporaryDirectory.appendingPathComponent(
                "entrepot-demo-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        self.hubLog = folder.appendingPathComponent("hub.log")
        let server = ProcessInfo.processInfo.environment["ENTREPOT_DEMO_POSTGRES_OWNER"].flatMap {
            $0.isEmpty ? nil : $0
        }
        let database = "entrepot_demo_\(ProcessInfo.processInfo.processIdentifier)"
        self.ownerURL = try server.map { try PostgresStore.url($0, database: database) }
        self.engine = self.ownerURL == nil ? "SQLite" : "PostgreSQL"
        let port = try Self.port(options.port)
        self.pageAddress = "http://127.0.0.1:\(port)/"
        var flags = [
            "home": folder.path, "port": "\(port)", "public-address": "http://127.0.0.1:\(port)",
            "log-level": "warning", "second-factor": "optional",
            "database": "sqlite:" + folder.appendingPathComponent("entrepot.sqlite").path,
        ]
        if let owner = self.ownerURL {
            flags["database"] = try PostgresStore.url(owner, database: database, role: "entrepot_app")
        }
        self.flags = flags
        let variables = Dictionary(
            uniqueKeysWithValues: flags.map { ("ENTREPOT_" + $0.key.uppercased().replacing("-", with: "_"), $0.value) })
        self.hub = DemoHub(
            program: Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]), arguments: ["serve"],
            environment: variables, log: self.hubLog)
        self.twins = TwinServer(
            options: TwinOptions(webhookDelay: 0.5), logger: Logger(label: "twins") { _ in SwiftLogNoOpLogHandler() })
        self.market = self.twins.market
    }

    /// Opens a new database and makes a workspace in it.
    func open() async throws -> Desk {
        if let owner = self.ownerURL, let server = ProcessInfo.processInfo.environment["ENTREPOT_DEMO_POSTGRES_OWNER"] {
            let name = URLComponents(string: owner)?.path.dropFirst() ?? ""
            try await PostgresStore.run("CREATE DATABASE \(name)", ownerURL: server)
            _ = try await PostgresStore.migrate(
                ownerURL: owner, migrations: Schema.migrations, globalTables: Schema.globalTables)
        }
        let app = await self.registerApps()
        self.hub.add(environment: app)
        let opened = try await Opened(Settings(flags: self.flags, environment: app))
        self.opened.withLock { $0 = opened }
        let workspace = try await CreateWorkspace(name: "Demo", currency: Currency("GBP") ?? .gbp, policy: .shared)
            .run(opened.installation)
        guard let tenant = UUID(uuidString: workspace.id) else { throw DemoError("the workspace has no id") }
        _ = try await CreateMember(address: Self.owner, name: "Demo owner", role: Role.owner.name, tenant: tenant)
            .run(opened.installation)
        return Desk(opened.installation, tenant: tenant)
    }

    /// Nobody's address: no host ends with it.
    private static let owner = "owner@demo.invalid"

    /// A link that signs the demo's owner in, once; the page's address where that cannot be made.
    func entry() async -> String {
        guard let hub = self.opened.withLock({ $0 })?.installation,
            let link = try? await MakeEntry(address: Self.owner).run(hub)
        else { return self.pageAddress }
        return link.reveal()
    }

    /// What a person does in the channels' developer portals: where consents come back to, and where webhooks go.
    ///
    /// - Returns: The apps' keys, as the settings' variables.
    private func registerApps() async -> [String: String] {
        let apps = [
            await self.registerEtsy(), await self.registerShopify(), await self.registerAmazon(),
            await self.registerEbay(),
        ]
        return apps.reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    private func registerShopify() async -> [String: String] {
        guard self.options.shopify > 0 else { return [:] }
        await self.market.setShopifyRedirects([self.pageAddress + "oauth/callback/shopify"])
        await self.market.setShopifyPage(self.pageAddress + "embed/shopify")
        await self.market.setShopifyCompliance(self.pageAddress + "hooks/app/shopify")
        let app = await self.market.shopifyApp
        return [
            "ENTREPOT_SHOPIFY_CLIENT_ID": app.clientID, "ENTREPOT_SHOPIFY_CLIENT_SECRET": app.clientSecret,
        ]
    }

    private func registerAmazon() async -> [String: String] {
        guard self.options.amazon > 0 else { return [:] }
        let amazon = await self.market.amazon
        await amazon.setRedirects([self.pageAddress + "oauth/callback/amazon"])
        // Amazon has orders searched once a minute; a demo has no time for that.
        await amazon.setPlan(factor: Self.amazonPlan)
        return [
            "ENTREPOT_AMAZON_CLIENT_ID": await amazon.clientID,
            "ENTREPOT_AMAZON_CLIENT_SECRET": await amazon.clientSecret,
            "ENTREPOT_AMAZON_APPLICATION_ID": await amazon.applicationID,
        ]
    }

    /// How many times Amazon's published rates the demo's Amazon allows.
    private static let amazonPlan = 60.0

    private func registerEbay() async -> [String: String] {
        guard self.options.ebay > 0 else { return [:] }
        let ebay = await self.market.ebay
        await ebay.setRedirects([self.pageAddress + "oauth/callback/ebay"])
        let token = await ebay.addEndpoint(self.pageAddress + "hooks/app/ebay")
        return [
            "ENTREPOT_EBAY_CLIENT_ID": await ebay.clientID, "ENTREPOT_EBAY_CLIENT_SECRET": await ebay.clientSecret,
            "ENTREPOT_EBAY_RU_NAME": await ebay.ruName, "ENTREPOT_EBAY_VERIFICATION_TOKEN": token,
        ]
    }

    private func registerEtsy() async -> [String: String] {
        guard self.options.etsy > 0 else { return [:] }
        let etsy = await self.market.etsy
        await etsy.setRedirects([self.pageAddress + "oauth/callback/etsy"])
        let endpoint = await etsy.addEndpoint(self.pageAddress + "hooks/app/etsy")
        return [
            "ENTREPOT_ETSY_KEYSTRING": await etsy.keystring,
            "ENTREPOT_ETSY_SHARED_SECRET": await etsy.sharedSecret,
            "ENTREPOT_ETSY_WEBHOOK_SECRET": endpoint.secret,
        ]
    }

    func openShops(_ goods: [TwinProduct]) async throws {
        let server = self.twins
        self.serving.withLock { $0 = Task { try await server.run() } }
        _ = await self.market.boundPort()
        for number in 0..<self.options.shops {
            await self.market.open("shop-\(Self.letter(number))", goods: goods)
        }
        for number in 0..<self.options.etsy {
            await self.market.openEtsy("etsy-\(Self.letter(number))", goods: goods)
        }
        for number in 0..<self.options.shopify {
            await self.market.openShopify("shopify-\(Self.letter(number))", goods: goods)
        }
        for number in 0..<self.options.amazon {
            let shop = await self.market.openAmazon("amazon-\(Self.letter(number))", goods: goods)
            // Real ones take minutes over both.
            await shop.setApplying(0.5)
            await shop.setSearchLag(1)
        }
        for number in 0..<self.options.ebay {
            await self.market.openEbay("ebay-\(Self.letter(number))", goods: goods)
        }
    }

    func close() async {
        self.hub.stop()
        let serving = self.serving.withLock { $0 }
        serving?.cancel()
        _ = try? await serving?.value
        let opened = self.opened.withLock { $0 }
        await opened?.close()
        if let owner = self.ownerURL, let server = ProcessInfo.processInfo.environment["ENTREPOT_DEMO_POSTGRES_OWNER"] {
            let name = URLComponents(string: owner)?.path.dropFirst() ?? ""
            try? await PostgresStore.run("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", ownerURL: server)
        }
        if self.options.folder == nil { try? FileManager.default.removeItem(at: self.folder) }
    }

    /// In a hurry: what must not stay behind, a process and a folder, goes.
    func abandon() {
        self.hub.stop()
        if self.options.folder == nil { try? FileManager.default.removeItem(at: self.folder) }
    }

    private static func letter(_ number: Int) -> String {
        number < 26 ? String(UnicodeScalar(UInt8(97 + number))) : "\(number)"
    }

    /// The wanted port, or any other that nobody listens on now.
    private static func port(_ wanted: Int) throws -> Int {
        if wanted != 0, let port = self.bindable(wanted) { return port }
        guard let port = self.bindable(0) else { throw DemoError("no port is free on this machine") }
        return port
    }

    private static func bindable(_ port: Int) -> Int? {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { Foundation.close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        return bound ? Int(UInt16(bigEndian: address.sin_port)) : nil
    }
}
