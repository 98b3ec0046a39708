import Crypto
import Foundation
import Testing

@testable import Vault

@Suite("Sealing credentials")
struct SealingTests {
    let sealed: [UInt8]

    init() throws {
        self.sealed = try Vault.seal(
            Fixed.plaintext, tenant: Fixed.tenant, context: Fixed.context, key: Fixed.tenantKey, random: Fixed.random)
    }

    @Test("what was sealed opens again, whatever its length", arguments: [0, 1, 15, 16, 17, 4096])
    func roundTrip(length: Int) throws {
        let plaintext = RandomBytes.system(length)
        let key = TenantKey.generate()
        let sealed = try Vault.seal(plaintext, tenant: Fixed.tenant, context: Fixed.context, key: key)
        #expect(sealed.count == length + Envelope.overhead)
        #expect(try Vault.open(sealed, tenant: Fixed.tenant, context: Fixed.context, key: key) == plaintext)
    }

    @Test("the same text sealed twice looks different")
    func freshNonce() throws {
        let again = { try Vault.seal([1], tenant: Fixed.tenant, context: Fixed.context, key: Fixed.tenantKey) }
        #expect(try again() != again())
    }

    @Test("a row copied to another tenant does not open")
    func otherTenant() {
        #expect(throws: VaultError.notAuthentic) {
            try Vault.open(sealed, tenant: Fixed.otherTenant, context: Fixed.context, key: Fixed.tenantKey)
        }
    }

    @Test(
        "a row copied to another connection or column does not open",
        arguments: [
            "connection/2/credentials", "connection/1/credential", "connection/1/credentialss", "x",
        ])
    func otherContext(context: String) {
        #expect(throws: VaultError.notAuthentic) {
            try Vault.open(sealed, tenant: Fixed.tenant, context: context, key: Fixed.tenantKey)
        }
    }

    @Test("another key is named as the reason")
    func otherKey() {
        #expect(throws: VaultError.wrongKey(needed: Fixed.tenantKey.id, held: Fixed.otherTenantKey.id)) {
            try Vault.open(sealed, tenant: Fixed.tenant, context: Fixed.context, key: Fixed.otherTenantKey)
        }
    }

    @Test("another key does not open it even where the ids were made to agree")
    func forgedKeyID() throws {
        let forged = Array(self.sealed[0..<2]) + Fixed.otherTenantKey.id.bytes + self.sealed.dropFirst(6)
        #expect(throws: VaultError.notAuthentic) {
            try Vault.open(forged, tenant: Fixed.tenant, context: Fixed.context, key: Fixed.otherTenantKey)
        }
    }

    @Test("no bit of it can be changed", arguments: 0..<(Fixed.plaintext.count + Envelope.overhead), 0..<8)
    func bitFlip(byte: Int, bit: Int) {
        var changed = self.sealed
        changed[byte] ^= 1 << bit
        #expect(throws: VaultError.self) {
            try Vault.open(changed, tenant: Fixed.tenant, context: Fixed.context, key: Fixed.tenantKey)
        }
    }

    @Test("no part of it opens", arguments: 0..<(Fixed.plaintext.count + Envelope.overhead))
    func truncation(length: Int) {
        #expect(throws: VaultError.self) {
            try Vault.open(
                Array(sealed.prefix(length)), tenant: Fixed.tenant, context: Fixed.context, key: Fixed.tenantKey)
        }
    }

    @Test("a wrapped key is not taken for a sealed value")
    func kinds() throws {
        let wrapped = try Fixed.tenantKey.wrapped(for: Fixed.tenant, under: Fixed.masterKey)
        #expect(throws: VaultError.unreadable) {
            try Vault.open(wrapped, tenant: Fixed.tenant, context: Fixed.context, key: Fixed.tenantKey)
        }
    }

    /// Made with Python's `cryptography` from the layout in `Envelope`: rows written today must open for ever.
    @Test("the stored format is the documented one")
    func format() {
        #expect(
            Hex.encode(self.sealed)
                == "5301378c6a1ac8c9cacbcccdcecfd0d1d2d372133eeabcaf887f463ebcea6cf08d51aa46b42d67e273b945")
    }
}

/// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, the cases with 256-bit keys
/// that NIST publishes with SP 800-38D.
@Suite("AES-256-GCM")
struct AESGCMTests {
    struct Vector: Sendable {
        let number: Int
        let key, nonce, plaintext, binding, ciphertext: String
    }

    static let vectors = [
        Vector(
            number: 13, key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: "", binding: "", ciphertext: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            number: 14, key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16), binding: "",
            ciphertext: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            number: 16, key: String(repeating: "feffe9928665731c6d6a8f9467308308", count: 2),
            nonce: "cafebabefacedbaddecaf888",
            plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            binding: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            ciphertext: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test("seals and opens the published vectors", arguments: vectors)
    func published(vector: Vector) throws {
        let key = SymmetricKey(data: bytes(vector.key))
        let sealed = try AESGCM.seal(
            bytes(vector.plaintext), key: key, nonce: bytes(vector.nonce), binding: bytes(vector.binding))
        #expect(Hex.encode(sealed) == vector.ciphertext)
        let opened = try AESGCM.open(
            sealed, key: key, nonce: bytes(vector.nonce), binding: bytes(vector.binding))
        #expect(Hex.encode(opened) == vector.plaintext)
    }
}
