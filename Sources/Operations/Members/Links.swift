import Foundation
import Records
import Store
import Vault

/// Links that are good once, as they are made and used.
enum Links {
    /// - Returns: The digest to spend, and whom it is for.
    /// - Throws: `MemberError.linkUnknown`, `.linkSpent`, `.linkExpired`.
    static func open(
        _ db: any SQLConnection, _ text: String, _ kind: TokenKind, at now: Date
    ) throws -> (digest: [UInt8], member: UUID?) {
        guard let token = BearerToken(text, kind: kind),
            let found = try OneTimeTokenRecords.find(db, digest: token.digest, kind: kind.rawValue)
        else { throw MemberError.linkUnknown }
        switch OneTimeToken(kind: kind, made: found.createdAt, spent: found.spentAt).verdict(now: now) {
        case .good: return (token.digest, found.member)
        case .spent: throw MemberError.linkSpent
        case .expired: throw MemberError.linkExpired
        }
    }

    /// In the transaction that does what the link is for.
    ///
    /// - Throws: `MemberError.linkSpent` where somebody was faster.
    static func spend(_ db: any SQLConnection, _ digest: [UInt8], at now: Date) throws {
        guard try OneTimeTokenRecords.spend(db, digest: digest, at: now) else { throw MemberError.linkSpent }
    }

    /// A new one; earlier ones of the kind are good for nothing any more.
    static func make(
        _ db: any SQLConnection, _ kind: TokenKind, member: UUID?, at now: Date
    ) throws -> BearerToken {
        let token = BearerToken.generate(kind)
        try OneTimeTokenRecords.spendAll(db, kind: kind.rawValue, member: member, at: now)
        try OneTimeTokenRecords.insert(db, digest: token.digest, kind: kind.rawValue, member: member, at: now)
        return token
    }
}
