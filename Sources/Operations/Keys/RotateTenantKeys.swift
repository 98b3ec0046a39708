public import Foundation
import Records
import Store
import Vault

/// What a change of workspaces' keys has done.
public struct TenantKeyChange: Sendable, Hashable, Encodable {
    /// Workspaces that have another key now.
    public var workspaces: Int
    /// Values that were sealed anew in this run.
    public var changed: Int
}

/// Gives workspaces other keys while everything runs: all that a key sealed is sealed anew, and the old key is destroyed.
///
/// The old key stays beside the new one until nothing is under it. A run that was killed anywhere is finished by the next,
/// which does not change again what the first has changed.
public struct RotateTenantKeys: Sendable {
    static let batch = 100

    /// `nil` for every workspace.
    public var workspace: UUID?
    /// Destroy the old key although some values do not open with it either.
    public var leavesUnreadable: Bool
    let progress: @Sendable (KeyProgress) -> Void

    public init(
        workspace: UUID? = nil, leavesUnreadable: Bool = false,
        progress: @escaping @Sendable (KeyProgress) -> Void = { _ in }
    ) {
        self.workspace = workspace
        self.leavesUnreadable = leavesUnreadable
        self.progress = progress
    }

    /// - Throws: `KeyTrouble.unreadable` once every other workspace is done.
    public func run(_ hub: Installation) async throws -> TenantKeyChange {
        let scope = "workspaces" + (self.workspace.map { " " + $0.text } ?? "")
        let now = hub.now()
        let (begun, tenants) = try await hub.store.system { db in
            (try KeyChangeRecords.begin(db, scope, at: now), try TenantRecords.all(db))
        }
        var done = TenantKeyChange(workspaces: 0, changed: 0)
        var trouble: KeyTrouble?
        for tenant in tenants where self.workspace == nil || tenant.id == self.workspace {
            do {
                guard try await self.begin(tenant.id, since: begun, hub) else { continue }
                done.changed += try await self.sealAnew(tenant, hub, after: done.changed)
                done.workspaces += 1
            } catch let error as KeyTrouble { trouble = trouble ?? error }
        }
        if let trouble { throw trouble }
        try await hub.store.system { try KeyChangeRecords.end($0, scope) }
        return done
    }

    /// From this commit on everybody seals under a new key.
    ///
    /// - Returns: Whether anything is to be sealed anew: not where this change is through with the workspace already.
    private func begin(_ tenant: UUID, since begun: Date, _ hub: Installation) async throws -> Bool {
        let (fresh, now) = (TenantKey.generate(), hub.now())
        return try await hub.store.system { db in
            guard let record = try TenantRecords.lock(db, id: tenant) else { return false }
            if record.formerKey != nil { return true }
            if let made = record.keyMadeAt, made >= begun { return false }
            let wrapped = try fresh.wrapped(for: tenant, under: try hub.masters.wrapping(db))
            // Who cannot open the old key must not replace it.
            _ = try record.keys(hub.masters)
            try TenantRecords.setKeys(db, tenant, wrapped: wrapped, former: record.wrappedKey, madeAt: now)
            return true
        }
    }

    private func sealAnew(_ tenant: TenantRecord, _ hub: Installation, after before: Int) async throws -> Int {
        hub.keyring.forget(tenant.id)
        let keys = try await TenantKeys(hub).keys(of: tenant.id)
        var changed = 0
        for column in SealedColumn.allCases {
            changed += try await self.sealAnew(column, tenant, keys, hub, after: before + changed)
        }
        let values = changed
        try await hub.store.system { db in
            guard let record = try TenantRecords.lock(db, id: tenant.id) else { return }
            try TenantRecords.setKeys(
                db, tenant.id, wrapped: record.wrappedKey, former: nil, madeAt: record.keyMadeAt)
            try AuditBook(hub: hub).add(
                db, .keyRotated, by: .machine, in: tenant.id, on: nil, ["key": "workspace", "values": "\(values)"])
        }
        hub.keyring.forget(tenant.id)
        return changed
    }

    private func sealAnew(
        _ column: SealedColumn, _ tenant: TenantRecord, _ keys: KeyRing<TenantKey>, _ hub: Installation,
        after before: Int
    ) async throws -> Int {
        var rotation = KeyRotation<RowID>(to: keys.current.id)
        var seen = 0
        let (cipher, time) = (hub.cipher, hub.now())
        while rotation.outcome == .running {
            try Task.checkCancellation()
            let now = rotation
            let (next, count) = try await Self.transaction(column, tenant.id, hub) { db in
                try Self.step(now, column, tenant.id, keys, cipher, db, at: time)
            }
            rotation = next
            seen += count
            self.progress(KeyProgress(place: tenant.name, seen: seen, changed: before + rotation.changed))
        }
        if rotation.outcome == .finishedExcept, !self.leavesUnreadable {
            let example = rotation.unreadable.first.map { "\(column.place) \($0.id.text)" } ?? column.place
            throw KeyTrouble.unreadable(rotation.unreadableCount, example: "\(tenant.name), \(example)")
        }
        return rotation.changed
    }

    private static func transaction<Result: Sendable>(
        _ column: SealedColumn, _ tenant: UUID, _ hub: Installation,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        column.isGlobal ? try await hub.store.system(body) : try await hub.store.write(as: tenant, body)
    }

    private static func step(
        _ rotation: KeyRotation<RowID>, _ column: SealedColumn, _ tenant: UUID, _ keys: KeyRing<TenantKey>,
        _ cipher: CredentialCipher, _ db: any SQLConnection, at now: Date
    ) throws -> (KeyRotation<RowID>, Int) {
        var rotation = rotation
        let rows = try column.rows(db, of: tenant, beyond: rotation.cursor?.id, limit: Self.batch)
        let changes = rotation.step(rows.map { .init(id: RowID($0.id), sealed: $0.sealed) }) {
            row throws(VaultError) in
            guard column != .subjectKey else {
                return try keys.rewrap(row.sealed, for: SubjectID(row.id.id), tenant: tenant)
            }
            return try keys.reseal(
                row.sealed, tenant: tenant, context: column.context(row.id.id), cipher: cipher, now: now)
        }
        try db.pipeline(changes.map { column.replacing($0.id.id, of: tenant, old: $0.old, with: $0.new) })
        return (rotation, rows.count)
    }
}
