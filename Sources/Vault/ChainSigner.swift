import Crypto
public import Foundation

/// Signs the ends of a workspace's audit log: Ed25519 (RFC 8032) under a key derived from the tenant's key (HKDF-SHA256, RFC
/// 5869).
///
/// It is a signature and no HMAC, so that whoever holds the public key can check the log without being able to forge one. The
/// private key is stored nowhere: who changes the database without the master key cannot sign what they made of it.
public struct ChainSigner: Sendable, Masked {
    private let key: Curve25519.Signing.PrivateKey
    /// 32 bytes.
    public let publicKey: [UInt8]

    public init(_ key: TenantKey, tenant: UUID) throws(VaultError) {
        let seed = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key.key, salt: tenant.octets, info: Array("entrepot/audit-seal".utf8), outputByteCount: 32
        )
        // Any 32 bytes are a seed.
        guard let signing = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else { throw .unreadable }
        self.key = signing
        self.publicKey = Array(signing.publicKey.rawRepresentation)
    }

    /// - Returns: 64 bytes.
    public func sign(_ message: [UInt8]) throws(VaultError) -> [UInt8] {
        guard let signature = try? self.key.signature(for: message) else { throw .unreadable }
        return Array(signature)
    }

    /// Whether `signature` is that of `message` under `publicKey`. False for what is no key or no signature.
    public static func isSigned(_ message: [UInt8], _ signature: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: message)
    }

    public var mask: String { "audit signer" }
}
