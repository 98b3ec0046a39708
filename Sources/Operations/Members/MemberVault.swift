import Foundation
import Records
import Store
import Vault

/// What is sealed for one member, under the member's own key: a row copied to another member does not open.
struct MemberVault {
    let hub: Installation
    let member: MemberRecord

    /// - Returns: The key as it is stored, in the transaction that stores it.
    static func makeKey(_ db: any SQLConnection, for member: UUID, _ hub: Installation) throws -> [UInt8] {
        try TenantKey.generate().wrapped(for: member, under: try hub.masters.wrapping(db))
    }

    func seal(_ secret: TOTPSecret) throws -> [UInt8] {
        try Vault.seal(
            Array(secret.base32.reveal().utf8), tenant: self.member.id, context: self.place, key: try self.key)
    }

    func open(_ sealed: [UInt8]) throws -> TOTPSecret {
        let bytes = try Vault.open(sealed, tenant: self.member.id, context: self.place, key: try self.key)
        guard let secret = TOTPSecret(base32: String(decoding: bytes, as: UTF8.self)) else {
            throw VaultError.unreadable
        }
        return secret
    }

    /// What somebody wrote of why they did something.
    func seal(purpose: String) throws -> [UInt8] {
        try Vault.seal(Array(purpose.utf8), tenant: self.member.id, context: self.purposePlace, key: try self.key)
    }

    func openPurpose(_ sealed: [UInt8]) throws -> String {
        let bytes = try Vault.open(sealed, tenant: self.member.id, context: self.purposePlace, key: try self.key)
        return String(decoding: bytes, as: UTF8.self)
    }

    private var key: TenantKey {
        get throws { try self.hub.masters.unwrap(self.member.wrappedKey, for: self.member.id) }
    }

    private var purposePlace: String { "member/\(self.member.id.text)/purpose" }
    private var place: String { "member/\(self.member.id.text)/second-factor" }
}
