import Dispatch
import Foundation
import Testing
import Wire
import Workbench

/// The costly ones of issue 4's attacks against the built program, all at once, with its memory and its answers measured. That each is
/// refused is in `AttackTests`, `SignInTests` and their like.
@Suite("Attacks on the running program cost it little")
struct AttackJourney {
    /// Bytes that all of it together may add to the program's memory.
    static let memory = 200 << 20

    @Test(
        "bodies of a gigabyte, bombs of JSON, patterns and heads, guesses and slow clients, while others are served",
        .enabled(if: Program.mayRun, "the program is not built: bin/build, or set ENTREPOT_PROGRAM"))
    func all() async throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "attack-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: home) }
        let spare = try EchoingServer(.shop)
        spare.close()
        let program = ServedProgram(home: home, port: spare.port, environment: ["ENTREPOT_LOG_LEVEL": "warning"])
        try await program.start()
        do { try await Self.attack(program) } catch {
            await program.end()
            throw error
        }
        await program.end()
    }

    private static func attack(_ program: ServedProgram) async throws {
        try await ServedProgram.waits("the first token") { try program.said().contains("bearer token") }
        let token = try program.firstToken()
        let made = try await program.ask(
            "POST", "/api/v0/workspaces", token: token, body: #"{"name": "Atelier", "currency": "EUR"}"#)
        #expect(made.status == 201)
        let door = try await Door(program)
        _ = try await door.guess()
        let before = program.peakMemory()
        let slow = try (0..<200).map { _ in try RawClient(port: program.port) }
        defer { for client in slow { client.close() } }
        for client in slow { client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ") }
        let port = program.port
        try await withThrowingTaskGroup { group in
            for kind in Self.bodies { group.addTask { try await Self.gigabyte(port, kind, token) } }
            for bomb in Self.bombs {
                group.addTask {
                    let answer = try await program.ask("POST", "/api/v0/workspaces", token: token, body: bomb)
                    #expect((400..<500).contains(answer.status), "\(bomb.prefix(20))")
                }
            }
            for pattern in ["%25_", "a*", "(a%2B)%2B", "%5C"] {
                group.addTask {
                    let text = String(repeating: pattern, count: 1_500)
                    let answer = try await program.ask("GET", "/api/v0/stock?search=\(text)", token: token)
                    #expect(answer.status < 500, "\(pattern)")
                }
            }
            for _ in 0..<30 {
                group.addTask {
                    let status = try await door.guess()
                    #expect([401, 422, 429, 503].contains(status), "\(status)")
                }
            }
            // Somebody who means no harm is served meanwhile, each time.
            group.addTask {
                for _ in 0..<20 {
                    #expect(try await program.ask("GET", "/api/v0/stock", token: token).status == 200)
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await program.ask("GET", "/readyz").status == 200)
        if let before, let after = program.peakMemory() {
            #expect(after - before < Self.memory, "\((after - before) >> 20) MiB more")
        }
    }

    private enum Body: Sendable { case announced(String), chunked(String) }

    /// Where a gigabyte is sent: to whom nobody is known yet, and to who has a token.
    private static let bodies: [Body] = [
        .announced("/hooks/app/etsy"), .chunked("/hooks/app/etsy"), .announced("/sign-in"), .chunked("/sign-in"),
        .announced("/api/v0/workspaces"), .chunked("/api/v0/workspaces"), .announced("/api/v0/imports"),
    ]

    private static func gigabyte(_ port: Int, _ kind: Body, _ token: String) async throws {
        // A socket blocks: not on a thread that others wait for.
        let sent: Int = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let client = try RawClient(port: port)
                        defer { client.close() }
                        let path =
                            switch kind {
                            case .announced(let path), .chunked(let path): path
                            }
                        client.send("POST \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n")
                        var piece = [UInt8](repeating: 120, count: 1 << 20)
                        switch kind {
                        case .announced: client.send("Content-Length: 1073741824\r\n\r\n")
                        case .chunked:
                            client.send("Transfer-Encoding: chunked\r\n\r\n")
                            piece = Array("100000\r\n".utf8) + piece + Array("\r\n".utf8)
                        }
                        var sent = 0
                        for _ in 0..<1_024 {
                            let count = client.send(piece)
                            sent += count
                            if count < piece.count { break }
                        }
                        return sent
                    })
            }
        }
        // What lies in buffers on the way, and no more.
        #expect(sent < 64 << 20, "\(kind) took \(sent >> 20) MiB")
    }

    private static let bombs: [String] = [
        String(repeating: "[", count: 400_000), String(repeating: #"{"a":"#, count: 150_000),
        "{\"name\":" + String(repeating: "9", count: 500_000) + "}",
        "{" + (0..<60_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}",
        "{\"name\":\"" + String(repeating: "\\u0000", count: 150_000) + "\"}",
    ]
}

/// The sign-in form, as somebody has it who guesses.
private struct Door: Sendable {
    let program: ServedProgram
    let cookie: String
    let csrf: String

    init(_ program: ServedProgram) async throws {
        self.program = program
        let page = try await program.ask("GET", "/sign-in")
        self.cookie = try #require(page[header: "set-cookie"]).split(separator: ";").first.map(String.init) ?? ""
        let text = String(decoding: page.body, as: UTF8.self)
        self.csrf = String(try #require(text.firstMatch(of: /name="csrf" value="([^"]+)"/)).output.1)
    }

    /// - Returns: The status of the answer.
    func guess() async throws -> Int {
        try await self.program.ask(
            "POST", "/sign-in",
            headers: [("Cookie", self.cookie), ("Content-Type", "application/x-www-form-urlencoded")],
            body: "csrf=\(self.csrf)&address=ada%40example.org&password=wrong+lantern+mosaic"
        ).status
    }
}
