import Foundation

/// Where the things are that are measured against. The environment says; what it does not say is looked for.
struct Tools: Sendable {
    /// The owner's URL of a scratch PostgreSQL, from `ENTREPOT_BENCH_POSTGRES`.
    let ownerURL: String?
    let pgbench: String?
    let cc: String?
    let python: String?
    /// The python of a virtual environment with peers in it, from `ENTREPOT_BENCH_PEERS`.
    let peers: String?
    /// The folder of the scripts that drive the peers, from `ENTREPOT_BENCH_SCRIPTS`.
    let peerScripts: String?
    /// The program `entrepot`, beside this one.
    let program: String?
    /// The commit that is measured, from `ENTREPOT_BENCH_COMMIT`.
    let commit: String

    init(environment: [String: String]) {
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let debian = (10...30).reversed().map { "/usr/lib/postgresql/\($0)/bin" }
        let brew = (10...30).reversed().map { "/opt/homebrew/opt/postgresql@\($0)/bin" }
        self.ownerURL = given("ENTREPOT_BENCH_POSTGRES")
        self.pgbench = Self.find("pgbench", in: [given("POSTGRES_BIN")].compactMap { $0 } + path + debian + brew)
        self.cc = Self.find("cc", in: path)
        self.python = Self.find("python3", in: path)
        self.peers = given("ENTREPOT_BENCH_PEERS").flatMap { Self.isProgram($0) ? $0 : nil }
        self.peerScripts = given("ENTREPOT_BENCH_SCRIPTS")
        let beside = Bundle.main.executableURL?.deletingLastPathComponent().path(percentEncoded: false)
        self.program = Self.find("entrepot", in: [beside].compactMap { $0 })
        self.commit = given("ENTREPOT_BENCH_COMMIT") ?? "unknown"
    }

    func hasPeer(_ name: String) -> Bool {
        guard let peers else { return false }
        let folder = URL(filePath: peers).deletingLastPathComponent().deletingLastPathComponent().appending(path: "lib")
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
        return versions.contains {
            FileManager.default.fileExists(atPath: folder.path(percentEncoded: false) + "/\($0)/site-packages/\(name)")
        }
    }

    private static func find(_ program: String, in folders: [String]) -> String? {
        folders.map { $0.hasSuffix("/") ? $0 + program : $0 + "/" + program }.first { self.isProgram($0) }
    }

    private static func isProgram(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
}
