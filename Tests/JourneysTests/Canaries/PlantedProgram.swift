import Foundation
import Logging
import Operations
import Records
import Store
import StorePostgres
import Synchronization
import Testing
import Vault
import Wire
import Workbench

/// The built program with a canary in every secret that it is given, its database, and whatever it let out.
final class PlantedProgram: Sendable {
    static let planted = [
        "database.password", "master-key", "redis.password", "mail.password", "etsy.webhook-secret", "owner.password",
        "wrong.password", "woo.key", "woo.secret", "woo.webhook-secret", "shop.secret",
    ]

    let engine: Engine
    let haul = Haul()
    let home: URL
    let port: Int
    let mail: EchoingServer
    let redis: EchoingServer
    let shop: EchoingServer
    /// A PostgreSQL of its own, to be stopped and started; `nil` on SQLite.
    let server: ScratchServer?
    private let database: String
    /// The database's owner; of no meaning on SQLite.
    private let owner: String
    private let environment: [String: String]
    private let fieldState: Mutex<CanaryField>
    private let serving = Mutex<Process?>(nil)
    private let transport: HTTPTransport

    /// What is looked for: what was planted, and what the program made.
    var field: CanaryField { self.fieldState.withLock { $0 } }
    func watch(_ name: String, _ text: String) { self.fieldState.withLock { $0.watch(name, Secret(text)) } }
    func secret(_ name: String) throws -> String { try #require(self.field[name]).reveal() }
    private var log: URL { self.home.appending(path: "serve.log") }

    /// - Parameter app: The installation's keys at Etsy, as the twin knows them.
    init(_ engine: Engine, port: Int, app: (key: String, secret: String)) async throws {
        self.engine = engine
        self.port = port
        var field = CanaryField(Self.planted)
        self.mail = try EchoingServer(.mail)
        self.redis = try EchoingServer(.redis)
        self.shop = try EchoingServer(.shop)
        self.home = FileManager.default.temporaryDirectory.appending(path: "canary-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: self.home, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        if engine == .postgres {
            let server = try await ScratchServer.start()
            self.server = server
            (self.owner, self.database) = try await server.makeDatabase(password: field["database.password"]?.reveal())
        } else {
            let file = try await engine.makeDatabase(migrations: Schema.migrations, globalTables: Schema.globalTables)
            (self.server, self.owner, self.database) = (nil, "", "sqlite:" + file)
        }
        // 32 bytes that are letters, so that they are recognized as they are, in hex and in base64.
        let master = String((field["master-key"]?.reveal() ?? "").suffix(32))
        field.watch("master-key", Secret(master))
        field.watch("etsy.shared-secret", Secret(app.secret))
        self.environment = [
            "ENTREPOT_HOME": self.home.path(), "ENTREPOT_DATABASE": self.database,
            "ENTREPOT_MASTER_KEY": Data(master.utf8).base64EncodedString(),
            "ENTREPOT_REDIS": "redis://127.0.0.1:\(self.redis.port)/0",
            "ENTREPOT_REDIS_PASSWORD": field["redis.password"]?.reveal() ?? "",
            "ENTREPOT_MAIL": "smtp://hub@127.0.0.1:\(self.mail.port)", "ENTREPOT_MAIL_FROM": "hub@example.org",
            "ENTREPOT_MAIL_PASSWORD": field["mail.password"]?.reveal() ?? "",
            "ENTREPOT_ETSY_KEYSTRING": app.key, "ENTREPOT_ETSY_SHARED_SECRET": app.secret,
            "ENTREPOT_ETSY_WEBHOOK_SECRET": field["etsy.webhook-secret"]?.reveal() ?? "",
            "ENTREPOT_PORT": "\(port)", "ENTREPOT_PUBLIC_ADDRESS": "http://127.0.0.1:\(port)",
            "ENTREPOT_LOG_LEVEL": "trace",
        ]
        self.fieldState = Mutex(field)
        self.transport = HTTPTransport(HTTPTransportSettings(version: "test", contact: nil))
    }

    func remove() async {
        if let process = self.serving.withLock({ $0 }), process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for server in [self.mail, self.redis, self.shop] { server.close() }
        await self.transport.shutdown()
        self.server?.remove()
        try? FileManager.default.removeItem(at: self.home)
    }

    // MARK: The program

    /// Starts `serve`, and waits until it says that it is open.
    func serve() async throws {
        _ = FileManager.default.createFile(atPath: self.log.path(), contents: nil)
        let process = try self.process(["serve"], [:], FileHandle(forWritingTo: self.log))
        try process.run()
        self.serving.withLock { $0 = process }
        try await Self.waits("the program to open") {
            try self.said().contains("Open this link")
        }
    }

    /// Asks again and again, for two minutes at most.
    static func waits(_ what: String, _ isDone: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while ContinuousClock.now < end {
            if try await isDone() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BenchError(description: "waited in vain for \(what)")
    }

    /// What `serve` printed until now.
    func said() throws -> String { try String(decoding: Data(contentsOf: self.log), as: UTF8.self) }

    var isRunning: Bool { self.serving.withLock { $0?.isRunning ?? false } }

    /// What other users of the machine see of it.
    func arguments() throws -> String {
        let id = self.serving.withLock { $0?.processIdentifier ?? 0 }
        return String(decoding: try Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline")), as: UTF8.self)
    }

    /// Asks it to stop, and waits until it has.
    func stop() async throws {
        let process = try #require(self.serving.withLock { $0 })
        process.terminate()
        try await Self.waits("the program to stop") { !process.isRunning }
    }

    /// Runs a command of it to its end, and keeps all that it prints.
    ///
    /// - Returns: What it printed.
    @discardableResult
    func run(
        _ arguments: [String], with environment: [String: String] = [:], shows shown: Set<String> = []
    ) async throws -> String {
        let file = self.home.appending(path: "\(UUID().uuidString).out")
        _ = FileManager.default.createFile(atPath: file.path(), contents: nil)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = try self.process(arguments, environment, FileHandle(forWritingTo: file))
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let text = try String(decoding: Data(contentsOf: file), as: UTF8.self)
        #expect(process.terminationReason == .exit, "crashed: \(arguments) \(text.suffix(500))")
        self.haul.add("command \(arguments.joined(separator: " "))", text, shows: shown)
        return text
    }

    private func process(
        _ arguments: [String], _ environment: [String: String], _ output: FileHandle
    ) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: try #require(Program.path))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(self.environment) { $1 }
            .merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        return process
    }

    // MARK: HTTP

    /// Asks it something, and keeps status, headers and body of the answer. Session cookies are set on purpose, in no other header.
    func ask(
        _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: String? = nil,
        shows shown: Set<String> = []
    ) async throws -> HTTPReply {
        let url = try #require(URL(string: "http://127.0.0.1:\(self.port)\(path)"))
        let reply = try await self.transport.send(
            HTTPCall(method, url, headers: headers, body: body.map { Array($0.utf8) }, timeout: .seconds(600)))
        let told = reply.headers.filter { $0.name.lowercased() != "set-cookie" }
        self.haul.add(
            "answer to \(method) \(path.prefix { $0 != "?" })",
            "\(reply.status)\n\(told)\n" + String(decoding: reply.body, as: UTF8.self), shows: shown)
        return reply
    }

    /// Goes where a consent leads, as a browser does.
    func follow(_ page: String) async throws {
        var next = URL(string: page)
        for _ in 0..<6 {
            guard let address = next else { return }
            let reply = try await self.transport.send(HTTPCall("GET", address, timeout: .seconds(60)))
            if address.port == self.port {
                self.haul.add("answer to the consent", String(decoding: reply.body, as: UTF8.self))
            }
            guard (300..<400).contains(reply.status), let location = reply[header: "location"] else { return }
            next = URL(string: location, relativeTo: address)
        }
    }

    // MARK: What it keeps

    /// The database as a thief has it, and every file beside it.
    func keepWhatIsStored() async throws {
        if self.engine == .postgres {
            let owner = self.owner
            let tables = try await PostgresStore.query(
                "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", ownerURL: owner
            ).map { try $0.get(0, as: String.self) }
            for table in tables {
                let name = SQLQuery(stringLiteral: table)
                let rows = try await PostgresStore.query("SELECT t::text FROM \(name) t", ownerURL: owner)
                let text = try rows.map { try $0.get(0, as: String.self) }.joined(separator: "\n")
                self.haul.add("table \(table)", text)
            }
            if let server { self.haul.add("log of the database", try server.log) }
        } else {
            let path = String(self.database.dropFirst("sqlite:".count))
            for end in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + end) {
                self.haul.add("database file\(end)", try Data(contentsOf: URL(filePath: path + end)))
            }
        }
        let files = try FileManager.default.contentsOfDirectory(at: self.home, includingPropertiesForKeys: nil)
        for file in files where !["serve.log", "fernet.key"].contains(file.lastPathComponent) {
            self.haul.add("file \(file.lastPathComponent)", try Data(contentsOf: file))
        }
    }

    /// Everything that is sealed in the database, opened: what the program made or was given by a shop, to be looked for too.
    func watchWhatIsSealed() async throws {
        let source = MasterKeySource.variable(Secret(self.environment["ENTREPOT_MASTER_KEY"] ?? ""))
        let path = self.engine == .sqlite ? String(self.database.dropFirst("sqlite:".count)) : self.database
        let store = try self.engine.openStore(path)
        let hub = Installation(
            store: store, channels: [],
            masters: MasterKeys(try .load(from: source, whenMissing: .refuse), source: source),
            transport: NoWire(), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        for tenant in try await store.system({ try TenantRecords.all($0).map(\.id) }) {
            let key = try await TenantKeys(hub).key(of: tenant)
            let sealed = try await store.read(as: tenant) { db in
                try [SealedColumn.credentials, .webhookSecret, .tokens].flatMap { column in
                    try column.rows(db, of: tenant, beyond: nil, limit: 100).map { (column, $0.id, $0.sealed) }
                }
            }
            for (column, id, bytes) in sealed {
                let opened = try Vault.open(bytes, tenant: tenant, context: column.context(id), key: key)
                let text = String(decoding: opened, as: UTF8.self)
                for (number, word) in text.split(whereSeparator: { "\"{},:[] ".contains($0) }).enumerated()
                where word.count >= 20 && !word.hasPrefix("http") && word.contains(where: \.isNumber) {
                    self.watch("\(column.place)#\(number)", String(word))
                }
            }
        }
        await store.close()
    }
}
