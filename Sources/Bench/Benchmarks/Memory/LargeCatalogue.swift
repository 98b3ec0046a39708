import Foundation
import Logging
import Store
import StoreSQLite
import Synchronization
import Twins
import Wire

/// A WooCommerce shop and an Etsy shop in this process, and the program `entrepot` as processes of its own beside them.
final class LargeCatalogue: Sendable {
    struct State: Sendable {
        /// Connections whose listings have not been read to the end.
        var unread: Int
        /// Offers that want a write.
        var dirty: Int
    }

    private let program: String
    private let folder: URL
    private let variants: Int
    private let etsy: [String: String]
    private let market: TwinMarket
    private let server: Task<Void, any Error>
    private let worker = Mutex<Process?>(nil)
    private let peak = Mutex(0.0)

    init(_ tools: Tools, _ folder: URL, variants: Int) async throws {
        guard let program = tools.program else { throw BenchError("the program is not there") }
        self.program = program
        self.folder = folder
        self.variants = variants
        let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        let twins = TwinServer(options: TwinOptions(shops: [], webhookDelay: 0.3), logger: silent)
        self.server = Task { try await twins.run() }
        self.market = twins.market
        _ = await twins.market.boundPort()
        // An app that Etsy let grow: its limits stand in each answer, and the hub goes by them.
        await twins.market.etsy.setLimits(perSecond: 400, perDay: 4_000_000)
        self.etsy = [
            "ENTREPOT_ETSY_KEYSTRING": await twins.market.etsy.keystring,
            "ENTREPOT_ETSY_SHARED_SECRET": await twins.market.etsy.sharedSecret,
        ]
        try await self.entrepot(["workspace", "create", "Bench", "--currency", "GBP", "--policy", "shared"])
    }

    func close() async {
        let worker = self.worker.withLock { $0 }
        if let worker, worker.isRunning {
            worker.terminate()
            worker.waitUntilExit()
        }
        self.server.cancel()
        _ = try? await self.server.value
    }

    private var goods: [TwinProduct] {
        (0..<self.variants).map {
            TwinProduct(sku: "SKU-\($0)", name: "Good number \($0)", price: "10.00", stock: 50)
        }
    }

    /// The same on Etsy: ten variations a listing.
    private var crafts: [TwinProduct] {
        (0..<self.variants).map { number in
            TwinProduct(
                sku: "SKU-\(number)", name: "Good \(number / 10) - \(number % 10)", price: "10.00", stock: 50,
                parent: "GOOD-\(number / 10)", parentName: "Good number \(number / 10)",
                options: [TwinOption("Size", "\(number % 10)")])
        }
    }

    // MARK: Steps

    /// - Returns: the largest resident size of the command, MB.
    func importFile() async throws -> Double {
        let file = self.folder.appending(path: "goods.csv")
        var text = "product,title,sku,price,currency,quantity\n"
        for good in self.goods { text += "\(good.sku),\(good.name),\(good.sku),\(good.price),GBP,50\n" }
        try text.write(to: file, atomically: true, encoding: .utf8)
        return try await self.entrepot(["import", file.path(percentEncoded: false), "--release-brake"])
    }

    func connect() async throws {
        let shop = await self.market.open("shop-one", goods: self.goods)
        let key = await shop.keys[0]
        try await self.entrepot(
            ["connection", "add", "one", "--address", await shop.address, "--key", key.key],
            environment: ["ENTREPOT_SECRET": key.secret])
        await self.market.openEtsy("shop-two", goods: self.crafts)
        await self.market.etsy.signIn(as: "shop-two")
        let adding = [
            "connection", "add", "two", "--channel", "etsy", "--address", await self.market.etsy.address, "--paste",
        ]
        try await self.entrepot(adding) { input in
            // The merchant's browser: it opens the page that is shown, and the address it ends at is pasted.
            guard let page = try await self.shownPage() else { throw BenchError("no consent page was shown") }
            let end = try await Self.redirect(of: page)
            try input.write(contentsOf: Data((end + "\n").utf8))
        }
    }

