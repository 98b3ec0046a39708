import Foundation
import Testing

@testable import Vault

@Suite("A key for each person")
struct SubjectKeyTests {
    static let anna = SubjectID(Fixed.otherTenant)
    static let ben = SubjectID(Fixed.tenant)
    static let key = SubjectKey(bytes: Array(64..<96))
    static let keys = KeyRing(Fixed.tenantKey)
    static let context = "order/1/recipient"
    static let data = Array("Anna Lindqvist, Storgatan 1".utf8)

    let wrapped: [UInt8]
    let sealed: [UInt8]

    init() throws {
        self.wrapped = try Self.key.wrapped(for: Self.anna, tenant: Fixed.tenant, under: Fixed.tenantKey)
        self.sealed = try Self.key.seal(Self.data, of: Self.anna, tenant: Fixed.tenant, context: Self.context)
    }

    @Test("opens what is held of that person")
    func roundTrip() throws {
        let key = try SubjectKey.unwrap(self.wrapped, for: Self.anna, tenant: Fixed.tenant, under: Self.keys)
        #expect(key.id == Self.key.id)
        #expect(try key.open(self.sealed, of: Self.anna, tenant: Fixed.tenant, context: Self.context) == Self.data)
    }

    @Test("that was destroyed opens nothing any more, with any other key we have", arguments: [0, 66, 100])
    func destroyed(length: Int) throws {
        let erased = [UInt8](repeating: 0, count: length)
        #expect(throws: VaultError.unreadable) {
            try SubjectKey.unwrap(erased, for: Self.anna, tenant: Fixed.tenant, under: Self.keys)
        }
        let fresh = SubjectKey.generate()
        #expect(throws: VaultError.wrongKey(needed: Self.key.id, held: fresh.id)) {
            try fresh.open(self.sealed, of: Self.anna, tenant: Fixed.tenant, context: Self.context)
        }
        #expect(throws: VaultError.unreadable) {
            try Vault.open(self.sealed, tenant: Fixed.tenant, context: Self.context, key: Fixed.tenantKey)
        }
    }

    @Test(
        "does not unwrap for another person or tenant",
        arguments: [(Self.ben, Fixed.tenant), (Self.anna, Fixed.otherTenant), (Self.ben, Fixed.otherTenant)])
    func copiedKey(subject: SubjectID, tenant: UUID) {
        #expect(throws: VaultError.notAuthentic) {
            try SubjectKey.unwrap(self.wrapped, for: subject, tenant: tenant, under: Self.keys)
        }
    }

    @Test(
        "does not open data copied to another person, tenant or place",
        arguments: [
            (Self.ben, Fixed.tenant, Self.context), (Self.anna, Fixed.otherTenant, Self.context),
            (Self.anna, Fixed.tenant, "order/2/recipient"),
        ])
    func copiedData(subject: SubjectID, tenant: UUID, context: String) {
        #expect(throws: VaultError.notAuthentic) {
            try Self.key.open(self.sealed, of: subject, tenant: tenant, context: context)
        }
    }

    @Test("is wrapped again when the tenant's key changes, and what it sealed stays as it is")
    func rewrap() throws {
        let ring = Self.keys.changing(to: Fixed.otherTenantKey)
        let again = try ring.rewrap(self.wrapped, for: Self.anna, tenant: Fixed.tenant)
        let key = try SubjectKey.unwrap(
            again, for: Self.anna, tenant: Fixed.tenant, under: ring.retiring(Fixed.tenantKey.id))
        #expect(try key.open(self.sealed, of: Self.anna, tenant: Fixed.tenant, context: Self.context) == Self.data)
        #expect(throws: VaultError.wrongKey(needed: Fixed.tenantKey.id, held: Fixed.otherTenantKey.id)) {
            try SubjectKey.unwrap(
                self.wrapped, for: Self.anna, tenant: Fixed.tenant, under: KeyRing(Fixed.otherTenantKey))
        }
    }

    @Test("no bit of the wrapped key can be changed", arguments: 0..<(32 + Envelope.overhead), 0..<8)
    func bitFlip(byte: Int, bit: Int) {
        var changed = self.wrapped
        changed[byte] ^= 1 << bit
        #expect(throws: VaultError.self) {
            try SubjectKey.unwrap(changed, for: Self.anna, tenant: Fixed.tenant, under: Self.keys)
        }
    }

    @Test("is not taken for a tenant's key, nor personal data for a credential")
    func kinds() throws {
        #expect(SealedHeader(of: self.wrapped)?.kind == .wrappedSubjectKey)
        #expect(SealedHeader(of: self.sealed)?.kind == .personal)
        #expect(throws: VaultError.unreadable) {
            try TenantKey.unwrap(self.wrapped, for: Fixed.tenant, under: Fixed.masterKey)
        }
        #expect(!MaskingTests.printed(Self.key).contains(Hex.encode(Array(64..<96))))
    }

    @Test("names of persons are read in one form only")
    func names() {
        let text = Self.anna.description
        #expect(text == "sub_0192f0c1-7a3b-7c4d-8e5f-112233445567")
        #expect(SubjectID(text) == Self.anna)
        #expect(SubjectID(text.uppercased()) == nil)
        #expect(SubjectID("sub_" + text.dropFirst(4).uppercased()) == nil)
        #expect(SubjectID(String(text.dropFirst(4))) == nil)
        #expect(SubjectID("sub_anna@example.com") == nil)
    }
}
