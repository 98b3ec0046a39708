import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Operations
import Records
import Store
import Testing
import Vault
import Wire
import Workbench

@testable import Hub
@testable import Web

@Suite("A merchant's consent, by API and browser")
struct ConsentRouteTests {
    /// Begins a consent by the API.
    static func begin(_ site: OpenSite, _ body: String) async throws -> (id: String, state: String) {
        let answer = try await site.api(.post, "connections/authorize", body)
        #expect(answer.status == .created)
        let object = try answer.object
        #expect(object["redirect"] as? String == "https://hub.example/oauth/callback/consent")
        let page = try #require(object["page"] as? String)
        let query = PercentEncoding.parseForm(String(page.split(separator: "?").last ?? ""))
        let state = try #require(query.first { $0.name == "state" }?.value)
        return (try #require(object["id"] as? String), state)
    }

    @Test(
        "the page that the merchant ends at says that the shop is connected, and the API too",
        arguments: Engine.available)
    func connected(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let (id, state) = try await Self.begin(site, #"{"channel": "consent", "name": "Etta"}"#)
        #expect(try await site.api(.get, "connections/authorize/\(id)").object["state"] as? String == "waiting")
        let page = try await site.ask {
            try await $0.execute(uri: "/oauth/callback/consent?code=canary-code&state=\(state)", method: .get)
        }
        #expect(page.status == .ok)
        #expect(page.text.contains("Stub is connected") && page.text.contains("close this page"))
        #expect(!page.text.contains("canary") && !page.text.contains(state))
        #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        let progress = try await site.api(.get, "connections/authorize/\(id)").object
        #expect(progress["state"] as? String == "connected")
        #expect(try await site.api(.get, "connections/Etta").object["channel"] as? String == "consent")
        let renewal = try await Self.begin(site, #"{"connection": "Etta"}"#)
        let again = try await site.ask {
            try await $0.execute(uri: "/oauth/callback/consent?code=canary-code&state=\(renewal.state)", method: .get)
        }
        #expect(again.status == .ok && again.text.contains("again"))
    }

    @Test(
        "an answer that cannot be used is a page with the way out",
        arguments: [
            ("consent?code=canary-code&state=forged", "consent.unknown"),
            ("consent?state=forged", "consent.not-an-answer"),
            ("consent", "consent.not-an-answer"), ("nowhere?code=1&state=2", "channel.unknown"),
        ])
    func unusable(path: String, code: String) async throws {
        let site = try await OpenSite(.sqlite)
        let page = try await site.ask { try await $0.execute(uri: "/oauth/callback/\(path)", method: .get) }
        #expect(page.status.code >= 400 && page.status.code < 500)
        #expect(page.text.contains(code) && page.text.contains("not connected") && !page.text.contains("canary"))
    }

    @Test("a merchant who says no is told how to go on")
    func denied() async throws {
        let site = try await OpenSite(.sqlite)
        let (id, state) = try await Self.begin(site, #"{"channel": "consent", "name": "Etta"}"#)
        let page = try await site.ask {
            try await $0.execute(uri: "/oauth/callback/consent?error=access_denied&state=\(state)", method: .get)
        }
        #expect(page.text.contains("refused on the page of Consent Market"))
        let progress = try await site.api(.get, "connections/authorize/\(id)").object
        #expect(progress["state"] as? String == "refused" && progress["code"] as? String == "consent.denied")
    }

    @Test("what is missing in a request for consent is said")
    func missing() async throws {
        let site = try await OpenSite(.sqlite)
        #expect(try await site.api(.post, "connections/authorize", "{}").status == .badRequest)
        let keys = try await site.api(.post, "connections/authorize", #"{"connection": "Kiel"}"#)
        #expect(try keys.object["code"] as? String == "consent.not-by-consent")
        #expect(
            try await site.api(.get, "connections/authorize/nothing").object["code"] as? String == "consent.unknown")
    }

    @Test("answers that pour in are asked to wait")
    func door() {
        let clock = ManualClock()
        let door = ConsentDoor(now: { clock.now })
        #expect((0..<25).filter { _ in door.lets() }.count == 20)
        clock.advance(by: 1)
        #expect((0..<25).filter { _ in door.lets() }.count == 2)
    }

    @Test("a webhook of the whole app finds its shop, and only with the app's signature", arguments: Engine.available)
    func appHook(engine: Engine) async throws {
        let site = try await OpenSite(engine)
        let (_, state) = try await Self.begin(site, #"{"channel": "consent", "name": "Etta"}"#)
        _ = try await site.ask {
            try await $0.execute(uri: "/oauth/callback/consent?code=canary-code&state=\(state)", method: .get)
        }
        func send(_ body: String, _ secret: String) async throws -> Int {
            try await site.ask { client in
                try await client.execute(
                    uri: "/hooks/app/consent", method: .post, headers: .named(["stub-signature": secret]),
                    body: ByteBuffer(string: body)
                ).status.code
            }
        }
        #expect(try await send("77/order-5", "wrong") == 401)
        #expect(try await send("99/order-6", "canary-hook-secret") == 200)
        #expect(try await send("77/order-7", "canary-hook-secret") == 200)
        let noted = try await site.desk.read { db in
            try db.query("SELECT resource FROM inbox WHERE tenant_id = \(db.tenant)").map { try $0.get(0) as String }
        }
        #expect(noted == ["order-7"])
    }

    @Test("a command that listens on the machine itself ends with the shop connected")
    func listening() async throws {
        let site = try await OpenSite(.sqlite)
        let asked = try await BeginConsent(
            .new(channel: "consent", name: "Etta", address: ""), redirect: URL(string: "http://localhost:1/x")
        ).run(site.desk)
        let query = PercentEncoding.parseForm(String(asked.page.split(separator: "?").last ?? ""))
        let state = try #require(query.first { $0.name == "state" }?.value)
        #expect(query.contains { $0.name == "redirect_uri" && $0.value == "http://localhost:1/x" })
        let status = try await ConsentSite(site.hub, port: 0).application().test(.live) { client in
            try await client.execute(uri: "/oauth/callback/consent?code=canary-code&state=\(state)", method: .get)
                .status
        }
        #expect(status == .ok)
        #expect(try await ConsentWatch(desk: site.desk, id: asked.id).end().name == "Etta")
    }

    @Test("a webhook secret that a portal made up is kept, and a short one refused")
    func webhookSecret() async throws {
        let site = try await OpenSite(.sqlite)
        let path = "connections/Kiel/webhook-secret"
        #expect(try await site.api(.put, path, #"{"secret": "short"}"#).status.code == 422)
        #expect(try await site.api(.put, path, #"{"secret": "whsec_0123456789abcdef"}"#).status == .ok)
        let stored = try await Connections.webhookSecret(
            site.desk,
            try #require(
                try await site.desk.read { try ConnectionRecords.find($0, name: "Kiel") }))
        #expect(stored.reveal() == "whsec_0123456789abcdef")
    }
}
