import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Vault
import Wire
import Workbench

@testable import Operations

@Suite("Tokens kept at hand", .serialized)
struct TokenCacheTests {
    /// Two processes with one database, and a shop that was let in by consent.
    private struct Two {
        let hall: Hall
        let desks: [Desk]
        let id: UUID

        init(_ engine: Engine, _ caches: [any TokenCache]) async throws {
            let database = try await engine.makeDatabase(
                migrations: Schema.migrations, globalTables: Schema.globalTables)
            self.hall = Hall(try engine.openStore(database))
            let first = try await self.hall.workspace()
            self.id = try #require(UUID(uuidString: try await self.hall.consent(first, "Etta").id))
            var desks: [Desk] = []
            for cache in caches {
                var hub = self.hall.hub
                if !desks.isEmpty { hub.store = try engine.openStore(database) }
                hub.tokenCache = cache
                desks.append(Desk(hub, tenant: first.tenant))
            }
            self.desks = desks
        }

        /// Calls the shop once from each process.
        func use() async throws {
            for desk in self.desks { try await self.use(desk) }
        }

        func use(_ desk: Desk) async throws {
            let record = try #require(try await desk.read { try ConnectionRecords.load($0, self.id) })
            _ = try await Connections.open(desk, record).connector.identify()
        }

        /// The row as it would be if somebody had spoilt it: whoever asks the database meets it.
        func spoil() async throws {
            let id = self.id
            try await self.desks[0].write { db -> Void in
                try db.query(
                    """
                    UPDATE connection_token SET tokens = \([UInt8](repeating: 1, count: 80))
                    WHERE tenant_id = \(db.tenant) AND connection_id = \(id)
                    """)
            }
        }

        func close() async { for desk in self.desks { await desk.hub.store.close() } }
    }

    @Test("are used again without asking the database, for as long as they may be", arguments: Engine.available)
    func memory(engine: Engine) async throws {
        let two = try await Two(engine, [MemoryTokenCache()])
        try await two.use()
        try await two.spoil()
        try await two.use()
        await two.desks[0].hub.forgetTokens(of: two.id, tenant: two.desks[0].tenant)
        await #expect(throws: VaultError.self) { try await two.use() }
        await two.close()
    }

    @Test("are renewed before they end, cached or not", arguments: Engine.available)
    func due(engine: Engine) async throws {
        let two = try await Two(engine, [MemoryTokenCache()])
        try await two.use()
        two.hall.clock.advance(by: 3_590)
        try await two.use()
        #expect(two.hall.market.refreshes == 1)
        await two.close()
    }

    @Test("a life of nothing keeps nothing")
    func none() async throws {
        let two = try await Two(.sqlite, [MemoryTokenCache()])
        var desk = two.desks[0]
        desk.hub.tokenCacheLife = 0
        try await two.use(desk)
        try await two.spoil()
        await #expect(throws: VaultError.self) { try await two.use(desk) }
        await two.close()
    }

    @Test(
        "two processes go on from the database when Redis is stopped, emptied or answers nonsense",
        .enabled(if: LocalRedis.mayRun, "no Redis: bin/setup --test"), arguments: Engine.available)
    func redis(engine: Engine) async throws {
        let redis = try await LocalRedis()
        defer { redis.remove() }
        let clients = [redis.client(), redis.client()]
        let two = try await Two(engine, clients.map { RedisTokenCache($0) })
        let looking = redis.client()

        try await two.use()
        #expect(try await looking.ask([RedisCommand("DBSIZE")]) == [.number(1)])

        _ = try await looking.ask([RedisCommand("FLUSHALL")])
        try await two.use()

        let key = "entrepot:tokens:\(two.desks[0].tenant.text):\(two.id.text)"
        for nonsense in ["", "nonsense", String(repeating: "x", count: 100_000)] {
            _ = try await looking.ask([RedisCommand("SET", key, nonsense)])
            try await two.use()
        }

        redis.stop()
        try await two.use()
        two.hall.clock.advance(by: 4_000)
        try await two.use()
        #expect(two.hall.market.refreshes == 1)

        for answer in ["HTTP/1.1 200 OK\r\n\r\n<html>", "$99999999999\r\n", "*1000000\r\n", "-ERR no\r\n", ""] {
            let end = try Loopback.answering(Array(answer.utf8), port: redis.port)
            try await two.use()
            end()
        }

        try await redis.start()
        try await two.use()
        #expect(two.hall.market.refreshes == 1)
        for client in clients + [looking] { await client.close() }
        await two.close()
    }

    @Test(
        "what lies in Redis shows no token, and opens in no other place",
        .enabled(if: LocalRedis.mayRun, "no Redis: bin/setup --test"))
    func sealed() async throws {
        let redis = try await LocalRedis()
        defer { redis.remove() }
        let client = redis.client()
        let two = try await Two(.sqlite, [RedisTokenCache(client)])
        try await two.use()
        let place = TokenPlace(tenant: two.desks[0].tenant, connection: two.id)
        let bytes = try #require(await RedisTokenCache(client).sealed(place))
        let stored = try #require(
            try await two.desks[0].read { try ConnectionTokenRecords.load($0, two.id) })
        let opener = try await SealedCredentials(two.desks[0])
        let tokens = try opener.openTokens(stored.tokens, connection: two.id)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains(tokens.access))
        let cached = try opener.openCached(bytes, connection: two.id)
        #expect(cached.access.access == tokens.access && cached.access.refresh == nil)
        #expect(throws: VaultError.notAuthentic) { try opener.openTokens(bytes, connection: two.id) }
        #expect(throws: VaultError.notAuthentic) { try opener.openCached(bytes, connection: UUID()) }
        await client.close()
        await two.close()
    }

    @Test(
        "two processes share one quota in Redis, and in the database when it is gone",
        .enabled(if: LocalRedis.mayRun, "no Redis: bin/setup --test"))
    func limits() async throws {
        let redis = try await LocalRedis()
        defer { redis.remove() }
        let client = redis.client()
        let store = try await Engine.sqlite.makeStore(
            migrations: Schema.migrations, globalTables: Schema.globalTables)
        let board = RedisBoard(client, else: DatabaseBoard(store))
        let hits = [InboundHits(slot: [1], hits: 3)]
        #expect(try await board.add(hits, minute: 7) == [3])
        #expect(try await board.add(hits, minute: 7) == [6])
        redis.stop()
        #expect(try await board.add(hits, minute: 7) == [3])
        await client.close()
    }
}
