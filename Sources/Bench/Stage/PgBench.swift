import Foundation

/// PostgreSQL's own load generator, which sends statements as fast as the server takes them.
struct PgBench: Sendable {
    var program: String
    /// The database, as the role whose statements are measured.
    var url: String

    init(_ tools: Tools, url: String) throws {
        guard let program = tools.pgbench else { throw BenchError("pgbench is missing") }
        self.program = program
        self.url = url
    }

    /// Runs a script.
    ///
    /// - Parameters:
    ///   - script: in pgbench's own language.
    ///   - clients: connections, each sending one transaction after the other.
    ///   - length: how often each client runs it, or for how long.
    /// - Returns: scripts run per second, without the time it took to connect.
    func perSecond(
        _ script: String, clients: Int, threads: Int = 2, length: Length, settings: [String: String] = [:]
    ) async throws -> Double {
        try await Databases.withFolder { folder in
            let file = folder.appending(path: "script.sql")
            try script.write(to: file, atomically: true, encoding: .utf8)
            let words = try await Shell.text(
                self.program,
                ["-n", "-M", "prepared", "-c", "\(clients)", "-j", "\(min(threads, clients))"] + length.arguments
                    + settings.sorted { $0.key < $1.key }.flatMap { ["-D", "\($0.key)=\($0.value)"] }
                    + ["-f", file.path(percentEncoded: false), self.url])
            for line in words.split(separator: "\n") where line.hasPrefix("tps = ") {
                if let rate = Double(line.split(separator: " ")[2]) { return rate }
            }
            throw BenchError("pgbench said nothing that can be read: \(words.suffix(400))")
        }
    }

    enum Length: Sendable {
        case times(Int)
        case seconds(Int)

        var arguments: [String] {
            switch self {
            case .times(let count): ["-t", "\(count)"]
            case .seconds(let seconds): ["-T", "\(seconds)"]
            }
        }
    }
}
