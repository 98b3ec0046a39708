import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Vault
import Workbench

@testable import Operations

@Suite("Connecting a shop")
struct ConnectingTests {
    @Test("a shop that lets us in is a draft, and a worker is asked to read it", arguments: Engine.available)
    func connect(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let time = hall.clock.now.addingTimeInterval(-30)
        hall.shop.clock(time)
        let made = try await hall.connect(desk, "One")
        #expect(made.shopName == "The Pretend")
        #expect(made.connection.state == "draft")
        #expect(made.connection.currency == "EUR")
        #expect(made.webhookAddress == made.connection.webhookAddress)
        let id = try #require(UUID(uuidString: made.connection.id))
        #expect(try await desk.isWoken(id))
        let record = try #require(try await desk.read { try ConnectionRecords.load($0, id) })
        #expect(record.cutoverAt == time)
    }

    @Test("credentials lie sealed and open for their connection alone", arguments: Engine.available)
    func sealed(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let one = try #require(UUID(uuidString: try await hall.connect(desk, "One").connection.id))
        let two = try #require(UUID(uuidString: try await hall.connect(desk, "Two").connection.id))
        let record = try #require(try await desk.read { try ConnectionRecords.load($0, one) })
        #expect(!String(decoding: record.credentials, as: UTF8.self).contains("hidden"))
        let opened = try await Connections.open(desk, record)
        _ = try await opened.connector.identify()
        #expect(hall.shop.presented == ["key": "ck_hidden_key", "secret": "cs_hidden_secret"])
        #expect(opened.webhookSecret.reveal().count == 64)
        var stolen = try #require(try await desk.read { try ConnectionRecords.load($0, two) })
        stolen.credentials = record.credentials
        let copy = stolen
        await #expect(throws: VaultError.notAuthentic) { try await Connections.open(desk, copy) }
    }

    @Test(
        "why a shop was not connected is said, and no secret with it",
        arguments: [
            (ConnectorError.unauthorized(code: "wrong-key"), "refuses the key"),
            (.transient("No such host."), "could not be reached"),
            (.unreadable("HTTP 200: HTML."), "does not speak Pretend Market"),
            (.forbidden("Use https://."), "https"),
            (.refused(code: "no", field: nil, message: "No cs_hidden_secret here."), "[hidden]"),
            (.throttled(retryAfter: .seconds(5)), "wait"),
        ])
    func refused(error: ConnectorError, words: String) async throws {
        let hall = try await Hall(.sqlite)
        let desk = try await hall.workspace()
        hall.shop.refuse(with: error)
        let refusal = await #expect(throws: OperationError.self) { try await hall.connect(desk, "One") }
        #expect(refusal?.code == "connection.refused")
        #expect(refusal?.sentence.contains(words) == true)
        #expect(refusal?.description.contains("hidden_") == false)
        #expect(try await ListConnections().run(desk).isEmpty)
    }

    @Test("plain HTTP, a missing key, a strange field and a taken name are refused", arguments: Engine.available)
    func bad(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.connect(desk, "One")
        await #expect(throws: OperationError.connectionExists("One")) { try await hall.connect(desk, "One") }
        await #expect(throws: OperationError.self) { try await hall.connect(desk, "Two", channel: "nowhere") }
        func attempt(_ address: String, _ credentials: [String: Secret]) async throws {
            _ = try await ConnectShop(channel: "pretend", name: "Two", address: address, credentials: credentials).run(
                desk)
        }
        let both = ["key": Secret("abcd"), "secret": Secret("efgh")]
        await #expect(throws: OperationError.self) { try await attempt("http://shop.example", both) }
        await #expect(throws: OperationError.self) {
            try await attempt("https://shop.example", ["key": Secret("abcd")])
        }
        await #expect(throws: OperationError.self) {
            try await attempt("https://shop.example", both.merging(["pin": Secret("1")]) { $1 })
        }
    }

    @Test("a connection pauses, resumes as what it was, and reads anew when asked", arguments: Engine.available)
    func steer(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let shop = try await hall.shop(desk, "One", [])
        #expect(try await PauseConnection("One").run(desk).state == "paused")
        #expect(try await ResumeConnection("One").run(desk).state == "draft")
        let plan = try await PlanGoLive(connection: "One").run(desk)
        _ = try await ApplyPlan(plan.id).run(desk)
        _ = try await PauseConnection("One").run(desk)
        #expect(try await ResumeConnection("One").run(desk).state == "live")
        #expect(try await ImportListings("One").run(desk).importedAt == nil)
        #expect(try await SyncNow().run(desk) == ["One"])
        #expect(try await desk.isWoken(shop))
        await #expect(throws: OperationError.unknownConnection("Two")) { try await PauseConnection("Two").run(desk) }
    }

    @Test("new credentials are tried before they are kept, and end a refusal", arguments: Engine.available)
    func reconnect(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let id = try #require(UUID(uuidString: try await hall.connect(desk, "One").connection.id))
        try await desk.write { try ConnectionRecords.setState($0, id, .unauthorized, reason: "wrong key") }
        hall.shop.refuse(with: .unauthorized(code: "wrong"))
        await #expect(throws: OperationError.self) {
            try await Reconnect("One", credentials: ["secret": Secret("cs_better")]).run(desk)
        }
        #expect(try await ShowConnection("One").run(desk).state == "unauthorized")
        hall.shop.refuse(with: nil)
        #expect(try await Reconnect("One", credentials: ["secret": Secret("cs_better")]).run(desk).state == "draft")
        #expect(hall.shop.presented == ["key": "ck_hidden_key", "secret": "cs_better"])
        hall.shop.sells(in: .usd)
        await #expect(throws: OperationError.self) { try await Reconnect("One").run(desk) }
    }

    @Test("a price rule moves the prices of its shop alone", arguments: Engine.available)
    func priceRule(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,"])
        let one = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        let two = try await hall.shop(desk, "Two", [.of("1", sku: "A")])
        #expect(try await SetPriceRule(connection: "One", rule: PriceRule(basisPoints: 1_000)).run(desk).variants == 1)
        #expect(try await desk.offer(one, "1").wantedPrice == 1_100)
        #expect(try await desk.offer(two, "1").wantedPrice == 1_000)
        #expect(try await ShowConnection("One").run(desk).priceRule == "+10 %")
    }
}
