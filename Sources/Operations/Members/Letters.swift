import Commerce
import Foundation
import Logging
import Records
import Store
import Vault
import Wire

/// Puts mail on its way in the transaction that it belongs to. It leaves later, by `SendLetters`.
struct Letters {
    enum Kind: String { case invitation, reset, verification, notice }

    let hub: Installation

    var isOn: Bool { self.hub.people.mailer != nil }

    /// What nobody gets: an address without an account costs the same work as one with.
    static let decoy = MailMessage(to: "", subject: "", text: String(repeating: " ", count: 400))

    /// Nothing where no mail is sent.
    func post(_ db: any SQLConnection, _ kind: Kind, about: UUID? = nil, _ message: MailMessage) throws {
        guard self.isOn else { return }
        let (id, key) = (self.hub.id(), TenantKey.generate())
        let body = try JSONEncoder().encode([message.to, message.subject, message.text])
        let sealed = try Vault.seal(Array(body), tenant: id, context: Self.place, key: key)
        let wrapped = try key.wrapped(for: id, under: try self.hub.masters.wrapping(db))
        try LetterRecords.insert(
            db,
            LetterRecord(
                id: id, kind: kind.rawValue, about: about, wrappedKey: wrapped,
                sealed: sealed, createdAt: self.hub.now()))
    }

    func open(_ letter: LetterRecord) throws -> MailMessage {
        let key = try self.hub.masters.unwrap(letter.wrappedKey, for: letter.id)
        let body = try Vault.open(letter.sealed, tenant: letter.id, context: Self.place, key: key)
        let parts = try JSONDecoder().decode([String].self, from: Data(body))
        guard parts.count == 3 else { throw VaultError.unreadable }
        return MailMessage(to: parts[0], subject: parts[1], text: parts[2])
    }

    private static let place = "letter"
}

extension MailMessage {
    /// A letter with one link.
    static func link(
        to address: String, subject: String, _ sentence: String, link: Secret, life: String, else what: String
    ) -> MailMessage {
        MailMessage(
            to: address, subject: subject,
            text: "\(sentence)\n\n\(link.reveal())\n\nThe link is good once, for \(life). \(what)\n\nEntrepot\n")
    }

    /// What happened to an account, for its member: never switched off.
    static func notice(to address: String, _ sentence: String) -> MailMessage {
        MailMessage(
            to: address, subject: "Your Entrepot account",
            text: "\(sentence)\n\nIf this was not you, choose a new password at once and tell an owner of your "
                + "workspace.\n\nEntrepot\n")
    }
}

/// Sends the mail that is due. Safe to run on several nodes at once; a letter may arrive twice where a server took it and did not say so.
public struct SendLetters: Sendable {
    /// Seconds from one attempt to the next, the last for all that follow. Given up after a day.
    static let waits: [TimeInterval] = [30, 120, 600, 1_800, 3_600]
    static let longest: TimeInterval = 86_400

    public init() {}

    /// - Returns: How many went out.
    @discardableResult
    public func run(_ hub: Installation) async throws -> Int {
        guard let mailer = hub.people.mailer else { return 0 }
        var sent = 0
        while !Task.isCancelled {
            let now = hub.now()
            let until = now.addingTimeInterval(120)
            guard let letter = try await hub.store.system({ try LetterRecords.take($0, at: now, until: until) }) else {
                break
            }
            if try await self.send(letter, mailer, hub) { sent += 1 }
        }
        return sent
    }

    private func send(_ letter: LetterRecord, _ mailer: Mailer, _ hub: Installation) async throws -> Bool {
        let message: MailMessage
        do { message = try Letters(hub: hub).open(letter) } catch let error as VaultError {
            try await hub.store.system { try LetterRecords.fail($0, letter.id, reason: error.code, due: nil) }
            return false
        }
        guard !message.to.isEmpty else {
            try await hub.store.system { try LetterRecords.remove($0, letter.id) }
            return false
        }
        do {
            try await mailer.send(message, id: letter.id.text, at: letter.createdAt)
            try await hub.store.system { try LetterRecords.remove($0, letter.id) }
            return true
        } catch let error as MailError {
            let now = hub.now()
            let wait = Self.waits[min(letter.attempts, Self.waits.count) - 1]
            let isOver = !error.mayPass || now.timeIntervalSince(letter.createdAt) + wait > Self.longest
            let due = isOver ? nil : now.addingTimeInterval(wait)
            hub.log.warning(
                "mail did not go out", metadata: ["kind": "\(letter.kind)", "reason": "\(error.code)"])
            try await hub.store.system { try LetterRecords.fail($0, letter.id, reason: error.code, due: due) }
            return false
        }
    }
}
