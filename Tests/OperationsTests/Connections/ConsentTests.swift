import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Wire
import Workbench

@testable import Operations
@testable import Vault

@Suite("Connecting a shop by consent")
struct ConsentTests {
    @Test("the merchant says yes, and the shop is a draft that its tokens open", arguments: Engine.available)
    func connect(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let asked = try await BeginConsent(.new(channel: "consent", name: "Etta", address: "")).run(desk)
        #expect(asked.redirect == "https://hub.example/oauth/callback/consent")
        #expect(asked.expiresAt == hall.clock.now.addingTimeInterval(600))
        #expect(try await ShowConsent(asked.id).run(desk).state == .waiting)
        let finished = try await FinishConsent(ConsentAnswer(pasted: hall.market.consents(asked.page))).run(hall.hub)
        #expect(finished.shopName == "Shop 7001" && !finished.isRenewal)
        #expect(finished.connection.state == "draft" && finished.connection.currency == "EUR")
        #expect(finished.connection.consentUntil == hall.clock.now.addingTimeInterval(90 * 86_400))
        let progress = try await ShowConsent(asked.id).run(desk)
        #expect(progress.state == .connected && progress.connection?.name == "Etta")
        let record = try #require(try await desk.read { try ConnectionRecords.find($0, name: "Etta") })
        #expect(try await desk.isWoken(record.id))
        #expect(try await Connections.connector(desk, record).identify().value.remoteID == "7001")
    }

    @Test(
        "the page is given a digest of the verifier, and neither state nor verifier lies open",
        arguments: Engine.available)
    func sealed(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let asked = try await BeginConsent(.new(channel: "consent", name: "Etta", address: "")).run(desk)
        let query = PercentEncoding.parseForm(String(asked.page.split(separator: "?").last ?? ""))
        let state = try #require(query.first { $0.name == "state" }?.value)
        let challenge = try #require(query.first { $0.name == "code_challenge" }?.value)
        #expect(state.count == 43 && challenge.count == 43 && state != challenge)
        let digest = ConsentProof.digest(ofState: state)
        let stored = try #require(try await hall.hub.store.system { try ConsentRecords.find($0, stateDigest: digest) })
        let verifier = try await SealedCredentials(desk).openVerifier(stored.verifier, consent: stored.id).reveal()
        #expect(ConsentProof(state: Secret(state), verifier: Secret(verifier)).challenge == challenge)
        #expect(!stored.verifier.contains(Array(verifier.utf8)) && digest != Array(state.utf8))
    }

