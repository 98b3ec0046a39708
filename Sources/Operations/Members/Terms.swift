import Crypto
import Foundation
import Records
import Store

/// The operator's terms: a text, and which version it is.
public struct Terms: Sendable, Hashable {
    /// The text's first line and eight digits of its digest: another text is another version by itself.
    public let version: String
    public let text: String

    /// - Returns: `nil` for a text that says nothing.
    public init?(text: String) {
        let clean = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let first = clean.split(whereSeparator: \.isNewline).first else { return nil }
        let digest = SHA256.hash(data: Array(clean.utf8)).prefix(4)
        let digits = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        self.version = "\(first.trimmingCharacters(in: .whitespaces).prefix(80)) (\(digits))"
        self.text = clean
    }

    /// Before anything is made for somebody who has no account yet.
    ///
    /// - Throws: `MemberError.termsNotAccepted`.
    static func check(_ accepted: String, _ hub: Installation) throws {
        if let terms = hub.people.terms, accepted != terms.version { throw MemberError.termsNotAccepted(terms.version) }
    }

    /// Records that a member accepted, in the transaction that makes or lets in the member.
    ///
    /// - Parameter accepted: The version that stood in the form; empty where it was not ticked.
    /// - Throws: `MemberError.termsNotAccepted` where there are terms and these were not them.
    static func take(
        _ db: any SQLConnection, _ accepted: String, by member: UUID, _ hub: Installation
    ) throws {
        guard let terms = hub.people.terms else { return }
        if try TermsRecords.has(db, member: member, version: terms.version) { return }
        guard accepted == terms.version else { throw MemberError.termsNotAccepted(terms.version) }
        try TermsRecords.accept(db, member: member, version: terms.version, at: hub.now())
        try AuditBook(hub: hub).add(db, .termsAccepted, ofMember: member, ["version": terms.version])
    }
}

/// Accepts the terms of today, for who has accepted earlier ones.
public struct AcceptTerms: Sendable {
    let version: String

    public init(version: String) { self.version = version }

    /// - Throws: `MemberError.termsNotAccepted` where they have changed meanwhile.
    public func run(_ visitor: Visitor, _ hub: Installation) async throws {
        let version = self.version
        try await hub.store.system { try Terms.take($0, version, by: visitor.member, hub) }
    }
}
