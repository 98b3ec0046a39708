import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

/// Judged by `moto`, whose queues check what AWS checks: the signature, the user's rights, the protocol.
@Suite(
    "A queue that we did not write",
    .enabled(
        if: QueueJudge.isThere || QueueJudge.mustRun,
        "ENTREPOT_JUDGE_PYTHON names no Python with moto; see bin/setup --test"), .serialized)
struct AmazonQueueJudgeTests {
    private static let bodies = (1...13).map { number in
        AmazonNoticeTests.order.replacing("903-8868176-2219830", with: "903-8868176-00000\(10 + number)")
    }

    private static func with(_ bodies: [String], _ body: (QueueJudge, HTTPTransport) async throws -> Void) async throws
    {
        let transport = HTTPTransport(HTTPTransportSettings(version: "test", contact: nil))
        do { try await QueueJudge.with(bodies) { try await body($0, transport) } } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    @Test("what lies in it is received ten at a time, and stays until it is taken off")
    func received() async throws {
        try await Self.with(Self.bodies) { judge, transport in
            let queue = try judge.queue(judge.server.key, judge.server.secret, transport)
            #expect(try await queue.waiting() == 13)
            var named: Set<String> = []
            var receipts: [QueuedNotice] = []
            while receipts.count < 13 {
                let some = try await queue.receive(wait: .seconds(2))
                try #require(!some.isEmpty && some.count <= 10)
                for message in some {
                    guard case .order(let key) = message.notice else { return #expect(Bool(false)) }
                    named.insert(key)
                    #expect(message.shop == "A3TH9S8BH6GOGM")
                }
                receipts += some
            }
            #expect(named.count == 13)
            #expect(try await judge.left() == 13)
            try await queue.remove(receipts)
            #expect(try await judge.left() == 0)
            #expect(try await queue.receive(wait: .zero) == [])
        }
    }

    @Test("a message that nobody takes off comes again")
    func again() async throws {
        try await Self.with([Self.bodies[0]]) { judge, transport in
            let queue = try judge.queue(judge.server.key, judge.server.secret, transport)
            let first = try await queue.receive(wait: .seconds(1))
            let second = try await queue.receive(wait: .seconds(5))
            #expect(first.map(\.notice) == second.map(\.notice) && first.count == 1)
            #expect(first.map(\.receipt) != second.map(\.receipt))
        }
    }

    @Test("keys that are wrong, rights that are missing and a queue that is gone are told apart")
    func refused() async throws {
        try await Self.with([]) { judge, transport in
            func code(_ key: String, _ secret: String, _ name: String = "entrepot") async -> String? {
                do {
                    _ = try await judge.queue(key, secret, transport, name: name).waiting()
                } catch ConnectorError.refused(let code, "queue", let message) {
                    #expect(!message.contains(secret))
                    return code
                } catch {
                    return "\(error)"
                }
                return nil
            }
            let server = judge.server
            #expect(await code(server.key, String(server.secret.reversed())) == "queue-key")
            #expect(await code("AKIANOBODYHASTHISKEY", server.secret) == "queue-key")
            #expect(await code(server.strangerKey, server.strangerSecret) == "queue-right")
            #expect(await code(server.key, server.secret, "another") == "no-queue")
            #expect(await code(server.key, server.secret) == nil)
        }
    }
}

/// The judge, running.
struct QueueJudge {
    struct Server: Decodable {
        var queue: String
        var key: String
        var secret: String
        var strangerKey: String
        var strangerSecret: String
    }

    static let python = ProcessInfo.processInfo.environment["ENTREPOT_JUDGE_PYTHON"]
    static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"
    static let isThere: Bool = {
        guard let python, FileManager.default.isExecutableFile(atPath: python) else { return false }
        let packages = URL(filePath: python).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "lib")
        let versions =
            (try? FileManager.default.contentsOfDirectory(at: packages, includingPropertiesForKeys: nil)) ?? []
        return versions.contains {
            FileManager.default.fileExists(atPath: $0.appending(path: "site-packages/moto").path())
        }
    }()

    let server: Server
    private let folder: URL
    private let input: FileHandle

    func queue(
        _ key: String, _ secret: String, _ transport: any Transport, name: String = "entrepot"
    ) throws -> any NoticeQueue {
        let address = try #require(URL(string: self.server.queue)).deletingLastPathComponent().appending(path: name)
        let opening = try #require(Amazon.channel.queue)
        return try opening(ChannelQueue(address: address, keyID: key, secret: secret), transport, { Date() })
    }

    /// How many messages were not taken off.
    func left() async throws -> Int {
        let asked = try FileManager.default.contentsOfDirectory(atPath: self.folder.path())
            .count { $0.hasPrefix("left-") }
        try self.input.write(contentsOf: Data("\n".utf8))
        return try await Self.read(Int.self, self.folder.appending(path: "left-\(asked)"))
    }

    /// Starts it, waits until it listens (60 s at most), and ends it.
    static func with(_ bodies: [String], _ body: (QueueJudge) async throws -> Void) async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        let folder = FileManager.default.temporaryDirectory.appending(path: "entrepot-queue-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "judges/sqs_server.py")
        let (process, input) = (Process(), Pipe())
        process.executableURL = URL(filePath: python)
        process.arguments = [script.path(), folder.path()]
        process.standardInput = input
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        // It ends when its input does.
        defer { try? input.fileHandleForWriting.close() }
        try input.fileHandleForWriting.write(contentsOf: try JSONEncoder().encode(bodies) + Data("\n".utf8))
        let server = try await Self.read(Server.self, folder.appending(path: "server")) { process.isRunning }
        try await body(QueueJudge(server: server, folder: folder, input: input.fileHandleForWriting))
    }

    private static func read<Value: Decodable>(
        _ type: Value.Type, _ file: URL, while isRunning: () -> Bool = { true }
    ) async throws -> Value {
        for _ in 0..<1_200 where !FileManager.default.fileExists(atPath: file.path()) {
            try #require(isRunning())
            try await Task.sleep(for: .milliseconds(50))
        }
        return try JSONDecoder().decode(type, from: try Data(contentsOf: file))
    }
}
