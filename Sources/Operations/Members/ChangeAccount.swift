public import Foundation
import Records
import Store
public import Vault
import Wire

/// A member's own account as they see it.
public struct AccountView: Sendable, Hashable {
    public var address: String
    public var name: String
    public var company: String
    public var phone: String
    public var locale: String
    public var look: Look
    public var isVerified: Bool
    public var hasSecondFactor: Bool
    /// How many recovery codes are left.
    public var recoveryCodes: Int
    public var passwordAt: Date?
}

public struct ShowAccount: Sendable {
    public init() {}

    public func run(_ visitor: Visitor, _ hub: Installation) async throws -> AccountView {
        guard let member = try await hub.store.system({ try MemberRecords.find($0, id: visitor.member) }) else {
            throw MemberError.memberUnknown
        }
        return AccountView(
            address: member.address, name: member.name, company: member.company, phone: member.phone,
            locale: member.locale, look: member.look, isVerified: member.verifiedAt != nil,
            hasSecondFactor: member.totpSecret != nil,
            recoveryCodes: member.recoveryCodes.flatMap { RecoveryCodes(text: $0)?.left } ?? 0,
            passwordAt: member.passwordAt)
    }
}

/// What one is called, for whom one works, how one is reached, how pages look.
public struct SetProfile: Sendable {
    let name: String
    let company: String
    let phone: String
    let locale: String
    let look: String

    /// - Parameter look: A `Look`; empty for the one there is.
    public init(name: String, company: String, phone: String, locale: String, look: String = "") {
        self.name = name
        self.company = company
        self.phone = phone
        self.locale = locale
        self.look = look
    }

    /// - Throws: `OperationError.invalid`.
    public func run(_ visitor: Visitor, _ hub: Installation) async throws {
        let name = try Name.checked(self.name, field: "Your name")
        let company = self.company.isEmpty ? "" : try Name.checked(self.company, field: "Company")
        let phone = self.phone.trimmingCharacters(in: .whitespaces)
        guard phone.count <= 40, phone.allSatisfy({ $0.isNumber || "+-() /.".contains($0) }) else {
            throw OperationError.invalid(field: "Phone", reason: "Use digits, spaces and + - ( ) only.")
        }
        let locale = self.locale.isEmpty ? "en" : self.locale
        guard locale.wholeMatch(of: /[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}/) != nil else {
            throw OperationError.invalid(field: "Language", reason: "Write it like en or de-CH.")
        }
        let look = Look(rawValue: self.look)
        guard look != nil || self.look.isEmpty else {
            throw OperationError.invalid(field: "Appearance", reason: "It is system, light or dark.")
        }
        try await hub.store.system { db in
            guard var member = try MemberRecords.lock(db, id: visitor.member) else { throw MemberError.memberUnknown }
            if let look { member.look = look }
            (member.name, member.company, member.phone, member.locale) = (name, company, phone, locale)
            try MemberRecords.setProfile(db, member)
            try AuditBook(hub: hub).add(db, .profileChanged, ofMember: member.id)
        }
    }
}

/// Asks for the password once more, before what a stolen session must not do.
struct ConfirmPassword {
    let password: String

    /// - Throws: `MemberError.wrongPassword`, `.waiting`, `.busy`.
    func run(_ visitor: Visitor, _ hub: Installation) async throws -> MemberRecord {
        guard let member = try await hub.store.system({ try MemberRecords.find($0, id: visitor.member) }) else {
            throw MemberError.memberUnknown
        }
        // Counted by session: a stolen one guesses against itself, and locks nobody else out.
        let patience = Patience(address: member.address, device: Array(visitor.session.text.utf8))
        let charge = try await patience.charge(hub)
        do {
            let typed = try? Password(self.password)
            let stored = typed == nil ? nil : member.password.flatMap { PasswordHash(text: $0) }
            guard try await hub.people.desk.matches(try typed ?? Password("nothing was typed"), stored) else {
                throw MemberError.wrongPassword
            }
        } catch MemberError.wrongPassword { throw MemberError.wrongPassword } catch {
            try await patience.refund(charge, hub)
            if error is PasswordDesk.Busy { throw MemberError.busy }
            throw error
        }
        try await patience.refund(charge, hub)
        return member
    }
}

/// Another password, by a member who knows the one before. Every other session ends.
public struct ChangePassword: Sendable {
    let old: String
    let new: String

    public init(from old: String, to new: String) {
        self.old = old
        self.new = new
    }

    /// - Returns: The session's new token.
    public func run(_ visitor: Visitor, _ hub: Installation) async throws -> BearerToken {
        let member = try await ConfirmPassword(password: self.old).run(visitor, hub)
        let former = ChoosePassword.former(of: member, rules: hub.people.passwords)
        let hash = try await ChoosePassword(
            typed: self.new, address: member.address, name: member.name, company: member.company, former: former,
            member: member.id
        ).run(hub)
        let now = hub.now()
        return try await hub.store.system { db in
            try MemberRecords.setPassword(db, member.id, to: hash.text.reveal(), former: former, at: now)
            try AuditBook(hub: hub).add(db, .passwordChanged, ofMember: member.id)
            try Letters(hub: hub).post(
                db, .notice, .notice(to: member.address, "The password of your account was changed."))
            return try RenewSession(visitor: visitor).run(db)
        }
    }
}
