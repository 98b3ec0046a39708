import Foundation
import Records
import Store
import Vault

/// The keys that tenants' credentials are sealed under, unwrapped with the installation's master key.
public struct TenantKeys: Sendable {
    let hub: Installation

    public init(_ hub: Installation) { self.hub = hub }

    /// - Throws: `OperationError.unknownWorkspace`, or `VaultError` when the key was wrapped under another master key.
    public func key(of tenant: UUID) async throws -> TenantKey {
        let wrapped = try await self.hub.store.system { try TenantRecords.find($0, id: tenant)?.wrappedKey }
        guard let wrapped else { throw OperationError.unknownWorkspace(tenant.text) }
        return try TenantKey.unwrap(wrapped, for: tenant, under: self.hub.master)
    }
}
