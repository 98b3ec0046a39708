import Foundation
import Logging
import Operations
import Records
import Synchronization
import Testing
import Twins
import Wire
import Workbench

/// Two `entrepot serve` with one database, one Redis and the same Etsy shops, whose access is renewed by either.
final class PairOfPrograms: Sendable {
    static let shops = ["etsy-a", "etsy-b", "etsy-c"]

    let redisPort: Int
    private let twins: TwinServer
    private let running: Task<Void, any Error>
    private let home: URL
    private let programs: [ServedProgram]
    private let market: TwinMarket
    private let token = Mutex("")

    /// - Parameter redis: The port of the Redis that they share.
    init(_ engine: Engine, redis: Int) async throws {
        self.redisPort = redis
        self.home = FileManager.default.temporaryDirectory.appending(path: "pair-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: self.home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: silent)
        self.twins = twins
        self.running = Task { try await twins.run() }
        _ = await twins.market.boundPort()
        self.market = twins.market
        let etsy = await twins.market.etsy
        let made = try await engine.makeDatabase(migrations: Schema.migrations, globalTables: Schema.globalTables)
        let environment = [
            "ENTREPOT_DATABASE": engine == .sqlite ? "sqlite:" + made : made,
            "ENTREPOT_MASTER_KEY": Data((0..<32).map { UInt8($0) }).base64EncodedString(),
            "ENTREPOT_REDIS": "redis://127.0.0.1:\(redis)/0", "ENTREPOT_LOG_LEVEL": "debug",
            "ENTREPOT_ETSY_KEYSTRING": await etsy.keystring, "ENTREPOT_ETSY_SHARED_SECRET": await etsy.sharedSecret,
        ]
        var programs: [ServedProgram] = []
        for _ in 1...2 {
            programs.append(
                ServedProgram(home: self.home, port: try Loopback.freePort(), environment: environment))
        }
        self.programs = programs
    }

    func remove() async {
        for program in self.programs { await program.end() }
        self.running.cancel()
        _ = try? await self.running.value
        try? FileManager.default.removeItem(at: self.home)
    }

    /// What both complained of, and how the connections stand.
    func said() async throws -> String {
        let lines = try self.programs.map { program in
            try program.said().split(separator: "\n").filter { !$0.contains(" DEBUG ") && !$0.contains(" INFO ") }
                .suffix(30).joined(separator: "\n")
        }
        let asked = await self.renewals().map { "\($0): \($1.good) of \($1.total) renewals" }
        return (lines + asked + [try await self.call(self.programs[0], "GET", "connections")]).joined(
            separator: "\n———\n")
    }

    /// Starts both, makes the workspace, and lets Etsy's shops in by consent.
    func connect() async throws {
        let first = self.programs[0]
        for program in self.programs { try await program.start() }
        let token = try first.firstToken()
        self.token.withLock { $0 = token }
        _ = try await self.call(first, "POST", "workspaces", #"{"name":"atelier","currency":"GBP"}"#)
        let etsy = await self.market.etsy
        // Renewed four seconds before their end: longer than a visit to a shop lasts.
        await etsy.setTokenLife(40)
        await etsy.setRedirects(["http://127.0.0.1:\(first.port)/oauth/callback/etsy"])
        for shop in Self.shops {
            await self.market.openEtsy(
                shop, goods: [TwinProduct(sku: "MUG-\(shop)", name: "Mug", price: "12.50", stock: 5)])
            await etsy.signIn(as: shop)
            let asked = try await self.call(
                first, "POST", "connections/authorize",
                #"{"channel":"etsy","name":"\#(shop)","address":"\#(await etsy.address)"}"#)
            let page = try #require(asked.firstMatch(of: /"page" ?: ?"([^"]+)"/), "\(asked)")
            let arrived = try await first.follow(String(page.output.1).replacing("\\/", with: "/"))
            // Ten calls a second are for all shops of one app.
            try await Task.sleep(for: .seconds(1))
            guard arrived == 200 else { throw BenchError(description: "\(shop) was not let in: \(arrived)") }
        }
    }

    /// Waits until tokens lie in Redis.
    func isAtHand(_ redis: RedisClient) async throws {
        try await ServedProgram.waits("tokens in Redis") {
            for shop in Self.shops { _ = try await self.call(self.programs[1], "POST", "connections/\(shop)/sync", "") }
            try await Task.sleep(for: .seconds(1))
            return try await redis.ask([RedisCommand("DBSIZE")]) != [.number(0)]
        }
    }

    /// Both are told to call every shop, again and again, until the access of each was renewed once more.
    func isRenewed(_ why: String) async throws {
        let before = await self.renewals()
        try await ServedProgram.waits("the access to all shops to be renewed: \(why)") {
            // Not all at once: the API has a limit, and the shops have theirs.
            for program in self.programs {
                for shop in Self.shops { _ = try await self.call(program, "POST", "connections/\(shop)/sync", "") }
                try await Task.sleep(for: .seconds(1))
            }
            let now = await self.renewals()
            return Self.shops.allSatisfy { now[$0]?.good ?? 0 > before[$0]?.good ?? 0 }
        }
    }

    /// How often the token endpoint was asked for each shop, and how often it gave.
    func renewals() async -> [String: (total: Int, good: Int)] {
        var renewals: [String: (total: Int, good: Int)] = [:]
        for name in Self.shops {
            let count = await self.market.shop(name)?.book.calls["oauth.token"]
            renewals[name] = (count?.total ?? 0, count?.byStatus["200"] ?? 0)
        }
        return renewals
    }

    /// The state of each connection, as the API names it.
    func states() async throws -> [String] {
        let text = try await self.call(self.programs[1], "GET", "connections")
        return text.matches(of: /"state" ?: ?"([a-z-]+)"/).map { String($0.output.1) }
    }

    private func call(
        _ program: ServedProgram, _ method: String, _ path: String, _ body: String? = nil
    ) async throws -> String {
        let reply = try await program.ask(method, "/api/v0/\(path)", token: self.token.withLock { $0 }, body: body)
        return String(decoding: reply.body, as: UTF8.self)
    }
}
