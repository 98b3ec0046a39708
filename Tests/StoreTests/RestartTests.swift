import Foundation
import Store
import StorePostgres
import Testing
import Workbench

@Suite("A restart of the PostgreSQL server")
struct RestartTests {
    @Test("loses and doubles no transaction, and all connections come back", arguments: Engine.server)
    func restart(engine: Engine) async throws {
        let server = try await ScratchServer.start()
        let ended: Result<Void, any Error>
        do { ended = .success(try await self.work(on: server)) } catch { ended = .failure(error) }
        await server.stop()
        try ended.get()
    }

    private func work(on server: ScratchServer) async throws {
        try await PostgresStore.migrate(
            ownerURL: server.url, migrations: Fixture.migrations, globalTables: Fixture.globalTables)
        let store = try PostgresStore(
            url: server.url.replacing("postgres@", with: "entrepot_app@"), poolSize: 8,
            reconnect: RetryPolicy(attempts: 30, backoff: Backoff(base: .milliseconds(200), cap: .seconds(1))))
        let (done, unanswered) = (Record<String>(), Record<String>())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<200 {
                        let name = "\(worker)-\(number)"
                        do {
                            try await store.system { try $0.execute("INSERT INTO note (name) VALUES (\(name))") }
                            done.add(name)
                        } catch let error as StoreError where error.code == "commit unanswered" {
                            unanswered.add(name)
                        }
                    }
                }
            }
            group.addTask {
                try await eventually { done.all.count > 200 }
                try await server.restart()
            }
            try await group.waitForAll()
        }
        let names = Set(
            try await store.system { try $0.query("SELECT name FROM note").map { try $0.get(0) as String } })
        #expect(names.isSuperset(of: done.all))
        #expect(names.subtracting(done.all).isSubset(of: unanswered.all))
        #expect(done.all.count + unanswered.all.count == 1_600)
        await store.close()
    }
}

/// A server of a test's own, to be stopped and started.
struct ScratchServer: Sendable {
    struct Failed: Error {}

    let url: String
    let folder: URL
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../bin/lib/postgres.sh").standardizedFileURL

    static func start() async throws -> ScratchServer {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "entrepot-pg-\(UUID().uuidString.prefix(8))")
        return ScratchServer(url: try await self.run("start", folder), folder: folder)
    }

    func restart() async throws {
        _ = try await Self.run("stop", self.folder)
        guard try await Self.run("start", self.folder) == self.url else { throw Failed() }
    }

    func stop() async {
        // What cannot be stopped or removed lies in the system's folder for temporary things.
        _ = try? await Self.run("stop", self.folder)
        try? FileManager.default.removeItem(at: self.folder)
    }

    /// The last line it says: the server's address, where it starts.
    private static func run(_ word: String, _ folder: URL) async throws -> String {
        let run = try await ChildProgram.run("/bin/bash", [self.script.path(), word, folder.path()])
        guard run.status == 0 else { throw Failed() }
        return run.text.split(separator: "\n").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }
}
