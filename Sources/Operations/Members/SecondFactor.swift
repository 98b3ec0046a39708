import Foundation
import Records
import Store
public import Vault
import Wire

/// What an authenticator app is given. Shown on one page, to the member alone.
public struct PendingFactor: Sendable {
    /// Groups of four, to be typed.
    public var secret: Secret
    /// `otpauth://…`, for an app on the same machine or a QR code.
    public var address: Secret
}

/// Begins to set a second factor up, or shows again what is being set up.
public struct BeginSecondFactor: Sendable {
    public init() {}

    /// - Throws: `MemberError.secondFactorOn`.
    public func run(_ visitor: Visitor, _ hub: Installation) async throws -> PendingFactor {
        let secret = try await hub.store.system { db -> TOTPSecret in
            guard let member = try MemberRecords.lock(db, id: visitor.member) else { throw MemberError.memberUnknown }
            guard member.totpSecret == nil else { throw MemberError.secondFactorOn }
            let vault = MemberVault(hub: hub, member: member)
            if let pending = member.totpPending { return try vault.open(pending) }
            let secret = TOTPSecret.generate()
            try MemberRecords.setPending(db, member.id, try vault.seal(secret))
            return secret
        }
        let letters = Array(secret.base32.reveal())
        let grouped = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
        return PendingFactor(
            secret: Secret(grouped.joined(separator: " ")),
            address: secret.uri(issuer: "Entrepot", account: visitor.address))
    }
}

/// Turns it on, once the app shows a right code. The password is asked for: a browser left open must not lock its member out.
public struct ConfirmSecondFactor: Sendable {
    let password: String
    let code: String

    public init(password: String, code: String) {
        self.password = password
        self.code = code
    }

    /// - Returns: The recovery codes, shown this once, and the session's new token. Every other session ends.
    /// - Throws: `MemberError.wrongCode`, `.secondFactorOn`, `.secondFactorOff` where nothing was begun.
    public func run(_ visitor: Visitor, _ hub: Installation) async throws -> (codes: [Secret], token: BearerToken) {
        let (typed, now) = (self.code.filter { !$0.isWhitespace }, hub.now())
        // Who came in by the link of the demo has no password.
        if try await hub.store.system({ try MemberRecords.find($0, id: visitor.member)?.password }) != nil {
            _ = try await ConfirmPassword(password: self.password).run(visitor, hub)
        }
        let (codes, stored) = try await MakeRecoveryCodes.codes(hub)
        let token = try await hub.store.system { db -> BearerToken in
            guard let member = try MemberRecords.lock(db, id: visitor.member) else { throw MemberError.memberUnknown }
            guard member.totpSecret == nil else { throw MemberError.secondFactorOn }
            guard let pending = member.totpPending else { throw MemberError.secondFactorOff }
            let secret = try MemberVault(hub: hub, member: member).open(pending)
            guard let step = TOTP.accepts(typed, secret: secret, now: now, lastStep: nil) else {
                throw MemberError.wrongCode(clockOff: TOTP.drift(of: typed, secret: secret, now: now))
            }
            try MemberRecords.setSecondFactor(
                db, member.id, secret: pending, step: step, recoveryCodes: stored.text.reveal())
            try AuditBook(hub: hub).add(db, .secondFactorOn, ofMember: member.id)
            try Letters(hub: hub).post(
                db, .notice, .notice(to: member.address, "The second factor of your account was turned on."))
            return try RenewSession(visitor: visitor).run(db)
        }
        return (codes, token)
    }
}

/// Turns it off: the password and a code are asked for.
public struct EndSecondFactor: Sendable {
    let password: String
    let code: String

    public init(password: String, code: String) {
        self.password = password
        self.code = code
    }

    /// - Throws: `MemberError.secondFactorDuty` for a role that needs one.
    public func run(_ visitor: Visitor, _ hub: Installation) async throws -> BearerToken {
        guard !visitor.mustHaveSecondFactor else { throw MemberError.secondFactorDuty }
        let member = try await ConfirmCode(password: self.password, code: self.code).run(visitor, hub)
        return try await hub.store.system { db in
            try MemberRecords.setSecondFactor(db, member.id, secret: nil, step: nil, recoveryCodes: nil)
            try AuditBook(hub: hub).add(db, .secondFactorOff, ofMember: member.id)
            try Letters(hub: hub).post(
                db, .notice, .notice(to: member.address, "The second factor of your account was turned off."))
            return try RenewSession(visitor: visitor).run(db)
        }
    }
}

/// Ten new recovery codes; those before are good for nothing any more.
public struct MakeRecoveryCodes: Sendable {
    let password: String
    let code: String

    public init(password: String, code: String) {
        self.password = password
        self.code = code
    }

    public func run(_ visitor: Visitor, _ hub: Installation) async throws -> [Secret] {
        let member = try await ConfirmCode(password: self.password, code: self.code).run(visitor, hub)
        let (codes, stored) = try await Self.codes(hub)
        try await hub.store.system { db in
            guard let now = try MemberRecords.lock(db, id: member.id), now.totpSecret != nil else {
                throw MemberError.secondFactorOff
            }
            _ = try MemberRecords.setRecoveryCodes(db, now.id, from: now.recoveryCodes, to: stored.text.reveal())
            try AuditBook(hub: hub).add(db, .recoveryCodesMade, ofMember: now.id)
        }
        return codes
    }

    static func codes(_ hub: Installation) async throws -> (codes: [Secret], stored: RecoveryCodes) {
        let cost = hub.people.cost
        do { return try await hub.people.desk.queued { RecoveryCodes.generate(cost: cost) } } catch is PasswordDesk.Busy
        {
            throw MemberError.busy
        }
    }
}

/// The password and a code, counted by session.
struct ConfirmCode {
    let password: String
    let code: String

    func run(_ visitor: Visitor, _ hub: Installation) async throws -> MemberRecord {
        let member = try await ConfirmPassword(password: self.password).run(visitor, hub)
        let patience = Patience(address: member.address, device: Array(visitor.session.text.utf8))
        let charge = try await patience.charge(hub)
        do { try await CheckCode(member: member, code: self.code).run(hub) } catch {
            if case MemberError.wrongCode = error { throw error }
            try await patience.refund(charge, hub)
            throw error
        }
        try await patience.refund(charge, hub)
        return member
    }
}
