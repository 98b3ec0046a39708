import Foundation
import Records
import Store
import Vault

/// How far a change of keys is.
public struct KeyProgress: Sendable, Hashable {
    /// What is being worked on, such as `member.wrapped_key`, or a workspace's name.
    public var place: String
    /// Values looked at, and put under the new key, since the start of this run.
    public var seen: Int
    public var changed: Int
}

/// What a change of the master key has done.
public struct MasterKeyChange: Sendable, Hashable, Encodable {
    /// The key in use now, and those that are refused from now on.
    public var current: String
    public var retired: [String]
    /// Keys that were wrapped anew in this run.
    public var changed: Int
    /// Whether a new key was made in the file; else the operator's was taken, or a change was finished that had been stopped.
    public var isNew: Bool
}

/// Changes the master key while everything runs.
///
/// 1. The new key stands beside the old one, where all processes find it: in the file, or where the operator put it.
/// 2. The database says that the new one wraps. From that commit on nobody wraps under the old one.
/// 3. Each wrapped key is wrapped anew, in short transactions.
/// 4. Nothing is left: the old key is refused from now on, and taken out of the file.
///
/// Each step looks at what is there and not at what was done, so a run that was killed anywhere is finished by the next.
public struct RotateMasterKey: Sendable {
    /// Rows that are locked at once.
    static let batch = 200

    /// Retire the old key although some values do not open with it either.
    public var leavesUnreadable: Bool
    /// Put the new key into the file and stop, so that it can be brought to other machines first.
    public var onlyPrepares: Bool
    let progress: @Sendable (KeyProgress) -> Void

    public init(
        leavesUnreadable: Bool = false, onlyPrepares: Bool = false,
        progress: @escaping @Sendable (KeyProgress) -> Void = { _ in }
    ) {
        self.leavesUnreadable = leavesUnreadable
        self.onlyPrepares = onlyPrepares
        self.progress = progress
    }

    /// - Throws: `KeyTrouble`, `VaultError` for the file.
    public func run(_ hub: Installation) async throws -> MasterKeyChange {
        guard let source = hub.masters.source, case .file(let path) = source else { return try await self.change(hub) }
        guard let lock = try KeyFileLock(beside: path) else { throw KeyTrouble.underWay }
        defer { lock.release() }
        return try await self.change(hub)
    }

    private func change(_ hub: Installation) async throws -> MasterKeyChange {
        try hub.masters.reload()
        try await CheckMasterKeys().run(hub)
        let (target, isNew) = try await self.target(hub)
        guard !self.onlyPrepares else {
            return MasterKeyChange(current: target, retired: [], changed: 0, isNew: isNew)
        }
        let now = hub.now()
        try await hub.store.system { try MasterKeyRecords.change($0, to: target, at: now) }
        let changed = try await self.wrapAnew(hub)
        let retired = try await self.retire(hub)
        try self.cleanFile(hub, current: target)
        return MasterKeyChange(current: target, retired: retired, changed: changed, isNew: isNew)
    }

    /// The key to change to: one that stands ready or was begun with, else a new one.
    private func target(_ hub: Installation) async throws -> (id: String, isNew: Bool) {
        let known = try await hub.store.system { try MasterKeyRecords.all($0) }
        let keys = hub.masters.keys
        let first = keys.current.id.description
        let isKnown = known.contains { $0.id == first }
        if !isKnown { return (first, false) }
        if known.contains(where: { $0.state == .earlier }), !self.onlyPrepares {
            let current = known.first { $0.state == .current }?.id
            return (current ?? first, false)
        }
        guard let source = hub.masters.source, case .file(let path) = source else {
            throw KeyTrouble.newKeyMissing(source: hub.masters.source?.shown ?? "the caller")
        }
        let fresh = MasterKey.generate()
        try keys.changing(to: fresh).replaceFile(at: path)
        try hub.masters.reload()
        return (fresh.id.description, true)
    }

    private func wrapAnew(_ hub: Installation) async throws -> Int {
        var changed = 0
        for column in WrappedColumn.allCases {
            changed += try await self.wrapAnew(column, hub, after: changed)
        }
        return changed
    }

    /// One column, until a whole pass has found nothing.
    private func wrapAnew(_ column: WrappedColumn, _ hub: Installation, after before: Int) async throws -> Int {
        let current = try await self.current(hub)
        var rotation = KeyRotation<RowID>(to: current.id)
        var seen = 0
        while rotation.outcome == .running {
            try Task.checkCancellation()
            let now = rotation
            let (next, count) = try await hub.store.system { db in
                try Self.step(now, column, to: current, db, hub.masters)
            }
            rotation = next
            seen += count
            self.progress(KeyProgress(place: column.place, seen: seen, changed: before + rotation.changed))
        }
        if rotation.outcome == .finishedExcept, !self.leavesUnreadable {
            let example = rotation.unreadable.first.map { "\(column.place) \($0.id.text)" } ?? column.place
            throw KeyTrouble.unreadable(rotation.unreadableCount, example: example)
        }
        return rotation.changed
    }

    private static func step(
        _ rotation: KeyRotation<RowID>, _ column: WrappedColumn, to current: MasterKey, _ db: any SQLConnection,
        _ masters: MasterKeys
    ) throws -> (KeyRotation<RowID>, Int) {
        var rotation = rotation
        let rows = try column.rows(db, beyond: rotation.cursor?.id, limit: Self.batch)
        let keys = KeyRing(current, earlier: masters.keys.all)
        let changes = rotation.step(rows.map { .init(id: RowID($0.id), sealed: $0.sealed) }) {
            row throws(VaultError) in try keys.rewrap(row.sealed, for: row.id.id)
        }
        try db.pipeline(changes.map { column.replacing($0.id.id, old: $0.old, with: $0.new) })
        return (rotation, rows.count)
    }

    private func current(_ hub: Installation) async throws -> MasterKey {
        try await hub.store.system { try hub.masters.wrapping($0) }
    }

    private func retire(_ hub: Installation) async throws -> [String] {
        let now = hub.now()
        let retired = try await hub.store.system { db in
            let earlier = try MasterKeyRecords.all(db).filter { $0.state == .earlier }.map(\.id)
            try MasterKeyRecords.retire(db, at: now)
            // Every workspace's key was wrapped by it.
            for tenant in earlier.isEmpty ? [] : try TenantRecords.all(db) {
                try AuditBook(hub: hub).add(db, .keyRotated, by: .machine, in: tenant.id, ["key": "master"])
            }
            return earlier
        }
        hub.masters.refuse(retired)
        return retired
    }

    /// Takes every key but the current one out of the file. A variable or a command is the operator's to clean.
    private func cleanFile(_ hub: Installation, current: String) throws {
        guard let source = hub.masters.source, case .file(let path) = source else { return }
        let keys = try KeyRing<MasterKey>.load(from: source, whenMissing: .refuse)
        guard let kept = keys.named(current) else { return }
        if keys.all.count > 1 { try KeyRing(kept).replaceFile(at: path) }
        try hub.masters.reload()
    }
}

/// A row's id in the order in which both engines sort it: by its bytes.
struct RowID: Comparable, Hashable, Sendable, Codable {
    var id: UUID

    init(_ id: UUID) { self.id = id }

    static func < (left: RowID, right: RowID) -> Bool {
        withUnsafeBytes(of: left.id.uuid) { left in
            withUnsafeBytes(of: right.id.uuid) { right in left.lexicographicallyPrecedes(right) }
        }
    }
}
