public import Foundation
import Records
import Store
import Synchronization
public import Vault

/// The keys that tenants' credentials are sealed under, unwrapped with the installation's master key.
public struct TenantKeys: Sendable {
    let hub: Installation

    public init(_ hub: Installation) { self.hub = hub }

    /// - Throws: `OperationError.unknownWorkspace`, or `VaultError` when the key was wrapped under another master key.
    public func key(of tenant: UUID) async throws -> TenantKey {
        if let known = self.hub.keyring.key(of: tenant, under: self.hub.master.id, at: self.hub.now()) { return known }
        let wrapped = try await self.hub.store.system { try TenantRecords.find($0, id: tenant)?.wrappedKey }
        guard let wrapped else { throw OperationError.unknownWorkspace(tenant.text) }
        let key = try TenantKey.unwrap(wrapped, for: tenant, under: self.hub.master)
        self.hub.keyring.keep(key, of: tenant, under: self.hub.master.id, at: self.hub.now())
        return key
    }
}

/// Unwrapped keys that were used within the last minute: each visit to a connection needs one. A key that was destroyed is
/// forgotten here after that minute.
final class Keyring: Sendable {
    private struct Place: Hashable {
        var tenant: UUID
        var master: KeyID
    }
    private let keys = Mutex<[Place: (key: TenantKey, until: Date)]>([:])
    private static let span = 60.0

    init() {}

    func key(of tenant: UUID, under master: KeyID, at now: Date) -> TenantKey? {
        self.keys.withLock { keys in
            guard let known = keys[Place(tenant: tenant, master: master)], known.until > now else { return nil }
            return known.key
        }
    }

    func keep(_ key: TenantKey, of tenant: UUID, under master: KeyID, at now: Date) {
        self.keys.withLock { keys in
            keys = keys.filter { $0.value.until > now }
            keys[Place(tenant: tenant, master: master)] = (key, now.addingTimeInterval(Self.span))
        }
    }
}
