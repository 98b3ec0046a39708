import Foundation
import Testing
import Wire

@Suite("The network")
struct HTTPTransportTests {
    /// Runs `body` against a server of its own and closes both ends.
    private func served<Result: Sendable>(
        _ settings: HTTPTransportSettings = HTTPTransportSettings(version: "0.1", contact: "https://hub.example"),
        _ body: (HTTPTransport, Int) async throws -> Result
    ) async throws -> Result {
        let server = try await LoopbackServer()
        let transport = HTTPTransport(settings)
        do {
            let result = try await body(transport, server.port)
            await transport.shutdown()
            try await server.close()
            return result
        } catch {
            await transport.shutdown()
            try await server.close()
            throw error
        }
    }

    /// Time is the subject of two tests only; in the others a starved machine may take as long as it needs.
    private func call(
        _ port: Int, _ path: String, limit: Int = 1 << 20, timeout: Duration = .seconds(120)
    ) throws -> HTTPCall {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        return HTTPCall("GET", url, timeout: timeout, answerLimit: limit)
    }

    @Test("sends what was meant, as who we are, with the trace")
    func echo() async throws {
        let trace = try #require(Trace("0af7651916cd43dd8448eb211c80319c"))
        let text = try await self.served { transport, port in
            let url = try #require(URL(string: "http://127.0.0.1:\(port)/a%20b?x=%26%2F%C3%BC&y=1"))
            let call = HTTPCall("PUT", url, headers: [("x-one", "1")], body: Array("body ü".utf8))
            let reply = try await CallContext.$trace.withValue(trace) { try await transport.send(call) }
            #expect(reply.status == 200 && reply[header: "X-Kind"] == "echo")
            return String(decoding: reply.body, as: UTF8.self)
        }
        #expect(text.hasPrefix("PUT /a%20b?x=%26%2F%C3%BC&y=1\n"))
        #expect(text.hasSuffix("\n\nbody ü"))
        #expect(text.contains("x-one: 1") && text.contains("user-agent: Entrepot/0.1 (+https://hub.example)"))
        #expect(text.contains("traceparent: 00-0af7651916cd43dd8448eb211c80319c-"))
    }

    @Test("does not send what could still be on its way when nobody counts on it any more")
    func tooLate() async throws {
        try await self.served { transport, port in
            let call = try self.call(port, "/echo", timeout: .seconds(100))
            await #expect(throws: TransportError.late) {
                try await CallContext.$endsBy.withValue(transport.uptime + .seconds(90)) {
                    try await transport.send(call)
                }
            }
            let reply = try await CallContext.$endsBy.withValue(transport.uptime + .seconds(600)) {
                try await transport.send(call)
            }
            #expect(reply.status == 200)
        }
    }

    @Test("does not follow redirects")
    func redirect() async throws {
        let reply = try await self.served { try await $0.send(try self.call($1, "/redirect")) }
        #expect(reply.status == 302 && reply[header: "Location"] == "/echo")
    }

    @Test("cuts an answer off at its limit, announced or not", arguments: ["/huge", "/announced"])
    func tooLarge(path: String) async throws {
        await #expect(throws: TransportError.tooLarge) {
            try await self.served { try await $0.send(try self.call($1, path)) }
        }
    }

    @Test("reads 50 MB where they are allowed")
    func allowed() async throws {
        let reply = try await self.served { transport, port in
            try await transport.send(try self.call(port, "/huge", limit: 64 << 20))
        }
        #expect(reply.status == 200 && reply.body.count == 800 * 64 << 10)
    }

    @Test("is interrupted when no whole answer comes in time", arguments: ["/silent", "/half"])
    func late(path: String) async throws {
        await #expect(throws: TransportError.interrupted) {
            try await self.served { try await $0.send(try self.call($1, path, timeout: .milliseconds(300))) }
        }
    }

    @Test("is interrupted when the connection breaks after the request", arguments: ["/cut", "/hangup"])
    func broken(path: String) async throws {
        await #expect(throws: TransportError.interrupted) {
            try await self.served { try await $0.send(try self.call($1, path)) }
        }
    }

    @Test("knows that nothing was sent when nobody listens")
    func refused() async throws {
        let server = try await LoopbackServer()
        try await server.close()
        try await self.unreachable("http://127.0.0.1:\(server.port)/")
        try await self.unreachable("http://localhost:\(server.port)/")
    }

    @Test("knows that nothing was sent when the name is unknown")
    func unknownName() async throws { try await self.unreachable("https://shop.invalid/?secret=1") }

    @Test("knows that nothing was sent when the other side speaks no TLS")
    func noTLS() async throws {
        let server = try await LoopbackServer()
        try await self.unreachable("https://127.0.0.1:\(server.port)/")
        try await server.close()
    }

    private func unreachable(_ address: String) async throws {
        let transport = HTTPTransport(HTTPTransportSettings(version: "0.1", contact: nil, connectTimeout: .seconds(3)))
        let url = try #require(URL(string: address))
        let error = await #expect(throws: TransportError.self) { try await transport.send(HTTPCall("GET", url)) }
        await transport.shutdown()
        guard case .unreachable(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!text.contains("secret") && text.contains(url.host() ?? "?"))
    }

    @Test(
        "does not call what may not be called",
        arguments: [
            "http://shop.example/", "http://10.1.2.3/", "http://127.0.0.1.example.com/", "http://127.0.0.256/",
            "ftp://shop.example/", "https://user:secret@shop.example/", "https://elsewhere.example/", "/relative",
        ])
    func forbidden(address: String) async throws {
        let rule = AddressRule { $0 == "shop.example" || AddressRule.isLoopback($0) }
        let url = try #require(URL(string: address))
        let error = #expect(throws: TransportError.self) { try rule.check(url) }
        guard case .forbidden(let text) = error else { return #expect(Bool(false)) }
        #expect(!text.contains("secret"))
    }

    @Test(
        "calls HTTPS on the list and plain HTTP on this machine",
        arguments: [
            "https://shop.example/", "http://127.0.0.1:80/", "http://127.9.9.9/", "http://[::1]:8080/",
            "http://LOCALHOST/",
        ])
    func allowedAddress(address: String) throws {
        let rule = AddressRule { $0 == "shop.example" || AddressRule.isLoopback($0) }
        try rule.check(try #require(URL(string: address)))
    }
}
