import Foundation
import Store
import StorePostgres
import Testing
import Workbench

@Suite("A restart of the PostgreSQL server")
struct RestartTests {
    @Test("loses and doubles no transaction, and all connections come back", arguments: Engine.server)
    func restart(engine: Engine) async throws {
        let server = try ScratchServer()
        defer { server.stop() }
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
                try server.restart()
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
    private let folder: URL
    private static let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../bin/lib/postgres.sh").standardizedFileURL

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appending(
            path: "entrepot-pg-\(UUID().uuidString.prefix(8))")
        self.url = try Self.run("start", self.folder)
    }

    func restart() throws {
        _ = try Self.run("stop", self.folder)
        guard try Self.run("start", self.folder) == self.url else { throw Failed() }
    }

    func stop() {
        // What cannot be stopped or removed lies in the system's folder for temporary things.
        _ = try? Self.run("stop", self.folder)
        try? FileManager.default.removeItem(at: self.folder)
    }

    private static func run(_ word: String, _ folder: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = [self.script.path(), word, folder.path()]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
