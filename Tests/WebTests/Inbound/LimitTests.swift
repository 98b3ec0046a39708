import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Operations
import Records
import Store
import Synchronization
import Testing
import Wire
import Workbench

@testable import Web

@Suite("Limits of what comes in")
struct LimitTests {
    static func site(_ limits: LimitSettings) async throws -> OpenSite {
        var settings = SiteSettings(port: 0)
        settings.limits = limits
        return try await OpenSite(.sqlite, settings: settings)
    }

    static func asked(
        _ client: any TestClientProtocol, _ path: String, from address: String
    ) async throws -> TestResponse {
        try await client.execute(
            uri: path, method: .get, headers: try .named(["x-forwarded-for": address]))
    }

    @Test("an address that asks too often is told when to come back, and another is served")
    func address() async throws {
        let site = try await Self.site(LimitSettings(address: 3))
        try await site.ask { client in
            for _ in 0..<3 {
                #expect(try await Self.asked(client, "/nowhere", from: "203.0.113.1").status == .notFound)
            }
            let refused = try await Self.asked(client, "/nowhere", from: "203.0.113.1")
            #expect(refused.status == .tooManyRequests)
            #expect(try refused.object["code"] as? String == "limit.reached")
            let wait = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
            #expect((1...60).contains(wait))
            #expect(refused.named("RateLimit-Policy") == "\"address\";q=3;w=60")
            #expect(refused.named("RateLimit") == "\"address\";r=0;t=\(wait)")
            #expect(try await Self.asked(client, "/nowhere", from: "203.0.113.2").status == .notFound)
            #expect(try await Self.asked(client, "/healthz", from: "203.0.113.1").status == .ok)
        }
    }

    @Test("what was too much is counted in the security log by limit and route, and names nobody")
    func recorded() async throws {
        let site = try await Self.site(LimitSettings(address: 2, key: 1))
        try await site.ask { client in
            for _ in 0..<5 { _ = try await Self.asked(client, "/sign-in", from: "203.0.113.1") }
            let headers: HTTPFields = [.authorization: "Bearer \(site.token)"]
            for _ in 0..<3 { _ = try await client.execute(uri: "/api/v0/stock", method: .get, headers: headers) }
        }
        try await KeepWatch().run(site.hub)
        let tallies = try await site.hub.store.system { try TallyRecords.latest($0, limit: 50) }
            .filter { $0.kind == "limit.reached" }
        #expect(
            Dictionary(tallies.map { ($0.place, $0.count) }) { $0 + $1 } == [
                "address /sign-in": 3, "key /api/v0/stock": 2,
            ])
        #expect(!"\(tallies)".contains("203.0.113.1"))
    }

    @Test("a bearer token has a limit of its own, and is told what is left")
    func key() async throws {
        let site = try await Self.site(LimitSettings(key: 2))
        try await site.ask { client in
            let headers: HTTPFields = [.authorization: "Bearer \(site.token)"]
            let first = try await client.execute(uri: "/api/v0/workspaces", method: .get, headers: headers)
            let left = try #require(first.named("RateLimit"))
            #expect(first.status == .ok && left.hasPrefix("\"key\";r=1;t="))
            _ = try await client.execute(uri: "/api/v0/workspaces", method: .get, headers: headers)
            let third = try await client.execute(uri: "/api/v0/workspaces", method: .get, headers: headers)
            #expect(third.status == .tooManyRequests)
        }
    }

    @Test("a member has a limit of their own, whatever address they come from")
    func account() async throws {
        let site = try await Self.site(LimitSettings(account: 3))
        try await site.member("ada@example.org")
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            for _ in 0..<3 { #expect(try await browser.get("/account").status == .ok) }
            let refused = try await browser.get("/account")
            #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] != nil)
        }
    }

    @Test("guesses at many accounts from one address end after some")
    func door() async throws {
        var site = try await Self.site(LimitSettings(door: 4))
        site.hub.publicAddress = URL(string: "https://localhost")
        try await site.browse(headers: ["x-forwarded-for": "203.0.113.1"]) { browser in
            var answers: [Int] = []
            for number in 0..<6 {
                try await browser.get("/sign-in")
                let answer = try await browser.post(
                    "/sign-in", ["address": "m\(number)@example.org", "password": "wrong wrong wrong wrong"])
                answers.append(answer.status.code)
            }
            #expect(answers == [401, 401, 401, 401, 429, 429])
        }
    }

    @Test("a refusal is a line in the log, once a minute, without the address")
    func logged() async throws {
        let lines = Mutex<[String]>([])
        var site = try await Self.site(LimitSettings(address: 1))
        site.hub.log = Logger(label: "test") { _ in ListeningLog { line in lines.withLock { $0.append(line) } } }
        try await site.ask { client in
            for _ in 0..<5 { _ = try await Self.asked(client, "/nowhere", from: "203.0.113.77") }
        }
        let all = lines.withLock { $0 }
        let told = all.filter { $0.contains("too many requests") }
        #expect(told.count == 1)
        #expect(!all.contains { $0.contains("203.0.113.77") })
    }

    @Test("plain HTTP is refused from elsewhere, and let in from a proxy that is declared")
    func plain() throws {
        let gate = PlainGate(proxies: TrustedProxies([try #require(AddressRange("10.0.0.0/8"))]), isTLS: false)
        #expect(gate.refuses(try #require(IPAddress("203.0.113.1"))))
        #expect(!gate.refuses(try #require(IPAddress("10.1.1.1"))))
        #expect(!gate.refuses(try #require(IPAddress("127.0.0.1"))))
        #expect(!PlainGate(proxies: gate.proxies, isTLS: true).refuses(try #require(IPAddress("203.0.113.1"))))
    }
}

extension TestResponse {
    /// A header's text.
    func named(_ name: String) -> String? { HTTPField.Name(name).flatMap { self.headers[$0] } }
}
