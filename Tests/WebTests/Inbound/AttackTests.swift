import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Operations
import Testing
import Workbench

@testable import Web

/// What issue 4 lists, as far as it comes in by HTTP. Beside it: password guessing, session fixation, CSRF, replayed codes, used links
/// (`SignInPageTests`, `FormGateTests`, `SignInTests`, `SecondFactorTests`, `InvitationTests`, `ResetTests`).
@Suite("Attacks by HTTP are refused, and cost little")
struct AttackTests {
    static func site(_ patience: ClientPatience = ClientPatience()) async throws -> OpenSite {
        var settings = SiteSettings(port: 0)
        settings.patience = patience
        return try await OpenSite(.sqlite, settings: settings)
    }

    /// Serves, and talks to it on raw sockets.
    static func raw<Value: Sendable>(
        _ site: OpenSite, _ body: @escaping @Sendable (RawClient) -> Value
    ) async throws -> Value {
        try await site.ask { client in
            let port = try #require(client.port)
            // It blocks: not on a thread that others wait for.
            return try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(
                        with: Result {
                            let client = try RawClient(port: port)
                            defer { client.close() }
                            return body(client)
                        })
                }
            }
        }
    }

    @Test("a head that dribbles in is cut off")
    func slowHead() async throws {
        let site = try await Self.site(ClientPatience(head: .milliseconds(300)))
        let answer = try await Self.raw(site) { client in
            client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            return client.rest()
        }
        #expect(answer.isEmpty)
    }

    @Test("a body that dribbles in is cut off, though each byte comes in time")
    func slowBody() async throws {
        let site = try await Self.site(ClientPatience(body: .milliseconds(400), bytes: 1_000))
        let answer = try await Self.raw(site) { client in
            client.send("POST /hooks/\(site.route) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n")
            for _ in 0..<200 where client.send([120]) == 1 { usleep(20_000) }
            return client.rest()
        }
        #expect(!answer.contains("200"))
    }

    @Test("a connection that says nothing is cut off")
    func silence() async throws {
        let site = try await Self.site(ClientPatience(head: .milliseconds(200)))
        #expect(try await Self.raw(site) { $0.rest() } == "")
    }

    @Test("a gigabyte is refused before it is read, whether it is announced or not")
    func gigabyte() async throws {
        let site = try await Self.site()
        let announced = try await Self.raw(site) { client in
            client.send("POST /hooks/\(site.route) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n")
            client.send([UInt8](repeating: 120, count: 1 << 16))
            return client.rest()
        }
        #expect(announced.hasPrefix("HTTP/1.1 413"))
        let sent = try await Self.raw(site) { client -> Int in
            client.send("POST /hooks/\(site.route) HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 120, count: 1 << 20) + Array("\r\n".utf8)
            var sent = 0
            for _ in 0..<1_024 {
                let count = client.send(chunk)
                sent += count
                if count < chunk.count { break }
            }
            return sent
        }
        // What lies in buffers on the way, and no more.
        #expect(sent < 64 << 20)
    }

    @Test(
        "heads that are too large are refused",
        arguments: [
            "X-Big: " + String(repeating: "x", count: 40_000),
            (0..<200).map { "X-\($0): 1" }.joined(separator: "\r\n"),
            "Cookie: " + String(repeating: "a=b; ", count: 10_000),
        ])
    func bigHead(field: String) async throws {
        let site = try await Self.site()
        let answer = try await Self.raw(site) { client in
            client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n\r\n")
            return client.rest()
        }
        #expect(!answer.hasPrefix("HTTP/1.1 200"))
    }

    @Test(
        "JSON that is a bomb is refused",
        arguments: [
            String(repeating: "[", count: 400_000),
            String(repeating: #"{"a":"#, count: 150_000),
            "{\"name\":" + String(repeating: "9", count: 500_000) + "}",
            "{" + (0..<60_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
            "{\"name\":\"" + String(repeating: "\\u0000", count: 150_000) + "\"}",
        ])
    func json(body: String) async throws {
        let site = try await Self.site()
        let answer = try await site.api(.post, "workspaces", body)
        #expect((400..<500).contains(answer.status.code))
    }

    @Test(
        "no path leads out of what is served",
        arguments: [
            "/assets/../../etc/passwd", "/assets/..%2f..%2fetc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/assets/....//etc/passwd", "/assets/%00", "//etc/passwd", "/assets/..%5c..%5cetc",
        ])
    func traversal(path: String) async throws {
        let site = try await Self.site()
        let answer = try await Self.raw(site) { client in
            client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return client.rest()
        }
        #expect(answer.hasPrefix("HTTP/1.1 4") && !answer.contains("root:"))
    }

    @Test("nothing that is typed becomes a header of ours")
    func headerInjection() async throws {
        let site = try await Self.site()
        try await site.member("ada@example.org")
        try await site.browse { browser in
            let next = "/account%0d%0aSet-Cookie:%20evil=1"
            try await browser.get("/sign-in?next=\(next)")
            let answer = try await browser.post(
                "/sign-in",
                [
                    "address": "ada@example.org", "password": OpenSite.password,
                    "next": "/account\r\nSet-Cookie: evil=1",
                ])
            #expect(!answer.headers[values: .setCookie].contains { $0.contains("evil") })
            #expect(answer.location == "/")
        }
        let trace = try await site.ask { client in
            try await client.execute(
                uri: "/healthz", method: .get,
                headers: try .named(["traceparent": "00-zz\u{1}zzzzzzzzzzzzzzzzzzzzzzzzzzzz-1-01"])
            ).named("Entrepot-Trace")
        }
        #expect(trace?.contains("zz") == false)
    }

    @Test("two lengths of one body are refused: nothing is smuggled past a proxy")
    func smuggling() async throws {
        let site = try await Self.site()
        let answer = try await Self.raw(site) { client in
            client.send(
                "POST /hooks/\(site.route) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            return client.rest()
        }
        #expect(!answer.contains("HTTP/1.1 200"))
    }

    @Test("a text that makes patterns go astray is answered like any other", .timeLimit(.minutes(5)))
    func patterns() async throws {
        let site = try await Self.site()
        try await site.member("ada@example.org")
        let bomb = String(repeating: "ab-", count: 1_500) + "!"
        try await site.browse { browser in
            try await browser.signIn("ada@example.org")
            try await browser.get("/account")
            let answer = try await browser.post("/account/profile", ["name": "Ada", "locale": bomb])
            #expect(answer.status == .unprocessableContent && answer.problem == "input.invalid")
            let found = try await browser.get("/?q=" + String(repeating: "%25_", count: 2_000))
            #expect(found.status.code < 500)
        }
    }
}
