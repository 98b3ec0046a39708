import Commerce
import ConnectorKit
import Foundation
import Jobs
import Logging
import Records
import Store
import Synchronization
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Tokens that a consent gave")
struct FreshTokenTests {
    /// A connected shop, and its record as stored now.
    private static func open(_ engine: Engine) async throws -> (hall: Hall, desk: Desk, id: UUID) {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        return (hall, desk, try #require(UUID(uuidString: try await hall.consent(desk, "Etta").id)))
    }

    @discardableResult
    private static func use(_ desk: Desk, _ id: UUID) async throws -> Int64? {
        let record = try #require(try await desk.read { try ConnectionRecords.load($0, id) })
        let opened = try await Connections.open(desk, record)
        _ = try await opened.connector.identify()
        return opened.tokenVersion
    }

    @Test("are used as they are until a tenth of their life or five minutes are left", arguments: Engine.available)
    func ahead(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        hall.clock.advance(by: 3_290)
        #expect(try await Self.use(desk, id) == 1)
        #expect(hall.market.refreshes == 0)
        hall.market.set { $0.life = 100 }
        hall.clock.advance(by: 20)
        #expect(try await Self.use(desk, id) == 2)
        hall.clock.advance(by: 85)
        #expect(try await Self.use(desk, id) == 2)
        hall.clock.advance(by: 6)
        #expect(try await Self.use(desk, id) == 3)
        #expect(hall.market.refreshes == 2)
    }

    @Test(
        "of two processes that find them ended one refreshes, and both go on with the new ones",
        arguments: Engine.available)
    func race(engine: Engine) async throws {
        let database = try await engine.makeDatabase(migrations: Schema.migrations, globalTables: Schema.globalTables)
        let hall = Hall(try engine.openStore(database))
        var second = hall.hub
        second.store = try engine.openStore(database)
        let desk = try await hall.workspace()
        let desks = [desk, Desk(second, tenant: desk.tenant)]
        let id = try #require(UUID(uuidString: try await hall.consent(desk, "Etta").id))
        for round in 1...5 {
            hall.clock.advance(by: 4_000)
            let versions = try await withThrowingTaskGroup(of: Int64?.self) { group in
                for desk in desks + desks {
                    group.addTask {
                        let found = Mutex<Int64?>(nil)
                        try await eventually {
                            do {
                                let version = try await Self.use(desk, id)
                                found.withLock { $0 = version }
                                return true
                            } catch TokenTrouble.underWay { return false }
                        }
                        return found.withLock { $0 }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(versions == Array(repeating: Int64(round + 1), count: 4))
            #expect(hall.market.refreshes == round)
        }
        for desk in desks { await desk.hub.store.close() }
    }

    @Test(
        "while one refreshes ahead of time, another goes on with the old ones and waits for nobody",
        arguments: Engine.available)
    func noWaiting(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        let gate = Gate()
        hall.market.set { $0.gate = gate }
        hall.clock.advance(by: 3_590)
        async let first = Self.use(desk, id)
        try await eventually { hall.market.refreshes == 1 }
        #expect(try await Self.use(desk, id) == 1)
        hall.clock.advance(by: 20)
        await #expect(throws: TokenTrouble.underWay(connection: "Etta")) { try await Self.use(desk, id) }
        gate.open()
        #expect(try await first == 2)
        #expect(try await Self.use(desk, id) == 2)
        #expect(hall.market.refreshes == 1)
    }

    @Test(
        "a refresher that died before its call went out is replaced once its lease has ended",
        arguments: Engine.available)
    func diedBefore(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        hall.clock.advance(by: 4_000)
        let now = hall.clock.now
        let claimed = try await desk.write {
            try ConnectionTokenRecords.claim($0, id, version: 1, now: now, until: now.addingTimeInterval(90))
        }
        #expect(claimed == 1)
        await #expect(throws: TokenTrouble.underWay(connection: "Etta")) { try await Self.use(desk, id) }
        hall.clock.advance(by: 91)
        #expect(try await Self.use(desk, id) == 2)
        #expect(hall.market.refreshes == 1)
    }

    @Test("a refresher that died with the answer in hand costs a new consent, and says so", arguments: Engine.available)
    func diedAfter(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        // The channel has rotated, and nobody stored what it gave.
        hall.market.set { state in
            for (token, shop) in state.refreshTokens {
                state.refreshTokens[token] = nil
                state.refreshTokens["canary-lost"] = shop
            }
        }
        hall.clock.advance(by: 4_000)
        await #expect(throws: TokenTrouble.refused(connection: "Etta")) { try await Self.use(desk, id) }
        let health = try await ShowConnection("Etta").run(desk)
        #expect(health.state == "unauthorized")
        #expect(health.reason?.contains("consent") == true)
        #expect(health.wayOut == "Consent again: entrepot connection reconnect Etta")
        let events = try await ListEvents().run(desk).rows
        #expect(events.contains { $0.kind == "connection.unauthorized" })
    }

    @Test(
        "an answer that comes after its lease ended is kept, and ends the refusal that another met",
        arguments: Engine.available)
    func slow(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        let gate = Gate()
        hall.market.set { $0.gate = gate }
        hall.clock.advance(by: 4_000)
        async let slow = Self.use(desk, id)
        try await eventually { hall.market.refreshes == 1 }
        hall.clock.advance(by: 91)
        await #expect(throws: TokenTrouble.refused(connection: "Etta")) { try await Self.use(desk, id) }
        #expect(try await ShowConnection("Etta").run(desk).state == "unauthorized")
        gate.open()
        #expect(try await slow == 2)
        #expect(try await ShowConnection("Etta").run(desk).state == "draft")
        #expect(try await Self.use(desk, id) == 2)
    }

    @Test("a consent given anew overtakes a refresh that is under way", arguments: Engine.available)
    func overtaken(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        let gate = Gate()
        hall.market.set { $0.gate = gate }
        hall.clock.advance(by: 4_000)
        async let slow = Self.use(desk, id)
        try await eventually { hall.market.refreshes == 1 }
        let asked = try await BeginConsent(.renewal(connection: "Etta")).run(desk)
        _ = try await FinishConsent(ConsentAnswer(pasted: try hall.market.consents(asked.page))).run(hall.hub)
        gate.open()
        #expect(try await slow == 2)
        #expect(try await Self.use(desk, id) == 2)
    }

    @Test(
        "a shop that is not well is asked again later, and old tokens serve while they last",
        arguments: Engine.available)
    func notWell(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        hall.market.set { $0.failure = .throttled(retryAfter: .seconds(30)) }
        hall.clock.advance(by: 3_400)
        #expect(try await Self.use(desk, id) == 1)
        #expect(try await Self.use(desk, id) == 1)
        #expect(hall.market.refreshes == 1)
        hall.market.set { $0.failure = .transient("HTTP 503 for canary-refresh-1.") }
        hall.clock.advance(by: 300)
        let error = await #expect(throws: TokenTrouble.self) { try await Self.use(desk, id) }
        #expect(error?.code == "access.postponed")
        #expect(error?.sentence.contains("canary") == false)
        let health = try await ShowConnection("Etta").run(desk)
        #expect(health.failures == 2 && health.lastError?.contains("canary") == false && health.state == "draft")
        hall.market.set { $0.failure = nil }
        hall.clock.advance(by: 6)
        #expect(try await Self.use(desk, id) == 2)
    }

    @Test(
        "a pair that the shop refuses before its time is renewed once; refused again, the merchant is asked",
        arguments: Engine.available)
    func doubted(engine: Engine) async throws {
        let (hall, desk, id) = try await Self.open(engine)
        hall.clock.advance(by: 100)
        let now = hall.clock.now
        func doubt(_ version: Int64, at now: Date) async throws -> Bool {
            try await desk.write { try ConnectionTokenRecords.doubt($0, id, version: version, now: now) }
        }
        #expect(try await doubt(1, at: now))
        #expect(try await doubt(1, at: now))
        #expect(try await Self.use(desk, id) == 2)
        #expect(try await doubt(1, at: now))
        #expect(try await !doubt(2, at: now.addingTimeInterval(5)))
        #expect(try await Self.use(desk, id) == 2)
        #expect(try await doubt(2, at: now.addingTimeInterval(61)))
        #expect(try await Self.use(desk, id) == 3)
        #expect(hall.market.refreshes == 2)
    }

    @Test("an end of the consent is warned of two weeks ahead", arguments: Engine.available)
    func warned(engine: Engine) async throws {
        let (hall, desk, _) = try await Self.open(engine)
        #expect(try await ShowConnection("Etta").run(desk).wayOut == nil)
        hall.clock.advance(by: 80 * 86_400)
        let health = try await ShowConnection("Etta").run(desk)
        #expect(health.reason == "Your consent ends in 10 days.")
        #expect(health.wayOut == "Consent again: entrepot connection reconnect Etta")
    }

    @Test("never show: not at rest, not in a log, not in an event, not in an error", arguments: Engine.available)
    func canary(engine: Engine) async throws {
        let lines = Mutex<[String]>([])
        let log = Logger(label: "test") { _ in ListeningLog { line in lines.withLock { $0.append(line) } } }
        let store = try await engine.makeStore(migrations: Schema.migrations, globalTables: Schema.globalTables)
        let hall = Hall(store, log: log)
        let desk = try await hall.workspace()
        let id = try #require(UUID(uuidString: try await hall.consent(desk, "Etta").id))
        hall.clock.advance(by: 4_000)
        hall.market.set { $0.failure = .refused(code: "odd", field: nil, message: "canary-refresh-1 is odd") }
        let odd = await #expect(throws: TokenTrouble.self) { try await Self.use(desk, id) }
        hall.market.set { $0.failure = nil }
        hall.market.revoke()
        hall.clock.advance(by: 10)
        let revoked = await #expect(throws: TokenTrouble.self) { try await Self.use(desk, id) }
        let stored = try #require(try await desk.read { try ConnectionTokenRecords.load($0, id) })
        let health = try await ShowConnection("Etta").run(desk)
        let events = try await ListEvents().run(desk).rows
        let told = [
            "\(String(describing: odd))", "\(String(describing: revoked))", "\(health)", "\(events)",
            String(decoding: stored.tokens, as: UTF8.self), lines.withLock { $0.joined(separator: "\n") },
        ]
        #expect(!lines.withLock { $0.isEmpty })
        for text in told { #expect(!text.contains("canary")) }
    }
}

/// Hands every line of a log to a test.
private struct ListeningLog: LogHandler {
    let hear: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(hear: @escaping @Sendable (String) -> Void) { self.hear = hear }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    func log(event: LogEvent) { self.hear("\(event.message) \(event.metadata ?? [:])") }
}
