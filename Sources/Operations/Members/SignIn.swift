import Foundation
import Records
import Store
public import Vault

/// A session that begins, and what the browser is to keep.
public struct SignedIn: Sendable {
    /// A new one each time, whatever the browser showed before.
    public var token: BearerToken
    /// To be kept, so that others' wrong guesses do not lock this browser out; `nil` where it has one.
    public var device: BearerToken?
    /// Whether the second factor is still owed.
    public var isHalf: Bool
}

/// What the browser shows of itself.
public struct BrowserMarks: Sendable {
    public var device: BearerToken?
    /// In two words.
    public var label: String

    public init(device: BearerToken? = nil, label: String) {
        self.device = device
        self.label = label
    }
}

/// The password.
public struct SignIn: Sendable {
    let address: String
    let password: String
    let marks: BrowserMarks

    public init(address: String, password: String, marks: BrowserMarks) {
        self.address = address
        self.password = password
        self.marks = marks
    }

    /// As slow and with the same answers for an address without an account as for one with.
    ///
    /// - Throws: `MemberError.wrongPassword`, `.waiting`, `.busy`.
    public func run(_ hub: Installation) async throws -> SignedIn {
        // Something is counted and hashed for anything that is typed.
        let address = MailAddress(self.address)?.text ?? String(self.address.lowercased().prefix(254))
        let marks = self.marks
        let (member, isKnown) = try await hub.store.system { db -> (MemberRecord?, Bool) in
            let member = try MemberRecords.find(db, address: address)
            return (member, try Self.isKnown(db, marks.device, of: member, at: hub.now()))
        }
        let patience = Patience(address: address, device: isKnown ? marks.device?.digest : nil)
        let charge = try await patience.charge(hub)
        let typed = try? Password(self.password)
        let isRight: Bool
        do {
            let stored = typed == nil ? nil : member?.password.flatMap { PasswordHash(text: $0) }
            isRight = try await hub.people.desk.matches(try typed ?? Password("nothing was typed"), stored)
        } catch {
            try await patience.refund(charge, hub)
            if error is PasswordDesk.Busy { throw MemberError.busy }
            throw error
        }
        guard isRight, let member, let typed else {
            try await TellFailure(deed: .signInFailed, member: member?.id, charge: charge).run(hub)
            throw MemberError.wrongPassword
        }
        try await self.renewHash(member, typed, hub)
        if member.totpSecret != nil {
            // Neither forgiven nor held against: the code decides.
            try await patience.refund(charge, hub)
            return try await OpenSession(member: member, marks: marks, isKnown: isKnown, stage: .half).run(hub)
        }
        return try await OpenSession(member: member, marks: marks, isKnown: isKnown, stage: .whole, patience: patience)
            .run(hub)
    }

    static func isKnown(
        _ db: any SQLConnection, _ device: BearerToken?, of member: MemberRecord?, at now: Date
    ) throws -> Bool {
        guard let device, let member,
            let made = try DeviceRecords.find(db, digest: device.digest, member: member.id)
        else { return false }
        return OneTimeToken(kind: .device, made: made, spent: nil).verdict(now: now) == .good
    }

    /// A hash of earlier, cheaper days is made anew while the password is at hand.
    private func renewHash(_ member: MemberRecord, _ password: Password, _ hub: Installation) async throws {
        guard let old = member.password, PasswordHash(text: old)?.needsUpgrade(to: hub.people.cost) ?? false,
            let new = try? await hub.people.desk.hash(password)
        else { return }
        try await hub.store.system { try MemberRecords.rehash($0, member.id, from: old, to: new.text.reveal()) }
    }
}

/// Writes a new session down.
struct OpenSession {
    let member: MemberRecord
    let marks: BrowserMarks
    let isKnown: Bool
    let stage: SessionRecord.Stage
    /// Forgiven with it.
    var patience: Patience?
    /// The half session that it takes the place of.
    var after: SessionRecord?

