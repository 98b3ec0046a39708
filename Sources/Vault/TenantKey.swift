import Crypto
import Foundation

/// The key that one tenant's credentials are sealed under.
///
/// It is random, lives in the database wrapped under the master key, and is in memory only while it is used, and a minute more.
/// Destroying the wrapped bytes makes everything sealed under it unreadable, in backups too.
public struct TenantKey: Sendable, Masked {
    /// A public name for it, written into everything it seals.
    public let id: KeyID
    let key: SymmetricKey

    public static func generate(random: RandomBytes = .system) -> TenantKey {
        TenantKey(bytes: random(32))
    }

    /// - Parameter bytes: Exactly 32.
    init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "a tenant key has 32 bytes")
        self.key = SymmetricKey(data: bytes)
        self.id = KeyID(of: self.key, label: "entrepot tenant key id")
    }

    /// The bytes to store: this key under `master`, bound to `tenant`. 66 bytes.
    public func wrapped(
        for tenant: UUID, under master: MasterKey, random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        let bytes = self.key.withUnsafeBytes { Array($0) }
        return try Self.envelope(for: tenant, under: master).seal(bytes, random: random)
    }

    /// Reads what `wrapped` wrote.
    ///
    /// - Throws: `.wrongKey` when another master key wrapped it, `.notAuthentic` when it is another tenant's or was changed.
    public static func unwrap(
        _ wrapped: [UInt8], for tenant: UUID, under master: MasterKey
    ) throws(VaultError) -> TenantKey {
        let bytes = try Self.envelope(for: tenant, under: master).open(wrapped)
        guard bytes.count == 32 else { throw .unreadable }
        return TenantKey(bytes: bytes)
    }

    /// The header, which is authenticated too, holds the master key's id.
    private static func envelope(for tenant: UUID, under master: MasterKey) -> Envelope {
        Envelope(kind: .wrappedKey, key: master.key, keyID: master.id, binding: tenant.octets)
    }

    public var mask: String { "tenant key \(self.id)" }
}

extension UUID {
    /// Its 16 bytes in the order they are written.
    var octets: [UInt8] { withUnsafeBytes(of: self.uuid) { Array($0) } }
}