    private func shownPage() async throws -> URL? {
        for _ in 0..<200 {
            let text = (try? String(contentsOf: self.output, encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .first { $0.hasPrefix("http") && $0.contains("code_challenge=") }
            if let line { return URL(string: line) }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    /// Where a page sends its reader.
    private static func redirect(of page: URL) async throws -> String {
        let transport = HTTPTransport(HTTPTransportSettings(version: "bench", contact: nil))
        let reply: HTTPReply
        do { reply = try await transport.send(HTTPCall("GET", page)) } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
        guard let end = reply[header: "location"] else { throw BenchError("the consent page leads nowhere") }
        return end
    }

    func goLive() async throws -> Double {
        var most = 0.0
        for name in ["one", "two"] {
            most = max(most, try await self.entrepot(["plan", "go-live", name, "--json"]))
            guard let id = self.lastID() else { throw BenchError("the plan has no id") }
            most = max(most, try await self.entrepot(["plan", "apply", id, "--release-brake"]))
        }
        return most
    }

    func changePrices() async throws -> Double {
        var most = 0.0
        for name in ["one", "two"] {
            most = max(most, try await self.entrepot(["connection", "price-rule", name, "--percent", "10"]))
        }
        return most
    }

    // MARK: Watching

    func startWorking() throws {
        let process = self.process(["work"])
        try process.run()
        self.worker.withLock { $0 = process }
    }

    /// The largest resident size that the workers had so far, MB.
    func workerPeak() -> Double {
        let id = self.worker.withLock { $0?.processIdentifier }
        if let id, let size = Self.peak(id) { self.peak.withLock { $0 = max($0, size) } }
        return self.peak.withLock { $0 }
    }

    /// Looks into the database until a state is reached, or it is too late.
    func until(_ end: ContinuousClock.Instant, _ isReached: (State) -> Bool) async throws -> Bool {
        let store = try SQLiteStore(path: self.database, readers: 1)
        do {
            let isReached = try await self.until(end, store, isReached)
            await store.close()
            return isReached
        } catch {
            await store.close()
            throw error
        }
    }

    private func until(
        _ end: ContinuousClock.Instant, _ store: SQLiteStore, _ isReached: (State) -> Bool
    ) async throws -> Bool {
        let tenants = try await store.system {
            try $0.query("SELECT id FROM tenant").map { try $0.get(0, as: UUID.self) }
        }
        guard let tenant = tenants.first else { throw BenchError("there is no workspace") }
        while ContinuousClock.now < end {
            let state = try await store.read(as: tenant) { db in
                State(
                    unread: try db.query(
                        "SELECT count(*) FROM connection WHERE tenant_id = \(db.tenant) AND imported_at IS NULL")[0]
                        .get(0),
                    dirty: try db.query(
                        "SELECT count(*) FROM offer WHERE tenant_id = \(db.tenant) AND urgency > 0")[0].get(0))
            }
            guard self.worker.withLock({ $0?.isRunning ?? false }) else {
                throw BenchError("the workers ended: \(self.log())")
            }
            if isReached(state) { return true }
            try await Task.sleep(for: .milliseconds(500))
            _ = self.workerPeak()
        }
        return false
    }

    // MARK: Running the program

    private var database: String { self.folder.appending(path: "entrepot.sqlite").path(percentEncoded: false) }
    private var output: URL { self.folder.appending(path: "output.txt") }

    private func log() -> String { String(((try? String(contentsOf: self.output, encoding: .utf8)) ?? "").suffix(400)) }

    /// The first id in what the last command printed.
    private func lastID() -> String? {
        let text = (try? String(contentsOf: self.output, encoding: .utf8)) ?? ""
        guard let mark = text.range(of: "\"id\"") else { return nil }
        let rest = text[mark.upperBound...].drop { $0 != "\"" }.dropFirst()
        return String(rest.prefix { $0 != "\"" })
    }

    /// Runs a command to its end.
    ///
    /// - Returns: its largest resident size, MB.
    @discardableResult
    private func entrepot(
        _ arguments: [String], environment: [String: String] = [:],
        typing: ((FileHandle) async throws -> Void)? = nil
    ) async throws -> Double {
        let process = self.process(arguments, environment)
        let input = Pipe()
        if typing != nil { process.standardInput = input }
        _ = FileManager.default.createFile(atPath: self.output.path(percentEncoded: false), contents: nil)
        let out = try FileHandle(forWritingTo: self.output)
        process.standardOutput = out
        process.standardError = out
        try process.run()
        do { try await typing?(input.fileHandleForWriting) } catch {
            process.terminate()
            throw error
        }
        var most = 0.0
        while process.isRunning {
            most = max(most, Self.peak(process.processIdentifier) ?? 0)
            try await Task.sleep(for: .milliseconds(20))
        }
        guard process.terminationStatus == 0 else {
            throw BenchError("entrepot \(arguments.prefix(2).joined(separator: " ")) failed: \(self.log())")
        }
        return most
    }

    private func process(_ arguments: [String], _ environment: [String: String] = [:]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: self.program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging([
            "ENTREPOT_HOME": self.folder.path(percentEncoded: false), "ENTREPOT_DATABASE": "sqlite:" + self.database,
            "ENTREPOT_LOG_LEVEL": "error",
        ]) { $1 }.merging(self.etsy) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// What the system itself noted as the largest resident size of a process, MB; `nil` where it does not say.
    private static func peak(_ process: Int32) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = line.split(separator: " ").compactMap({ Double($0) }).first
        else { return nil }
        return kilobytes / 1_024
    }
}