    func run(_ hub: Installation) async throws -> SignedIn {
        let token = BearerToken.generate(.session)
        let device = self.stage == .whole && !self.isKnown ? BearerToken.generate(.device) : nil
        let now = hub.now()
        let session = SessionRecord(
            id: hub.id(), member: self.member.id, tenant: self.after?.tenant, stage: self.stage,
            browser: String(self.marks.label.prefix(60)), signedInAt: now, lastSeenAt: now)
        let (patience, after) = (self.patience, self.after)
        try await hub.store.system { db in
            if let after {
                guard try SessionRecords.end(db, after.id, member: session.member) else {
                    throw MemberError.notSignedIn
                }
            }
            try SessionRecords.insert(db, session, digest: token.digest)
            if let device { try DeviceRecords.insert(db, digest: device.digest, member: session.member, at: now) }
            try patience?.forgive(db)
            if session.stage == .whole { try AuditBook(hub: hub).add(db, .signedIn, ofMember: session.member) }
        }
        return SignedIn(token: token, device: device, isHalf: self.stage == .half)
    }
}

/// The second factor of a half session: a code of the phone, or a recovery code.
public struct GiveCode: Sendable {
    let session: BearerToken
    let code: String
    let marks: BrowserMarks

    public init(session: BearerToken, code: String, marks: BrowserMarks) {
        self.session = session
        self.code = code
        self.marks = marks
    }

    /// - Throws: `MemberError.notSignedIn`, `.wrongCode`, `.waiting`, `.busy`.
    public func run(_ hub: Installation) async throws -> SignedIn {
        let (digest, marks, now) = (self.session.digest, self.marks, hub.now())
        let found = try await hub.store.system { db -> (SessionRecord, MemberRecord, Bool)? in
            guard let session = try SessionRecords.find(db, digest: digest), session.stage == .half,
                now.timeIntervalSince(session.signedInAt) < FindVisitor.halfLife,
                let member = try MemberRecords.find(db, id: session.member)
            else { return nil }
            return (session, member, try SignIn.isKnown(db, marks.device, of: member, at: now))
        }
        guard let (session, member, isKnown) = found else { throw MemberError.notSignedIn }
        let patience = Patience(address: member.address, device: isKnown ? marks.device?.digest : nil)
        let charge = try await patience.charge(hub)
        do { try await CheckCode(member: member, code: self.code).run(hub) } catch {
            if case MemberError.wrongCode = error {
                try await TellFailure(deed: .codeFailed, member: member.id, charge: charge).run(hub)
                throw error
            }
            try await patience.refund(charge, hub)
            throw error
        }
        return try await OpenSession(
            member: member, marks: marks, isKnown: isKnown, stage: .whole, patience: patience, after: session
        ).run(hub)
    }
}

/// Spends a code of the phone, or a recovery code: each is good once.
struct CheckCode {
    let member: MemberRecord
    let code: String

    /// - Throws: `MemberError.wrongCode`, `.secondFactorOff`, `.busy`.
    func run(_ hub: Installation) async throws {
        guard let sealed = self.member.totpSecret else { throw MemberError.secondFactorOff }
        let typed = self.code.filter { !$0.isWhitespace }
        let id = self.member.id
        guard typed.utf8.count == 6, typed.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return try await self.spendRecoveryCode(hub)
        }
        let secret = try MemberVault(hub: hub, member: self.member).open(sealed)
        guard let step = TOTP.accepts(typed, secret: secret, now: hub.now(), lastStep: self.member.totpStep) else {
            let isReplay = TOTP.accepts(typed, secret: secret, now: hub.now(), lastStep: nil) != nil
            throw MemberError.wrongCode(
                clockOff: isReplay ? nil : TOTP.drift(of: typed, secret: secret, now: hub.now()))
        }
        guard try await hub.store.system({ try MemberRecords.useStep($0, id, step) }) else {
            throw MemberError.wrongCode(clockOff: nil)
        }
    }

    private func spendRecoveryCode(_ hub: Installation) async throws {
        guard let text = self.member.recoveryCodes, let codes = RecoveryCodes(text: text) else {
            throw MemberError.wrongCode(clockOff: nil)
        }
        let (typed, id) = (self.code, self.member.id)
        let left: RecoveryCodes?
        do { left = try await hub.people.desk.queued { codes.spending(typed) } } catch is PasswordDesk.Busy {
            throw MemberError.busy
        }
        guard let left else { throw MemberError.wrongCode(clockOff: nil) }
        let isFirst = try await hub.store.system {
            try MemberRecords.setRecoveryCodes($0, id, from: text, to: left.text.reveal())
        }
        guard isFirst else { throw MemberError.wrongCode(clockOff: nil) }
    }
}
