import Foundation

/// Seals what a tenant entrusts to us so that only its key opens it, and only where it was put.
///
/// The tenant and the place (`context`) are authenticated with the bytes: a row copied to another
/// tenant, connection or column does not open.
public enum Vault {
    /// Seals `plaintext`. The result is 34 bytes longer.
    ///
    /// - Parameters:
    ///   - context: The place it will be stored, e.g. `connection/<id>/credentials`. Not empty, and the same when it is opened.
    ///   - random: Gives the nonce.
    public static func seal(
        _ plaintext: [UInt8], tenant: UUID, context: String, key: TenantKey, random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        try Self.envelope(tenant: tenant, context: context, key: key).seal(plaintext, random: random)
    }

    /// Opens what `seal` wrote for the same tenant, place and key.
    ///
    /// - Throws: `.unreadable` for bytes that are not ours, `.wrongKey` when another key sealed them, else `.notAuthentic`.
    public static func open(
        _ sealed: [UInt8], tenant: UUID, context: String, key: TenantKey
    ) throws(VaultError) -> [UInt8] {
        try Self.envelope(tenant: tenant, context: context, key: key).open(sealed)
    }

    /// A tenant is always 16 bytes, so no two pairs of tenant and context run together to the same binding.
    private static func envelope(tenant: UUID, context: String, key: TenantKey) -> Envelope {
        precondition(!context.isEmpty, "what is sealed belongs to a place")
        return Envelope(kind: .sealed, key: key.key, keyID: key.id, binding: tenant.octets + Array(context.utf8))
    }
}
