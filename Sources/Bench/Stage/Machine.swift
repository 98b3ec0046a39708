import Foundation
import Store
import StorePostgres

/// What the figures were measured on.
struct Machine: Sendable, Codable {
    var processor: String
    var cores: Int
    var memoryGB: Int
    var system: String
    /// How long a small write takes to be safe on the disk: median of 50, in milliseconds.
    var flushMilliseconds: Double
    var postgres: String?
    var commit: String
    /// Day of the run, UTC.
    var day: String

    static func look(_ tools: Tools) async -> Machine {
        let flush = Self.flush()
        var version: String?
        if let owner = tools.ownerURL {
            version = try? await PostgresStore.query("SHOW server_version", ownerURL: owner).first?.get(0)
        }
        let info = ProcessInfo.processInfo
        return Machine(
            processor: Self.line("/proc/cpuinfo", "model name") ?? "unknown processor",
            cores: info.activeProcessorCount, memoryGB: Int((Double(info.physicalMemory) / 1e9).rounded()),
            system: info.operatingSystemVersionString, flushMilliseconds: flush, postgres: version,
            commit: tools.commit, day: String(Date().ISO8601Format().prefix(10)))
    }

    var sentence: String {
        "\(self.processor), \(self.cores) cores, \(self.memoryGB) GB, \(self.system), a disk flush takes "
            + "\(Number.text(self.flushMilliseconds)) ms"
            + (self.postgres.map { ", PostgreSQL \($0)" } ?? "") + ", commit \(self.commit), \(self.day)"
    }

    var stamp: String { "\(self.commit), \(self.day)" }

    /// A page written and flushed, as a database's log does it.
    private static func flush() -> Double {
        let path = FileManager.default.temporaryDirectory.path(percentEncoded: false) + "/entrepot-flush-\(getpid())"
        let file = open(path, O_CREAT | O_RDWR, 0o600)
        guard file >= 0 else { return .nan }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 7, count: 8_192)
        let times = (0..<50).map { _ in
            ContinuousClock().measure {
                _ = pwrite(file, page, page.count, 0)
                _ = fsync(file)
            } / .milliseconds(1)
        }
        return times.quantile(0.5)
    }

    private static func line(_ file: String, _ key: String) -> String? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
