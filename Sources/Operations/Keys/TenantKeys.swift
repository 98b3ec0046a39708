public import Foundation
import Records
import Store
import Synchronization
public import Vault

/// The keys that tenants' credentials are sealed under, unwrapped with the installation's master key.
public struct TenantKeys: Sendable {
    let hub: Installation

    public init(_ hub: Installation) { self.hub = hub }

    /// What seals today.
    ///
    /// - Throws: `OperationError.unknownWorkspace`, or `KeyTrouble` when the key was wrapped under another master key.
    public func key(of tenant: UUID) async throws -> TenantKey { try await self.keys(of: tenant).current }

    /// What opens: today's key, and while it is being changed the one before.
    func keys(of tenant: UUID) async throws -> KeyRing<TenantKey> {
        let (now, masters) = (self.hub.now(), self.hub.masters)
        if let known = self.hub.keyring.keys(of: tenant, under: masters, at: now) { return known }
        let keys = try await self.readAnew(tenant)
        self.hub.keyring.keep(keys, of: tenant, under: masters, at: now)
        return keys
    }

    /// A master key that was retired since the row was read opens it no more: then the row is read once more.
    private func readAnew(_ tenant: UUID) async throws -> KeyRing<TenantKey> {
        do { return try await self.read(tenant) } catch KeyTrouble.missing { return try await self.read(tenant) }
    }

    private func read(_ tenant: UUID) async throws -> KeyRing<TenantKey> {
        guard let record = try await self.hub.store.system({ try TenantRecords.find($0, id: tenant) }) else {
            throw OperationError.unknownWorkspace(tenant.text)
        }
        return try record.keys(self.hub.masters)
    }

    /// The same, read within a transaction that keeps them as they are until it ends: what is sealed with them and written in it
    /// is under the key that is current when it commits.
    static func held(_ db: any SQLConnection, of tenant: UUID, _ hub: Installation) throws -> KeyRing<TenantKey> {
        guard let record = try TenantRecords.hold(db, id: tenant) else {
            throw OperationError.unknownWorkspace(tenant.text)
        }
        return try record.keys(hub.masters)
    }
}

extension TenantRecord {
    func keys(_ masters: MasterKeys) throws -> KeyRing<TenantKey> {
        let former = try self.formerKey.map { try masters.unwrap($0, for: self.id) }
        return KeyRing(try masters.unwrap(self.wrappedKey, for: self.id), earlier: former.map { [$0] } ?? [])
    }
}

/// Unwrapped keys that were used within the last minute: each visit to a connection needs one. A key that was destroyed is
/// forgotten here after that minute.
final class Keyring: Sendable {
    private struct Place: Hashable {
        var tenant: UUID
        var masters: ObjectIdentifier
    }
    private let kept = Mutex<[Place: (keys: KeyRing<TenantKey>, until: Date)]>([:])
    private static let span = 60.0

    init() {}

    func keys(of tenant: UUID, under masters: MasterKeys, at now: Date) -> KeyRing<TenantKey>? {
        self.kept.withLock { kept in
            let place = Place(tenant: tenant, masters: ObjectIdentifier(masters))
            guard let known = kept[place], known.until > now else { return nil }
            return known.keys
        }
    }

    func keep(_ keys: KeyRing<TenantKey>, of tenant: UUID, under masters: MasterKeys, at now: Date) {
        self.kept.withLock { kept in
            kept = kept.filter { $0.value.until > now }
            kept[Place(tenant: tenant, masters: ObjectIdentifier(masters))] = (keys, now.addingTimeInterval(Self.span))
        }
    }

    /// Has the tenant's keys read anew: a value was met that they do not open.
    func forget(_ tenant: UUID) {
        self.kept.withLock { kept in kept = kept.filter { $0.key.tenant != tenant } }
    }
}
