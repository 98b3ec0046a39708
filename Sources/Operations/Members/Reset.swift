import Foundation
import Records
import Store
public import Vault
import Wire

/// Asks for a link to choose a new password, by mail.
public struct AskForReset: Sendable {
    let address: String

    public init(address: String) { self.address = address }

    /// Says nothing of whether there is such an account, in words, in time or in the number of letters written.
    ///
    /// - Throws: `MemberError.mailMissing` for everybody where no mail is sent.
    public func run(_ hub: Installation) async throws {
        let letters = Letters(hub: hub)
        guard letters.isOn else { throw MemberError.mailMissing }
        let (address, now) = (MailAddress(self.address)?.text ?? "", hub.now())
        try await hub.store.system { db in
            guard let member = try MemberRecords.find(db, address: address) else {
                return try letters.post(db, .reset, Letters.decoy)
            }
            // Nobody's mailbox is filled by asking again and again.
            if let newest = try OneTimeTokenRecords.newest(db, kind: TokenKind.reset.rawValue, member: member.id),
                now.timeIntervalSince(newest) < 60
            {
                return try letters.post(db, .reset, Letters.decoy)
            }
            let token = try Links.make(db, .reset, member: member.id, at: now)
            try AuditBook(hub: hub).add(db, .resetAsked, by: .nobody, ofMember: member.id)
            try letters.post(
                db, .reset,
                .link(
                    to: member.address, subject: "Choose a new password",
                    "Somebody, you we hope, wants to choose a new password for your Entrepot account. Do it here:",
                    link: hub.people.link("reset", token), life: "half an hour",
                    else: "If it was not you, leave it: nothing changes."))
        }
    }
}

/// Makes such a link at the command line, for a member who cannot get mail.
public struct MakeReset: Sendable {
    let address: String
    let endsSecondFactor: Bool

    /// - Parameter endsSecondFactor: Turns it off at once, for a member without phone and recovery codes.
    public init(address: String, endsSecondFactor: Bool = false) {
        self.address = address
        self.endsSecondFactor = endsSecondFactor
    }

    public func run(_ hub: Installation) async throws -> Secret {
        let (address, now) = (MailAddress(self.address)?.text ?? self.address, hub.now())
        let endsSecondFactor = self.endsSecondFactor
        let token = try await hub.store.system { db in
            guard let member = try MemberRecords.find(db, address: address) else { throw MemberError.memberUnknown }
            if endsSecondFactor {
                try MemberRecords.setSecondFactor(db, member.id, secret: nil, step: nil, recoveryCodes: nil)
                try SessionRecords.endAll(db, member: member.id)
                try AuditBook(hub: hub).add(db, .secondFactorOff, by: .machine, ofMember: member.id)
                try Letters(hub: hub).post(
                    db, .notice, .notice(to: member.address, "The second factor of your account was turned off."))
            }
            try AuditBook(hub: hub).add(db, .resetMade, by: .machine, ofMember: member.id)
            return try Links.make(db, .reset, member: member.id, at: now)
        }
        return hub.people.link("reset", token)
    }
}

/// Chooses a password by a reset's link. Signs nobody in: the second factor, where there is one, is still asked for.
public struct ResetPassword: Sendable {
    let token: String
    let password: String

    public init(token: String, password: String) {
        self.token = token
        self.password = password
    }

    /// - Throws: `MemberError.linkUnknown`, `.linkSpent`, `.linkExpired`.
    public static func check(_ token: String, _ hub: Installation) async throws {
        let now = hub.now()
        try await hub.store.system { _ = try Links.open($0, token, .reset, at: now) }
    }

    /// Ends every session and forgives every wrong guess.
    public func run(_ hub: Installation) async throws {
        let (token, now) = (self.token, hub.now())
        let member = try await hub.store.system { db in
            guard let id = try Links.open(db, token, .reset, at: now).member,
                let member = try MemberRecords.find(db, id: id)
            else { throw MemberError.linkUnknown }
            return member
        }
        let former = ChoosePassword.former(of: member, rules: hub.people.passwords)
        let hash = try await ChoosePassword(
            typed: self.password, address: member.address, name: member.name, company: member.company, former: former,
            member: member.id
        ).run(hub)
        try await hub.store.system { db in
            let (digest, _) = try Links.open(db, token, .reset, at: now)
            try Links.spend(db, digest, at: now)
            try MemberRecords.setPassword(db, member.id, to: hash.text.reveal(), former: former, at: now)
            try SessionRecords.endAll(db, member: member.id)
            try DeviceRecords.forgetAll(db, member: member.id)
            try Patience(address: member.address, device: nil).forgive(db)
            try AuditBook(hub: hub).add(db, .passwordReset, ofMember: member.id)
            try Letters(hub: hub).post(
                db, .notice, .notice(to: member.address, "The password of your account was changed."))
        }
    }
}

/// Shows that an address is the member's.
enum AskToVerify {
    /// Nothing where no mail is sent.
    static func post(_ db: any SQLConnection, _ member: MemberRecord, _ hub: Installation) throws {
        guard hub.people.mailer != nil, member.verifiedAt == nil else { return }
        let token = try Links.make(db, .verification, member: member.id, at: hub.now())
        try Letters(hub: hub).post(
            db, .verification,
            .link(
                to: member.address, subject: "Is this your address?",
                "An Entrepot account was made with this address. Say that it is yours:",
                link: hub.people.link("verify", token), life: "a day", else: "If it is not yours, leave it."))
    }
}

/// Asks for another mail to verify one's address.
public struct VerifyAgain: Sendable {
    public init() {}

    public func run(_ visitor: Visitor, _ hub: Installation) async throws {
        guard hub.people.mailer != nil else { throw MemberError.mailMissing }
        try await hub.store.system { db in
            guard let member = try MemberRecords.find(db, id: visitor.member) else { throw MemberError.memberUnknown }
            try AskToVerify.post(db, member, hub)
        }
    }
}

/// Uses a verification's link.
public struct VerifyAddress: Sendable {
    let token: String

    public init(token: String) { self.token = token }

    public func run(_ hub: Installation) async throws {
        let (token, now) = (self.token, hub.now())
        try await hub.store.system { db in
            let (digest, member) = try Links.open(db, token, .verification, at: now)
            guard let member else { throw MemberError.linkUnknown }
            try Links.spend(db, digest, at: now)
            try MemberRecords.verify(db, member, at: now)
            try AuditBook(hub: hub).add(db, .addressVerified, ofMember: member)
        }
    }
}
