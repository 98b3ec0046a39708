import Foundation
import Records
import Store
import Vault

/// A password that somebody wants to have from now on: held against the rules, and hashed.
struct ChoosePassword {
    let typed: String
    let address: String
    let name: String
    var company = ""
    /// Hashes of today's password and earlier ones, as texts.
    var former: [String] = []
    /// Whose it is to be, where there is an account: their places may ask for more.
    var member: UUID?

    /// - Throws: `MemberError.badPassword` with every fault, `.busy`.
    func run(_ hub: Installation) async throws -> PasswordHash {
        let rules = hub.people
        let member = self.member
        let own = try await hub.store.system { db in
            try member.map { try rules.passwords(of: $0, db) } ?? rules.passwords
        }
        let password: Password
        do { password = try Password(self.typed) } catch {
            throw MemberError.badPassword([
                error == .tooShort(least: 1) ? .tooShort(least: own.leastLength) : error
            ])
        }
        let person = PersonalWords(address: self.address, name: self.name, company: self.company)
        var faults = own.faults(in: password, person: person, common: rules.common)
        if faults.isEmpty, try rules.breached?.contains(password) ?? false { faults = [.breached] }
        guard faults.isEmpty else { throw MemberError.badPassword(faults) }
        do {
            for text in self.former.prefix(own.remembered) {
                guard let old = PasswordHash(text: text) else { continue }
                if try await rules.desk.matches(password, old) { throw MemberError.badPassword([.used]) }
            }
            return try await rules.desk.hash(password)
        } catch is PasswordDesk.Busy { throw MemberError.busy }
    }

    /// What is remembered once `member` has another password.
    static func former(of member: MemberRecord, rules: PasswordRules) -> [String] {
        Array((([member.password].compactMap { $0 }) + member.formerPasswords).prefix(rules.remembered))
    }
}
