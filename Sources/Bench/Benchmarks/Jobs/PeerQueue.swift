import Foundation
import StorePostgres

/// Job engines from PyPI with their own workers, two processes of them, on the same server.
struct PeerQueue: Sendable {
    private let python: String
    private let scripts: String
    private let url: String

    init(_ tools: Tools, _ database: Databases.Postgres) throws {
        guard let python = tools.peers, let scripts = tools.peerScripts else {
            throw BenchError("the peers are not installed")
        }
        self.python = python
        self.scripts = scripts
        // Their tables stand in the database beside ours.
        self.url = database.ownerURL
    }

    /// Jobs a second, none of which does anything.
    func measure(_ peer: String, jobs: Int) async throws -> Double {
        let words = try await Shell.text(
            self.python, ["\(self.scripts)/\(peer)_peer.py", self.url, "measure", "\(jobs)"])
        guard let last = words.split(separator: "\n").last, let rate = Double(last) else {
            throw BenchError("\(peer) said nothing that can be read: \(words.suffix(300))")
        }
        return rate
    }
}
