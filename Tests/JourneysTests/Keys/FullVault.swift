import Commerce
import ConnectorKit
import Connectors
import Foundation
import Logging
import Operations
import Records
import Store
import StorePostgres
import Testing
import Vault
import Wire
import Workbench

/// An installation with very many sealed values, on a database and a key file that other processes open too.
struct FullVault: Sendable {
    /// Connections of one workspace; each has two sealed values.
    private static let perWorkspace = 500

    let hub: Installation
    private let database: String
    private let home: URL
    private let tenants: [UUID]
    private let engine: Engine

    init(_ engine: Engine, values: Int) async throws {
        self.engine = engine
        self.home = FileManager.default.temporaryDirectory.appending(path: "vault-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: self.home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        self.database = try await engine.makeDatabase(
            migrations: Schema.migrations, globalTables: Schema.globalTables)
        let source = MasterKeySource.file(path: self.home.appending(path: "master.key").path())
        self.hub = Installation(
            store: try engine.openStore(self.database), channels: [WooCommerce.channel],
            masters: MasterKeys(try .load(from: source, whenMissing: .create), source: source),
            transport: NoWire(), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await CheckMasterKeys().run(self.hub)
        var tenants: [UUID] = []
        var left = values / 2
        while left > 0 {
            let made = try await CreateWorkspace(name: "Studio \(tenants.count)", currency: .eur).run(self.hub)
            let tenant = try #require(UUID(uuidString: made.id))
            try await Self.fill(tenant, min(left, Self.perWorkspace), self.hub)
            left -= min(left, Self.perWorkspace)
            tenants.append(tenant)
        }
        self.tenants = tenants
    }

    private static func fill(_ tenant: UUID, _ count: Int, _ hub: Installation) async throws {
        let key = try await TenantKeys(hub).key(of: tenant)
        try await hub.store.write(as: tenant) { db in
            for number in 0..<count {
                let id = hub.id()
                try ConnectionRecords.insert(
                    db,
                    ConnectionRecord(
                        id: id, channel: "woocommerce", name: "Shop \(number)", address: "https://shop.example",
                        credentials: try Self.seal(.credentials, id, tenant, key),
                        webhookSecret: try Self.seal(.webhookSecret, id, tenant, key), createdAt: hub.now()))
            }
        }
    }

    private static func seal(
        _ column: SealedColumn, _ id: UUID, _ tenant: UUID, _ key: TenantKey
    ) throws -> [UInt8] {
        let text = column == .credentials ? #"{"secret":"\#(id.uuidString)"}"# : id.uuidString
        return try Vault.seal(Array(text.utf8), tenant: tenant, context: column.context(id), key: key)
    }

    func remove() async {
        await self.hub.store.close()
        try? FileManager.default.removeItem(at: self.home)
    }

    /// One read and, every tenth time, one write, as a server beside does them.
    func useOne(_ load: LoadCount) async throws {
        let turn = load.read()
        let tenant = self.tenants[turn * 7 % self.tenants.count]
        let desk = Desk(self.hub, tenant: tenant)
        let name = "Shop \(turn * 13 % 50)"
        let record = try #require(try await desk.read { try ConnectionRecords.find($0, name: name) })
        _ = try await Connections.webhookSecret(desk, record)
        guard turn % 10 == 1 else { return }
        _ = try await SetWebhookSecret(connection: name, secret: Secret("written beside \(turn)")).run(desk)
        load.wrote()
    }

    /// Changes the keys of all workspaces and the master key with the program itself, which is killed `count` times on its way.
    ///
    /// - Parameter first: After how long it is killed the first time; each kill comes later than the one before.
    /// - Returns: How many kills there were before it came to its end.
    func rotate(killing count: Int, first: Duration) async throws -> Int {
        var kills = 0
        for commands in [["--workspaces"], []] {
            var wait = first
            let share = kills + count / 2
            while kills < share {
                let status = try await self.program(["vault", "rotate"] + commands, killedAfter: wait)
                // One that came to its end before is begun anew, and killed sooner.
                kills += status == 0 ? 0 : 1
                wait = status == 0 ? wait / 2 : wait * 8 / 5
            }
            #expect(try await self.program(["vault", "rotate"] + commands, killedAfter: nil) == 0)
        }
        return kills
    }

    private func program(_ arguments: [String], killedAfter limit: Duration?) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Program.path))
        process.arguments = arguments + ["--home", self.home.path()]
        let address = self.engine == .sqlite ? "sqlite:" + self.database : self.database
        process.environment = ProcessInfo.processInfo.environment.merging(["ENTREPOT_DATABASE": address]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return try await withThrowingTaskGroup(of: Void.self) { group in
            let status: Int32 = try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
                do { try process.run() } catch { return continuation.resume(throwing: error) }
                let id = process.processIdentifier
                if let limit {
                    group.addTask {
                        try await Task.sleep(for: limit)
                        kill(id, SIGKILL)
                    }
                }
            }
            group.cancelAll()
            return status
        }
    }

    /// Opens every value as a process does that has just started.
    ///
    /// - Returns: How many there are.
    func openAll() async throws -> Int {
        let source = MasterKeySource.file(path: self.home.appending(path: "master.key").path())
        var hub = self.hub
        hub.masters = MasterKeys(try .load(from: source, whenMissing: .refuse), source: source)
        try await CheckMasterKeys().run(hub)
        var count = 0
        for tenant in self.tenants {
            let key = try await TenantKeys(hub).key(of: tenant)
            count += try await hub.store.read(as: tenant) { db in
                let records = try ConnectionRecords.all(db)
                for record in records {
                    for (column, sealed) in [
                        (SealedColumn.credentials, record.credentials), (.webhookSecret, record.webhookSecret),
                    ] {
                        _ = try Vault.open(
                            sealed, tenant: tenant, context: column.context(record.id), key: key)
                    }
                }
                return records.count * 2
            }
        }
        return count
    }

    /// The names of all keys that anything is under.
    func namesInUse() async throws -> Set<[UInt8]> {
        var names = Set(
            try await self.hub.store.system { db in
                try WrappedColumn.allCases.flatMap { try $0.counts(db).map(\.key) }
            })
        for tenant in self.tenants {
            names.formUnion(
                try await self.hub.store.read(as: tenant) { db in
                    try SealedColumn.allCases.filter { !$0.isGlobal }
                        .flatMap { try $0.counts(db, of: tenant).map(\.key) }
                })
        }
        return names
    }
}

/// Nobody is called.
struct NoWire: Transport {
    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply { throw .unreachable("nobody is called") }
}
