import Foundation
import Synchronization

/// The hub as a process of its own, so that the demo can kill it like a power cut would.
final class DemoHub: Sendable {
    private let program: URL
    private let arguments: [String]
    private let environment: Mutex<[String: String]>
    private let log: URL
    private let process = Mutex<Process?>(nil)

    init(program: URL, arguments: [String], environment: [String: String], log: URL) {
        self.program = program
        self.arguments = arguments
        self.environment = Mutex(environment)
        self.log = log
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    }

    /// From the next start on.
    func add(environment: [String: String]) {
        self.environment.withLock { $0.merge(environment) { $1 } }
    }

    func start() throws {
        let output = try FileHandle(forWritingTo: self.log)
        output.seekToEndOfFile()
        let process = Process()
        process.executableURL = self.program
        process.arguments = self.arguments
        process.environment = ProcessInfo.processInfo.environment.merging(self.environment.withLock { $0 }) { $1 }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process.withLock { $0 = process }
    }

    var isRunning: Bool { self.process.withLock { $0?.isRunning ?? false } }

    /// `kill -9`: no farewell, no flush.
    func kill() {
        self.process.withLock { process in
            guard let process else { return }
            _ = Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    /// Asks it to stop, and waits.
    func stop() {
        self.process.withLock { process in
            guard let process, process.isRunning else { return }
            process.terminate()
            process.waitUntilExit()
        }
    }
}
