import Foundation
import Records
import Vault

/// A password that somebody wants to have from now on: held against the rules, and hashed.
struct ChoosePassword {
    let typed: String
    let address: String
    let name: String
    var company = ""
    /// Hashes of today's password and earlier ones, as texts.
    var former: [String] = []

    /// - Throws: `MemberError.badPassword` with every fault, `.busy`.
    func run(_ hub: Installation) async throws -> PasswordHash {
        let rules = hub.people
        let password: Password
        do { password = try Password(self.typed) } catch {
            throw MemberError.badPassword([
                error == .tooShort(least: 1) ? .tooShort(least: rules.passwords.leastLength) : error
            ])
        }
        let person = PersonalWords(address: self.address, name: self.name, company: self.company)
        var faults = rules.passwords.faults(in: password, person: person, common: rules.common)
        if faults.isEmpty, try rules.breached?.contains(password) ?? false { faults = [.breached] }
        guard faults.isEmpty else { throw MemberError.badPassword(faults) }
        do {
            for text in self.former.prefix(rules.passwords.remembered) {
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
