import Foundation
import Testing

@testable import Wire

/// Python's `aiosmtpd`, which nobody here wrote, takes our letters (judges/mail_server.py).
@Suite(
    "Python's aiosmtpd",
    .enabled(
        if: MailJudge.isThere || MailJudge.mustRun,
        "ENTREPOT_JUDGE_PYTHON names no Python with aiosmtpd; see bin/setup --test"), .serialized)
struct MailServerTests {
    static let letter = MailMessage(
        to: "ada@example.org", subject: "Grüße aus Kiel", text: "One line.\n.\nA line after a dot alone.\n")

    private static func server(
        _ judge: MailJudge, _ security: SMTPServer.Security, port: Int, password: String = "se cret"
    ) -> SMTPServer {
        var server = SMTPServer(
            host: "localhost", port: port, security: security, from: "Entrepot <hub@example.org>",
            user: security == .startTLS ? "hub" : nil, password: { password })
        server.trusted = judge.certificate
        return server
    }

    @Test("reads what we wrote, under TLS and after our name and password")
    func tls() async throws {
        try await MailJudge.with { judge in
            let server = Self.server(judge, .startTLS, port: judge.ports[0])
            try await server.send(Self.letter, id: "1", at: Date(timeIntervalSince1970: 1_795_329_177))
            let letter = try #require(try judge.letters().first)
            #expect(letter.from == "hub@example.org" && letter.to == ["ada@example.org"])
            #expect(letter.subject == "Grüße aus Kiel")
            #expect(letter.text.replacing("\r\n", with: "\n") == Self.letter.text)
            #expect(letter.tls && letter.user == "hub")
        }
    }

    @Test("on this machine takes it without either")
    func plain() async throws {
        try await MailJudge.with { judge in
            let server = Self.server(judge, .none, port: judge.ports[1])
            try await server.send(Self.letter, id: "1", at: Date())
            #expect(try judge.letters().count == 1)
        }
    }

    @Test("gets nothing where its certificate is not trusted, or TLS is not offered; and we say why")
    func refused() async throws {
        try await MailJudge.with { judge in
            var distrusting = Self.server(judge, .startTLS, port: judge.ports[0])
            distrusting.trusted = nil
            let stripped = Self.server(judge, .startTLS, port: judge.ports[1])
            let wrong = Self.server(judge, .startTLS, port: judge.ports[0], password: "guess")
            let nobody = MailMessage(to: "nobody@example.org", subject: "x", text: "x")
            let open = Self.server(judge, .none, port: judge.ports[1])
            #expect(await Self.error { try await distrusting.send(Self.letter, id: "1", at: Date()) } == .insecure)
            #expect(await Self.error { try await stripped.send(Self.letter, id: "1", at: Date()) } == .insecure)
            #expect(await Self.error { try await wrong.send(Self.letter, id: "1", at: Date()) } == .unauthorized)
            #expect(await Self.error { try await open.send(nobody, id: "1", at: Date()) } == .refused(status: 550))
            let letters = try judge.letters()
            #expect(letters.isEmpty)
        }
    }

    @Test("that is not there is one that may come back")
    func absent() async throws {
        let server = SMTPServer(host: "127.0.0.1", port: 1, security: .none, from: "a@b.c")
        let error = await Self.error { try await server.send(Self.letter, id: "1", at: Date()) }
        #expect(error?.mayPass == true)
    }

    private static func error(_ body: () async throws -> Void) async -> MailError? {
        do {
            try await body()
            return nil
        } catch { return error as? MailError }
    }
}

/// The server as a process of its own.
struct MailJudge: Sendable {
    struct Letter: Decodable {
        var from: String
        var to: [String]
        var subject: String
        var text: String
        var tls: Bool
        var user: String?
    }

    static let python = ProcessInfo.processInfo.environment["ENTREPOT_JUDGE_PYTHON"]
    static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"
    static let isThere: Bool = {
        guard let python, FileManager.default.isExecutableFile(atPath: python) else { return false }
        // Where its packages lie, rather than asking it: a child would be waited for on a thread of the tests.
        let packages = URL(filePath: python).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "lib")
        let versions =
            (try? FileManager.default.contentsOfDirectory(at: packages, includingPropertiesForKeys: nil)) ?? []
        return versions.contains { version in
            ["aiosmtpd", "cryptography"].allSatisfy {
                FileManager.default.fileExists(atPath: version.appending(path: "site-packages/\($0)").path())
            }
        }
    }()

    let folder: URL
    /// With STARTTLS and a name; without both.
    let ports: [Int]

    var certificate: [UInt8]? {
        (try? Data(contentsOf: self.folder.appending(path: "certificate.pem"))).map { Array($0) }
    }

    func letters() throws -> [Letter] {
        let file = self.folder.appending(path: "letters")
        guard FileManager.default.fileExists(atPath: file.path()) else { return [] }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Letter.self, from: Data($0.utf8)) }
    }

    /// Starts it, waits until it listens (30 s at most), and ends it.
    static func with(_ body: (MailJudge) async throws -> Void) async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        let folder = FileManager.default.temporaryDirectory.appending(path: "entrepot-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/mail_server.py")
        let (process, input) = (Process(), Pipe())
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path(), folder.path()]
        process.standardInput = input
        try process.run()
        // It ends when its input does.
        defer { try? input.fileHandleForWriting.close() }
        let file = folder.appending(path: "ports")
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: file.path()) {
            try #require(process.isRunning)
            try await Task.sleep(for: .milliseconds(50))
        }
        let ports = try JSONDecoder().decode([Int].self, from: try Data(contentsOf: file))
        try await body(MailJudge(folder: folder, ports: ports))
    }
}
