public import Foundation
import Records
import Store
import Vault

/// Why somebody read a buyer's data, in their own words: for whoever answers for the log and may see such data themselves.
public struct ShowPurpose: Sendable {
    let deed: UUID
    let visitor: Visitor

    /// - Parameter deed: The row of the audit log.
    public init(_ deed: UUID, for visitor: Visitor) {
        self.deed = deed
        self.visitor = visitor
    }

    /// - Returns: `nil` where the row tells of no purpose, or whoever wrote it is gone and their key with them.
    /// - Throws: `AuditError.notAllowed`.
    public func run(_ desk: Desk) async throws -> String? {
        guard let place = self.visitor.place(desk.tenant), place.may(.audit), place.may(.buyerData) else {
            throw AuditError.notAllowed
        }
        let deed = self.deed
        guard let row = try await desk.read({ try AuditRecords.find($0, deed) }), let sealed = row.sealed,
            row.deed == Deed.buyerDataRead.rawValue, let reader = row.doerID.flatMap({ UUID(uuidString: $0) }),
            let member = try await desk.hub.store.system({ try MemberRecords.find($0, id: reader) })
        else { return nil }
        return try MemberVault(hub: desk.hub, member: member).openPurpose(sealed)
    }
}
