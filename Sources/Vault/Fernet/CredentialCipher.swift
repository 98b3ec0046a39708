import Crypto
import Foundation

/// How a workspace's credentials are sealed. Each opens what the other sealed, so the choice can be changed at any time.
public enum CredentialCipher: String, Sendable, CaseIterable {
    /// AES-256-GCM, `Vault`'s own envelope. The default.
    case aes256GCM = "aes-256-gcm"
    /// Fernet, for who must show that it is used.
    ///
    ///     byte   0      kind: `F`
    ///     byte   1      version, 1
    ///     bytes  2–5    id of the tenant key
    ///     then          the Fernet token, in ASCII
    ///
    /// Fernet has no place for a binding; its key is therefore derived (HKDF-SHA256, RFC 5869) from the tenant's key for one
    /// tenant and one place, and a row copied elsewhere meets another key.
    case fernet

    /// Seals `plaintext` for this tenant and place under the ring's current key.
    ///
    /// - Parameter now: Written into a Fernet token; the other cipher keeps no time.
    public func seal(
        _ plaintext: [UInt8], tenant: UUID, context: String, keys: KeyRing<TenantKey>, now: Date,
        random: RandomBytes = .system
    ) throws(VaultError) -> [UInt8] {
        let key = keys.current
        switch self {
        case .aes256GCM:
            return try Vault.seal(plaintext, tenant: tenant, context: context, key: key, random: random)
        case .fernet:
            do {
                let fernet = Fernet(key: key.fernetKey(tenant: tenant, context: context))
                let token = try fernet.seal(plaintext, now: now, random: random)
                return SealedHeader(kind: .fernet, keyID: key.id).bytes + Array(token.utf8)
            } catch {
                throw .notAuthentic
            }
        }
    }

    /// Opens what either cipher sealed for the same tenant and place.
    ///
    /// - Throws: `.unreadable`, `.wrongKey` when the ring lacks the key, else `.notAuthentic`.
    public static func open(
        _ sealed: [UInt8], tenant: UUID, context: String, keys: KeyRing<TenantKey>
    ) throws(VaultError) -> [UInt8] {
        guard let header = SealedHeader(of: sealed) else { throw .unreadable }
        let key = try keys.key(header.keyID)
        guard header.kind == .fernet else {
            return try Vault.open(sealed, tenant: tenant, context: context, key: key)
        }
        do {
            let token = String(decoding: sealed.dropFirst(SealedHeader.length), as: UTF8.self)
            // The age is not asked for, so neither is the time.
            return try Fernet(key: key.fernetKey(tenant: tenant, context: context)).open(token, now: .distantPast)
        } catch {
            throw .notAuthentic
        }
    }
}

extension TenantKey {
    /// The Fernet key of one place. A tenant is always 16 bytes, so no two places run together.
    func fernetKey(tenant: UUID, context: String) -> FernetKey {
        precondition(!context.isEmpty, "what is sealed belongs to a place")
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: self.key, info: Array("entrepot/fernet".utf8) + [0] + tenant.octets + Array(context.utf8),
            outputByteCount: 32)
        return FernetKey(bytes: derived.withUnsafeBytes { Array($0) })
    }
}
