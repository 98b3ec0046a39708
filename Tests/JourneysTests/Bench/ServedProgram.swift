import Foundation
import Synchronization
import Testing
import Wire

/// One `entrepot serve`, as an operator starts it: a process of its own, on a port of its own.
final class ServedProgram: Sendable {
    let port: Int
    private let environment: [String: String]
    private let log: URL
    private let process = Mutex<Process?>(nil)
    /// Patient: a machine under load is no fault of the program's.
    private let transport = HTTPTransport(
        HTTPTransportSettings(version: "test", contact: nil, connectTimeout: .seconds(120)))

    /// - Parameter environment: Its settings beside home, port and public address.
    init(home: URL, port: Int, environment: [String: String]) {
        self.port = port
        self.log = home.appending(path: "serve-\(port).log")
        self.environment = environment.merging([
            "ENTREPOT_HOME": home.path(), "ENTREPOT_PORT": "\(port)",
            "ENTREPOT_PUBLIC_ADDRESS": "http://127.0.0.1:\(port)",
        ]) { $1 }
    }

    /// Starts it, and waits until it answers.
    func start() async throws {
        _ = FileManager.default.createFile(atPath: self.log.path(), contents: nil)
        let process = Process()
        process.executableURL = URL(filePath: try #require(Program.path))
        process.arguments = ["serve"]
        process.environment = ProcessInfo.processInfo.environment.merging(self.environment) { $1 }
        let output = try FileHandle(forWritingTo: self.log)
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
        try await Self.waits("port \(self.port) to answer") {
            guard process.isRunning else { throw BenchError(description: "it ended: \(try self.said().suffix(2_000))") }
            return (try? await self.ask("GET", "/healthz").status) == 200
        }
    }

    /// The most memory that it ever held, in bytes; `nil` where the system does not say (`VmHWM`, proc_pid_status(5)).
    func peakMemory() -> Int? {
        guard let id = self.process.withLock({ $0?.processIdentifier }),
            let text = try? String(contentsOf: URL(filePath: "/proc/\(id)/status"), encoding: .utf8),
            let found = text.firstMatch(of: /VmHWM:\s+(\d+) kB/)
        else { return nil }
        return Int(found.output.1).map { $0 << 10 }
    }

    /// What it printed until now.
    func said() throws -> String { try String(decoding: Data(contentsOf: self.log), as: UTF8.self) }

    /// The token of the API that the first start of an installation shows.
    func firstToken() throws -> String {
        String(try #require(try self.said().firstMatch(of: /\n  (\S{30,})\n/)).output.1)
    }

    func ask(
        _ method: String, _ path: String, token: String? = nil, headers: [(name: String, value: String)] = [],
        body: String? = nil
    ) async throws -> HTTPReply {
        let url = try #require(URL(string: "http://127.0.0.1:\(self.port)\(path)"))
        return try await self.transport.send(
            HTTPCall(
                method, url, headers: headers + (token.map { [("Authorization", "Bearer \($0)")] } ?? []),
                body: body.map { Array($0.utf8) }, timeout: .seconds(120)))
    }

    /// Goes where a page leads, as a browser does.
    ///
    /// - Returns: The status of the last answer.
    func follow(_ page: String) async throws -> Int {
        var (next, status) = (URL(string: page), 0)
        for _ in 0..<6 {
            guard let address = next else { break }
            let reply = try await self.transport.send(HTTPCall("GET", address, timeout: .seconds(60)))
            status = reply.status
            guard (300..<400).contains(status), let location = reply[header: "location"] else { break }
            next = URL(string: location, relativeTo: address)
        }
        return status
    }

    /// Ends it as a fault does, and leaves nothing running.
    func end() async {
        if let process = self.process.withLock({ $0 }), process.isRunning { kill(process.processIdentifier, SIGKILL) }
        await self.transport.shutdown()
    }

    /// Asks again and again, for two minutes at most.
    static func waits(_ what: String, _ isDone: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end {
            if try await isDone() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BenchError(description: "waited in vain for \(what)")
    }
}
