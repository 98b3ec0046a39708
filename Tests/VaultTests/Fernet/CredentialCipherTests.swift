import Foundation
import Testing

@testable import Vault

@Suite("The cipher of the credentials")
struct CredentialCipherTests {
    static let now = FernetTests.now
    static let keys = KeyRing(Fixed.tenantKey)

    static func sealed(_ cipher: CredentialCipher) throws -> [UInt8] {
        try cipher.seal(Fixed.plaintext, tenant: Fixed.tenant, context: Fixed.context, keys: Self.keys, now: Self.now)
    }

    @Test("is a choice: what either sealed opens", arguments: CredentialCipher.allCases)
    func either(cipher: CredentialCipher) throws {
        let opened = try CredentialCipher.open(
            Self.sealed(cipher), tenant: Fixed.tenant, context: Fixed.context, keys: Self.keys)
        #expect(opened == Fixed.plaintext)
    }

    @Test("writes nothing new where it is AES-256-GCM")
    func sameAsBefore() throws {
        let opened = try Vault.open(
            Self.sealed(.aes256GCM), tenant: Fixed.tenant, context: Fixed.context, key: Fixed.tenantKey)
        #expect(opened == Fixed.plaintext)
    }

    @Test("writes a Fernet token that any Fernet opens with the place's key")
    func fernet() throws {
        let sealed = try Self.sealed(.fernet)
        #expect(SealedHeader(of: sealed) == SealedHeader(kind: .fernet, keyID: Fixed.tenantKey.id))
        let token = String(decoding: sealed.dropFirst(6), as: UTF8.self)
        let key = Fixed.tenantKey.fernetKey(tenant: Fixed.tenant, context: Fixed.context)
        #expect(try Fernet(key: key).open(token, now: Self.now, life: 0) == Fixed.plaintext)
    }

    @Test("does not open a row copied to another tenant or place", arguments: CredentialCipher.allCases)
    func copied(cipher: CredentialCipher) throws {
        let sealed = try Self.sealed(cipher)
        #expect(throws: VaultError.notAuthentic) {
            try CredentialCipher.open(
                sealed, tenant: Fixed.otherTenant, context: Fixed.context, keys: Self.keys)
        }
        #expect(throws: VaultError.notAuthentic) {
            try CredentialCipher.open(sealed, tenant: Fixed.tenant, context: "connection/2", keys: Self.keys)
        }
    }

    @Test("names the key that is missing", arguments: CredentialCipher.allCases)
    func missingKey(cipher: CredentialCipher) throws {
        let sealed = try Self.sealed(cipher)
        #expect(throws: VaultError.wrongKey(needed: Fixed.tenantKey.id, held: Fixed.otherTenantKey.id)) {
            try CredentialCipher.open(
                sealed, tenant: Fixed.tenant, context: Fixed.context, keys: KeyRing(Fixed.otherTenantKey))
        }
    }

    @Test("refuses what the vault never wrote", arguments: [[], [0x46], [0x46, 2, 0, 0, 0, 0], Array("gAAAAA".utf8)])
    func foreign(bytes: [UInt8]) {
        #expect(throws: VaultError.unreadable) {
            try CredentialCipher.open(bytes, tenant: Fixed.tenant, context: Fixed.context, keys: Self.keys)
        }
    }

    @Test("finds a changed bit in any byte", arguments: CredentialCipher.allCases, 6..<40)
    func changed(cipher: CredentialCipher, byte: Int) throws {
        var sealed = try Self.sealed(cipher)
        sealed[byte] ^= 1
        #expect(throws: VaultError.notAuthentic) {
            try CredentialCipher.open(sealed, tenant: Fixed.tenant, context: Fixed.context, keys: Self.keys)
        }
    }
}
