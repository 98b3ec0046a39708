import Foundation
import Records
import Store
import Vault

/// What a deed is done to: a kind and an id.
struct DeedObject: Sendable, Hashable {
    var kind: String
    var id: String

    init(_ kind: String, _ id: UUID) { (self.kind, self.id) = (kind, id.text) }
    init(_ kind: String, _ id: String) { (self.kind, self.id) = (kind, id) }

    static func member(_ id: UUID) -> Self { Self("member", id) }
    static func connection(_ id: UUID) -> Self { Self("connection", id) }
    static func variant(_ id: UUID) -> Self { Self("variant", id) }
}

/// Writes rows of the audit log, in the transaction of the deed they tell of: both are there or neither.
struct AuditBook {
    let hub: Installation

    /// In `store.system`, into one workspace's log.
    ///
    /// - Parameter detail: Numbers and codes only: whatever a person is called, or wrote, does not belong here.
    func add(
        _ db: any SQLConnection, _ deed: Deed, by doer: Doer, in tenant: UUID, on object: DeedObject? = nil,
        _ detail: [String: String] = [:], sealed: [UInt8]? = nil, trace: String? = nil
    ) throws {
        try AuditRecords.add(
            db,
            DeedRecord(
                id: self.hub.id(), at: self.hub.now(), doer: doer.kind, doerID: doer.id, deed: deed.rawValue,
                object: object?.kind, objectID: object?.id, detail: detail, sealed: sealed, trace: trace),
            to: tenant)
    }

    /// In `store.system`: into the log of every workspace that the member belongs to.
    ///
    /// - Parameter doer: `nil` for the member.
    func add(
        _ db: any SQLConnection, _ deed: Deed, by doer: Doer? = nil, ofMember member: UUID,
        _ detail: [String: String] = [:]
    ) throws {
        for (place, _) in try MembershipRecords.all(db, member: member) {
            try self.add(
                db, deed, by: doer ?? .member(member), in: place.tenant, on: doer == nil ? nil : .member(member), detail
            )
        }
    }
}

extension Desk {
    /// In `write`: what a person did in this workspace. Entrepot's own daily work is not written down here.
    func audit(
        _ db: any SQLConnection, _ deed: Deed, on object: DeedObject? = nil, _ detail: [String: String] = [:],
        sealed: [UInt8]? = nil
    ) throws {
        guard self.doer != .program else { return }
        try AuditBook(hub: self.hub).add(
            db, deed, by: self.doer, in: self.tenant, on: object, detail, sealed: sealed, trace: self.trace)
    }
}

extension Inviter {
    var doer: Doer {
        switch self {
        case .machine: .machine
        case .member(let visitor): .member(visitor.member)
        }
    }
}
