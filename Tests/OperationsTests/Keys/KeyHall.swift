import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Synchronization
import Testing
import Vault
import Workbench

@testable import Operations

/// An installation whose master key is in a file, and a second process on the same database and file.
struct KeyHall {
    let hall: Hall
    let hub: Installation
    let other: Installation
    let desk: Desk
    let shops: [UUID]
    let path: String

    /// - Parameter shops: Connected shops, each with three or two sealed values.
    init(_ engine: Engine, shops count: Int = 3) async throws {
        self.hall = try await Hall(engine)
        let folder = FileManager.default.temporaryDirectory.appending(path: "keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        self.path = folder.appending(path: "master.key").path()
        self.hub = try Self.process(self.hall.hub, self.path, .create)
        self.other = try Self.process(self.hall.hub, self.path)
        try await CheckMasterKeys().run(self.hub)
        let made = try await CreateWorkspace(name: "Studio", currency: .eur).run(self.hub)
        self.desk = Desk(self.hub, tenant: try #require(UUID(uuidString: made.id)))
        var shops: [UUID] = []
        for number in 0..<count {
            let shop = try await ConnectShop(
                channel: "pretend", name: "Shop \(number)", address: "https://shop\(number).example",
                credentials: ["key": Secret("ck_\(number)"), "secret": Secret("cs_\(number)")]
            ).run(self.desk)
            shops.append(try #require(UUID(uuidString: shop.connection.id)))
        }
        self.shops = shops
        _ = try await CreateMember(address: "ann@example.org", name: "Ann", role: "owner", tenant: self.desk.tenant)
            .run(self.hub)
    }

    /// A process with the keys that the file at `path` holds now.
    static func process(
        _ hub: Installation, _ path: String, _ whenMissing: MasterKey.WhenMissing = .refuse
    ) throws -> Installation {
        var process = hub
        let source = MasterKeySource.file(path: path)
        process.masters = MasterKeys(try .load(from: source, whenMissing: whenMissing), source: source)
        return process
    }

    /// A process with these keys and no other place to ask.
    func process(_ keys: KeyRing<MasterKey>) -> Installation {
        var process = self.hub
        process.masters = MasterKeys(keys)
        return process
    }

    var master: String { self.hub.masters.keys.current.id.description }

    /// Opens all that is sealed, as a process does that has just started or the given one.
    func openAll(_ process: Installation? = nil) async throws {
        let hub = try process ?? Self.process(self.hall.hub, self.path)
        let desk = Desk(hub, tenant: self.desk.tenant)
        for (number, shop) in self.shops.enumerated() {
            let record = try #require(try await desk.read { try ConnectionRecords.load($0, shop) })
            let opened = try await Connections.open(desk, record)
            #expect(opened.webhookSecret.isEmpty == false)
            // With the keys it was opened with: they may be others by now.
            let fields = try opened.sealed.openCredentials(opened.record.credentials, connection: shop)
            #expect(fields["secret"]?.reveal() == "cs_\(number)")
        }
        let members = try await hub.store.system { try MemberRecords.all($0) }
        for member in members { _ = try hub.masters.unwrap(member.wrappedKey, for: member.id) }
    }

    /// Every wrapped and sealed value's key, by its name.
    func keysInUse() async throws -> Set<String> {
        let (hub, tenant) = (self.hub, self.desk.tenant)
        var names: Set<String> = []
        let wrapped = try await hub.store.system { db in try WrappedColumn.allCases.flatMap { try $0.counts(db) } }
        let sealed = try await hub.store.read(as: tenant) { db in
            try SealedColumn.allCases.filter { !$0.isGlobal }.flatMap { try $0.counts(db, of: tenant) }
        }
        for (key, _) in wrapped + sealed { names.insert(KeyName.text(key)) }
        return names
    }
}

/// Runs `body` and stops it, as a kill would, when `progress` has been told of for the `count`th time.
func stopped(
    after count: Int, _ body: @escaping @Sendable (@escaping @Sendable (KeyProgress) -> Void) async throws -> Void
) async -> Bool {
    let left = Countdown(count)
    let task = Task { try await body { _ in left.step() } }
    left.attach { task.cancel() }
    do {
        try await task.value
        return false
    } catch { return true }
}

/// Calls what is attached once it was stepped often enough, in whatever order the two come.
final class Countdown: Sendable {
    private let state: Mutex<(left: Int, end: (@Sendable () -> Void)?)>

    init(_ count: Int) { self.state = Mutex((count, nil)) }

    func step() {
        self.state.withLock {
            $0.left -= 1
            return $0.left <= 0 ? $0.end : nil
        }?()
    }

    func attach(_ end: @escaping @Sendable () -> Void) {
        self.state.withLock {
            $0.end = end
            return $0.left <= 0 ? end : nil
        }?()
    }
}
