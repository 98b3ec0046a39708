import Foundation
import Testing

@testable import Vault

@Suite("Wrapping tenant keys")
struct TenantKeyTests {
    let wrapped: [UInt8]

    init() throws {
        self.wrapped = try Fixed.tenantKey.wrapped(for: Fixed.tenant, under: Fixed.masterKey, random: Fixed.random)
    }

    @Test("a wrapped key opens what was sealed before")
    func roundTrip() throws {
        let sealed = try Vault.seal(
            Fixed.plaintext, tenant: Fixed.tenant, context: Fixed.context, key: Fixed.tenantKey)
        let key = try TenantKey.unwrap(self.wrapped, for: Fixed.tenant, under: Fixed.masterKey)
        #expect(key.id == Fixed.tenantKey.id)
        #expect(
            try Vault.open(sealed, tenant: Fixed.tenant, context: Fixed.context, key: key) == Fixed.plaintext)
    }

    @Test("another tenant's key does not unwrap")
    func otherTenant() {
        #expect(throws: VaultError.notAuthentic) {
            try TenantKey.unwrap(self.wrapped, for: Fixed.otherTenant, under: Fixed.masterKey)
        }
    }

    @Test("a wrong master key names the one that is needed")
    func otherMaster() {
        #expect(throws: VaultError.wrongKey(needed: Fixed.masterKey.id, held: Fixed.otherMasterKey.id)) {
            try TenantKey.unwrap(self.wrapped, for: Fixed.tenant, under: Fixed.otherMasterKey)
        }
    }

    @Test("no bit of it can be changed", arguments: 0..<(32 + Envelope.overhead), 0..<8)
    func bitFlip(byte: Int, bit: Int) {
        var changed = self.wrapped
        changed[byte] ^= 1 << bit
        #expect(throws: VaultError.self) {
            try TenantKey.unwrap(changed, for: Fixed.tenant, under: Fixed.masterKey)
        }
    }

    @Test("a new master key takes over by wrapping again")
    func rewrap() throws {
        let key = try TenantKey.unwrap(self.wrapped, for: Fixed.tenant, under: Fixed.masterKey)
        let again = try key.wrapped(for: Fixed.tenant, under: Fixed.otherMasterKey)
        #expect(try TenantKey.unwrap(again, for: Fixed.tenant, under: Fixed.otherMasterKey).id == key.id)
    }

    /// Made with Python's `cryptography` from the layout in `Envelope`.
    @Test("the stored format is the documented one")
    func format() {
        #expect(
            Hex.encode(self.wrapped)
                == "5701131e391ac8c9cacbcccdcecfd0d1d2d36c4398865b536375adb05cad09f3"
                + "2c65905936b1bda6788f9f01e309705fb4d09fdc0998d7da1157d95360841a8cfd2d")
        #expect(Fixed.masterKey.id.description == "131e391a")
    }
}