    @Test("an answer is taken once, in time, by the channel that was asked", arguments: Engine.available)
    func once(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        func ask(_ name: String) async throws -> ConsentAnswer {
            let asked = try await BeginConsent(.new(channel: "consent", name: name, address: "")).run(desk)
            return try ConsentAnswer(pasted: try hall.market.consents(asked.page))
        }
        let answer = try await ask("One")
        await #expect(throws: ConsentError.otherChannel) {
            try await FinishConsent(answer, channel: "pretend").run(hall.hub)
        }
        _ = try await FinishConsent(answer, channel: "consent").run(hall.hub)
        await #expect(throws: ConsentError.used) { try await FinishConsent(answer).run(hall.hub) }
        let forged = ConsentAnswer(state: "made-up", word: answer.word)
        await #expect(throws: ConsentError.unknownState) { try await FinishConsent(forged).run(hall.hub) }
        let late = try await ask("Two")
        hall.clock.advance(by: 601)
        await #expect(throws: ConsentError.expired) { try await FinishConsent(late).run(hall.hub) }
        #expect(try await ListConnections().run(desk).count == 1)
    }

    @Test(
        "a no, a code that is refused and a shop that is not there are said to whoever waits",
        arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        func ask() async throws -> (id: String, answer: ConsentAnswer) {
            let asked = try await BeginConsent(.new(channel: "consent", name: "Etta", address: "")).run(desk)
            return (asked.id, try ConsentAnswer(pasted: try hall.market.consents(asked.page)))
        }
        let denied = try await ask()
        await #expect(throws: ConsentError.denied(channel: "Consent Market", word: "access_denied")) {
            try await FinishConsent(ConsentAnswer(state: denied.answer.state, word: .error("access_denied"))).run(
                hall.hub)
        }
        let progress = try await ShowConsent(denied.id).run(desk)
        #expect(progress.state == .refused && progress.code == "consent.denied" && progress.wayOut != nil)
        let wrong = try await ask()
        let error = await #expect(throws: ConsentError.self) {
            try await FinishConsent(ConsentAnswer(state: wrong.answer.state, word: .code("canary-forged"))).run(
                hall.hub)
        }
        #expect(error?.code == "consent.refused")
        #expect(error?.sentence.contains("canary") == false)
        #expect(try await ShowConsent(wrong.id).run(desk).sentence?.contains("canary") == false)
        #expect(try await ListConnections().run(desk).isEmpty)
    }

    @Test("one shop is one connection of the whole installation", arguments: Engine.available)
    func taken(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace("Mine")
        try await hall.consent(desk, "Etta")
        await #expect(throws: ConsentError.shopTaken(connection: "Etta")) { try await hall.consent(desk, "Again") }
        let other = try await hall.workspace("Other")
        await #expect(throws: ConsentError.shopTaken(connection: nil)) { try await hall.consent(other, "Theirs") }
        try await hall.consent(other, "Theirs", shop: "7002")
        #expect(try await ListConnections().run(desk).count == 1)
        #expect(try await ListConnections().run(other).count == 1)
    }

    @Test(
        "a part of an account belongs to one connection, its other parts may have another", arguments: Engine.available)
    func parts(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        var channel = hall.shop.channel()
        channel.places = { (address) throws(ConnectorError) in address.split(separator: ",").map(String.init) }
        func claim(_ address: String, of shop: String, _ connection: UUID) throws -> ClaimedShop {
            try #require(ClaimedShop(channel, address: address, remoteID: shop, connection: connection))
        }
        let one = try #require(UUID(uuidString: try await hall.connect(desk, "One").connection.id))
        let first = try claim("DE,FR", of: "S1", one)
        try await desk.write { try first.claim($0) }
        let two = UUID()
        let both = try claim("FR,IT", of: "S1", two)
        await #expect(throws: ConsentError.shopTaken(connection: "One")) { try await both.check(desk) }
        // Whoever was not seen in time is refused by the table itself.
        await #expect(throws: ConsentError.shopTaken(connection: nil)) { try await desk.write { try both.claim($0) } }
        try await claim("IT", of: "S1", two).check(desk)
        try await claim("FR", of: "S2", two).check(desk)
        try await first.check(desk)
        let moved = try claim("IT", of: "S1", one)
        try await desk.write { try moved.claim($0) }
        try await claim("FR", of: "S1", two).check(desk)
    }

    @Test("a refused connection is let in anew by the same shop's consent only", arguments: Engine.available)
    func renew(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let id = try #require(UUID(uuidString: try await hall.consent(desk, "Etta").id))
        try await desk.write { try ConnectionRecords.setState($0, id, .unauthorized, reason: "taken back") }
        let health = try await ShowConnection("Etta").run(desk)
        #expect(health.wayOut?.contains("Consent again") == true)
        func renew(_ shop: String) async throws -> FinishedConsent {
            hall.market.set { $0.shop = shop }
            let asked = try await BeginConsent(.renewal(connection: "Etta")).run(desk)
            return try await FinishConsent(ConsentAnswer(pasted: try hall.market.consents(asked.page))).run(hall.hub)
        }
        await #expect(throws: ConsentError.otherShop(connection: "Etta", shop: "Shop 7009")) {
            _ = try await renew("7009")
        }
        #expect(try await ShowConnection("Etta").run(desk).state == "unauthorized")
        let renewed = try await renew("7001")
        #expect(renewed.isRenewal && renewed.connection.state == "draft" && renewed.connection.id == health.id)
    }

    @Test("keys are not asked of a channel of consents, nor a consent of one of keys", arguments: Engine.available)
    func wrongWay(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.connect(desk, "Keys")
        try await hall.consent(desk, "Etta")
        await #expect(throws: ConsentError.neededFirst(channel: "Consent Market", id: "consent")) {
            try await hall.connect(desk, "Two", channel: "consent")
        }
        await #expect(throws: ConsentError.neededAgain(channel: "Consent Market", connection: "Etta")) {
            try await Reconnect("Etta").run(desk)
        }
        await #expect(throws: ConsentError.notByConsent(channel: "Pretend Market")) {
            try await BeginConsent(.renewal(connection: "Keys")).run(desk)
        }
        await #expect(throws: OperationError.connectionExists("Etta")) {
            try await BeginConsent(.new(channel: "consent", name: "Etta", address: "")).run(desk)
        }
    }

    @Test("without an app or an address to come back to, what is missing is said")
    func missing() async throws {
        let hall = try await Hall(.sqlite, publicAddress: nil)
        let desk = try await hall.workspace()
        let ask = BeginConsent(.new(channel: "consent", name: "Etta", address: ""))
        await #expect(throws: ConsentError.noPublicAddress) { try await ask.run(desk) }
        var bare = desk
        bare.hub.apps = [:]
        let appless = bare
        await #expect(throws: ConsentError.appMissing(channel: "Consent Market")) { try await ask.run(appless) }
    }

    @Test(
        "an address that is no answer is refused",
        arguments: [
            "", "https://hub.example/", "https://hub.example/?code=1", "state=1", "?state=&code=1", "code=1#state=2",
        ])
    func noAnswer(text: String) {
        #expect(throws: ConsentError.notAnAnswer) { try ConsentAnswer(pasted: text) }
    }

    @Test("a stranger sees nothing of another's consent", arguments: Engine.available)
    func stranger(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace("Mine")
        let asked = try await BeginConsent(.new(channel: "consent", name: "Etta", address: "")).run(desk)
        let stranger = try await hall.workspace("Stranger")
        await #expect(throws: ConsentError.unknownState) { try await ShowConsent(asked.id).run(stranger) }
    }
}
