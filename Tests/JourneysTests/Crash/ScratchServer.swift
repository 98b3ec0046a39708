import Foundation
import Records
import Store
import StorePostgres

/// A PostgreSQL of this test's own, by `bin/lib/postgres.sh`, whose commits outlast a fall.
struct ScratchServer {
    let folder: URL
    let url: String

    private static var script: String {
        // Tests run in the package's folder, or in one that links to its sources.
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        return file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "bin/lib/postgres.sh").path()
    }

    static func start() async throws -> ScratchServer {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "entrepot-pg-\(UUID().uuidString.prefix(8))")
        return ScratchServer(folder: folder, url: try await self.up(folder))
    }

    private static func up(_ folder: URL) async throws -> String {
        let run = try await Program.run(
            "/bin/bash", [self.script, "start", folder.path()], environment: ["FSYNC": "on"])
        let text = run.text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard run.status == 0, text.hasPrefix("postgres://") else { throw BenchError(description: run.text) }
        return text
    }

    /// A migrated database, connected as the program connects.
    func makeStore() async throws -> any Store {
        try PostgresStore(url: try await self.makeDatabase().app, poolSize: 8)
    }

    /// A migrated database: the addresses of its owner, and of the role that serves.
    ///
    /// - Parameter password: What the role that serves is given; the server asks nobody for one.
    func makeDatabase(password: String? = nil) async throws -> (owner: String, app: String) {
        let database = "entrepot_crash"
        try await PostgresStore.run("CREATE DATABASE \(database)", ownerURL: self.url)
        let owner = try PostgresStore.url(self.url, database: database)
        _ = try await PostgresStore.migrate(
            ownerURL: owner, migrations: Schema.migrations, globalTables: Schema.globalTables, appPassword: password)
        let app = try PostgresStore.url(self.url, database: database, role: "entrepot_app", password: password)
        return (owner, app)
    }

    /// What it wrote into its own log.
    var log: Data { get throws { try Data(contentsOf: self.folder.appending(path: "data/server.log")) } }

    /// Stops it in order: who is connected is sent away.
    func stop() async throws {
        let run = try await Program.run("/bin/bash", [Self.script, "stop", self.folder.path()])
        guard run.status == 0 else { throw BenchError(description: run.text) }
    }

    /// Starts it again, on the same port.
    func start() async throws {
        guard try await Self.up(self.folder) == self.url else {
            throw BenchError(description: "it came back on another port")
        }
    }

    /// The command by which it falls at once, as at a power cut, and comes back on the same port.
    var fall: String { "FSYNC=on /bin/bash '\(Self.script)' fall '\(self.folder.path())'" }

    func restart() async throws {
        let run = try await Program.run(
            "/bin/bash", ["-c", self.fall])
        guard run.status == 0 else { throw BenchError(description: run.text) }
    }

    func remove() {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = [Self.script, "stop", self.folder.path()]
        if (try? process.run()) != nil { process.waitUntilExit() }
        try? FileManager.default.removeItem(at: self.folder)
    }
}
