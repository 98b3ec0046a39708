import Foundation
import Records
import Store
import Vault

/// What a person must go through before buyers' personal data is shown to them: the permission, a reason, and a row in the audit
/// log that is there before the data is (ACC-8).
public struct ReadBuyerData: Sendable {
    let visitor: Visitor
    let object: String
    let objectID: String
    let why: String

    /// - Parameters:
    ///   - object: What is read: `order`, `subject`, `export`.
    ///   - why: In the reader's own words. It is kept under the reader's key, since it may name somebody.
    public init(_ visitor: Visitor, of object: String, _ objectID: String, why: String) {
        self.visitor = visitor
        self.object = object
        self.objectID = objectID
        self.why = why
    }

    /// Reads `body` in the transaction that writes the row: no row, no data.
    ///
    /// - Throws: `AuditError.notAllowed` without the permission, `.purposeMissing`.
    public func run<Result: Sendable>(
        _ desk: Desk, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        guard self.visitor.place(desk.tenant)?.may(.buyerData) ?? false, !self.visitor.isHalf else {
            throw AuditError.notAllowed
        }
        let why = self.why.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !why.isEmpty else { throw AuditError.purposeMissing }
        guard
            let member = try await desk.hub.store.system({ [visitor] in try MemberRecords.find($0, id: visitor.member) }
            )
        else { throw MemberError.memberUnknown }
        let sealed = try MemberVault(hub: desk.hub, member: member).seal(purpose: String(why.prefix(500)))
        let (desk, object) = (desk.by(.member(self.visitor.member)), DeedObject(self.object, self.objectID))
        return try await desk.write { db in
            try desk.audit(db, .buyerDataRead, on: object, sealed: sealed)
            try Self.alarm(db, desk)
            return try body(db)
        }
    }

    /// Reads by one person in an hour that raise an alarm.
    static let many = 100

    private static func alarm(_ db: any SQLConnection, _ desk: Desk) throws {
        guard let reader = desk.doer.id else { return }
        let count = try AuditRecords.count(
            db, deed: Deed.buyerDataRead.rawValue, doer: reader, since: desk.now.addingTimeInterval(-3_600))
        guard count == self.many else { return }
        try AlarmRecords.add(
            db,
            AlarmRecord(
                id: desk.hub.id(), at: desk.now, kind: AlarmKind.buyerDataMany.rawValue, place: "buyer data",
                doer: desk.doer.kind, doerID: reader, count: count), to: desk.tenant)
    }
}
