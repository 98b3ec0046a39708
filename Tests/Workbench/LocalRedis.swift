import Dispatch
import Foundation
public import Wire

/// A Redis server of one test's own, on a loopback port, that can be stopped, started again and emptied.
public final class LocalRedis {
    private static let program = [
        "/usr/bin/redis-server", "/usr/local/bin/redis-server", "/opt/homebrew/bin/redis-server",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// Where it is missing the tests say that they were skipped; in CI they run, and fail.
    public static var mayRun: Bool { Self.program != nil || ProcessInfo.processInfo.environment["CI"] == "true" }

    public let port: Int
    private let folder: URL
    private var process: Process?

    public init() async throws {
        self.folder = FileManager.default.temporaryDirectory.appending(path: "redis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: false)
        self.port = try Loopback.freePort()
        try await self.start()
    }

    public func client() -> RedisClient { RedisClient(RedisServer(host: "127.0.0.1", port: self.port)) }

    public func start() async throws {
        guard let program = Self.program else { throw Missing() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "--port", "\(self.port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir",
            self.folder.path(),
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        let port = self.port
        try await eventually {
            let client = RedisClient(RedisServer(host: "127.0.0.1", port: port))
            let answer = try? await client.ask([RedisCommand("PING")])
            await client.close()
            return answer == [.text("PONG")]
        }
    }

    /// At once, as a machine that fails: a kill cannot be held back.
    public func stop() {
        if let process { kill(process.processIdentifier, SIGKILL) }
        self.process = nil
    }

    public func remove() {
        self.stop()
        try? FileManager.default.removeItem(at: self.folder)
    }

    public struct Missing: Error {}
}

/// Plain sockets of this machine.
public enum Loopback {
    public struct Failed: Error {}

    public static func freePort() throws -> Int {
        let (socket, port) = try Self.listen(0)
        close(socket)
        return port
    }

    public static func listen(_ port: Int) throws -> (socket: Int32, port: Int) {
        #if canImport(Glibc)
            let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var yes: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, size) == 0 && Foundation.listen(socket, 16) == 0
                    && getsockname(socket, address, &size) == 0
            }
        }
        guard bound else { throw Failed() }
        return (socket, Int(in_port_t(bigEndian: address.sin_port)))
    }

    /// Listens in Redis's place and answers everybody with the same bytes.
    ///
    /// - Returns: What ends it.
    public static func answering(_ bytes: [UInt8], port: Int) throws -> @Sendable () -> Void {
        let (socket, _) = try Self.listen(port)
        DispatchQueue.global().async {
            while true {
                let client = accept(socket, nil, nil)
                guard client >= 0 else { return }
                _ = bytes.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                var rest = [UInt8](repeating: 0, count: 4_096)
                _ = recv(client, &rest, rest.count, 0)
                close(client)
            }
        }
        return {
            shutdown(socket, Int32(SHUT_RDWR))
            close(socket)
        }
    }
}
