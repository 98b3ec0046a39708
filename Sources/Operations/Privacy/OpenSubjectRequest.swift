public import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// Opens whom a request is about, for a member who may see buyers' data and says why. There is no other way to it, and this one
/// goes through the audit log (ACC-8).
public struct OpenSubjectRequest: Sendable {
    let id: String
    let visitor: Visitor
    let why: String

    /// - Parameter id: `sub_…`, as the list has it.
    public init(_ id: String, by visitor: Visitor, why: String) {
        self.id = id
        self.visitor = visitor
        self.why = why
    }

    /// - Returns: `nil` where there is no such request, or the person's key is destroyed.
    /// - Throws: `AuditError.notAllowed`, `.purposeMissing`.
    public func run(_ desk: Desk) async throws -> SubjectAsk.Person? {
        guard let subject = SubjectID(self.id) else { return nil }
        let (tenant, hub) = (desk.tenant, desk.hub)
        return try await ReadBuyerData(self.visitor, of: "subject", self.id, why: self.why).run(desk) {
            db -> SubjectAsk.Person? in
            guard let request = try SubjectRequestRecords.find(db, subject.uuid), let wrapped = request.wrappedKey
            else { return nil }
            let keys = try TenantKeys.held(db, of: tenant, hub)
            let key = try SubjectKey.unwrap(wrapped, for: subject, tenant: tenant, under: keys)
            let plain = try key.open(
                request.sealed, of: subject, tenant: tenant, context: TakeSubjectRequest.place(subject))
            return try JSONDecoder().decode(SubjectAsk.Person.self, from: Data(plain))
        }
    }
}
