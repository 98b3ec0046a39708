import Commerce
public import Foundation
import Records
import Store
import Vault

/// Which keys there are, how old they are, and what is under them.
public struct VaultStatus: Sendable, Hashable, Encodable {
    public struct Master: Sendable, Hashable, Encodable {
        public var id: String
        public var state: String
        public var since: Date
        /// Whether it is at hand here.
        public var isHeld: Bool
        /// Keys that it wraps, by place: `tenant.wrapped_key` and so on.
        public var wraps: [String: Int64]
    }

    public struct Workspace: Sendable, Hashable, Encodable {
        public var name: String
        /// Days since its key was made.
        public var age: Int
        /// Values under its key, and under another: the one before, or one that nobody has.
        public var sealed: Int64
        public var underOther: Int64
        /// Whether a change of its key is under way.
        public var isChanging: Bool
        /// Why its key does not open.
        public var trouble: String?
    }

    /// Where the master key comes from.
    public var source: String
    public var masters: [Master]
    public var workspaces: [Workspace]
    /// What somebody should do, in sentences.
    public var hints: [String]
}

/// Looks at the keys and changes nothing.
public struct ShowVault: Sendable {
    /// Days after which a key should be changed (promise ENC-3).
    public static let year = 365

    public init() {}

    public func run(_ hub: Installation) async throws -> VaultStatus {
        let (known, underWay, tenants, counts) = try await hub.store.system { db in
            (
                try MasterKeyRecords.all(db), try KeyChangeRecords.underWay(db), try TenantRecords.all(db),
                try WrappedColumn.allCases.map { (place: $0.place, counts: try $0.counts(db)) }
            )
        }
        var wraps: [String: [String: Int64]] = [:]
        for (place, counts) in counts {
            for (key, rows) in counts { wraps[KeyName.text(key), default: [:]][place] = rows }
        }
        var workspaces: [VaultStatus.Workspace] = []
        for tenant in tenants { workspaces.append(try await Self.workspace(tenant, hub)) }
        var status = VaultStatus(
            source: hub.masters.source?.shown ?? "the caller",
            masters: Self.masters(known, wraps, hub.masters.keys, hub.now()), workspaces: workspaces, hints: [])
        status.hints = Self.hints(status, underWay, hub.now())
        return status
    }

    private static func masters(
        _ known: [MasterKeyRecord], _ wraps: [String: [String: Int64]], _ keys: KeyRing<MasterKey>, _ now: Date
    ) -> [VaultStatus.Master] {
        var masters = known.map {
            VaultStatus.Master(
                id: $0.id, state: $0.state.rawValue, since: $0.since, isHeld: keys.named($0.id) != nil,
                wraps: wraps[$0.id] ?? [:])
        }
        let names = Set(known.map(\.id))
        for id in keys.names where !names.contains(id) {
            masters.append(
                VaultStatus.Master(id: id, state: "ready", since: now, isHeld: true, wraps: wraps[id] ?? [:]))
        }
        for id in wraps.keys.sorted() where !masters.contains(where: { $0.id == id }) {
            masters.append(
                VaultStatus.Master(id: id, state: "unknown", since: now, isHeld: false, wraps: wraps[id] ?? [:]))
        }
        return masters
    }

    private static func workspace(_ tenant: TenantRecord, _ hub: Installation) async throws -> VaultStatus.Workspace {
        let days = Int(hub.now().timeIntervalSince(tenant.keyMadeAt ?? tenant.createdAt) / 86_400)
        var status = VaultStatus.Workspace(
            name: tenant.name, age: max(0, days), sealed: 0, underOther: 0, isChanging: tenant.formerKey != nil)
        let key: String?
        do { key = try tenant.keys(hub.masters).current.id.description } catch let error as KeyTrouble {
            (key, status.trouble) = (nil, error.sentence)
        } catch let error as VaultError {
            (key, status.trouble) = (nil, error.description)
        }
        for column in SealedColumn.allCases {
            let counts =
                column.isGlobal
                ? try await hub.store.system { try column.counts($0, of: tenant.id) }
                : try await hub.store.read(as: tenant.id) { try column.counts($0, of: tenant.id) }
            for (name, rows) in counts {
                if KeyName.text(name) == key { status.sealed += rows } else { status.underOther += rows }
            }
        }
        return status
    }

    private static func hints(_ status: VaultStatus, _ underWay: [String], _ now: Date) -> [String] {
        var hints: [String] = []
        if status.masters.contains(where: { $0.state == "earlier" }) || !underWay.isEmpty
            || status.workspaces.contains(where: \.isChanging)
        {
            hints.append("A change of keys was begun and not finished: entrepot vault rotate")
        }
        if status.masters.contains(where: { $0.state == "ready" }) {
            hints.append("A new master key stands ready: entrepot vault rotate")
        }
        for master in status.masters where !master.isHeld && (master.state == "earlier" || master.state == "current") {
            hints.append("The master key \(master.id) is needed and not at hand: put it beside the other.")
        }
        if let current = status.masters.first(where: { $0.state == "current" }),
            now.timeIntervalSince(current.since) > Double(Self.year) * 86_400
        {
            hints.append("The master key is more than a year old: entrepot vault rotate")
        }
        if status.workspaces.contains(where: { $0.age > Self.year }) {
            hints.append("Keys of workspaces are more than a year old: entrepot vault rotate --workspaces")
        }
        return hints
    }
}
