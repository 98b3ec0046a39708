import ConnectorKit
import Foundation
import Records
import Store
import Vault

/// Keeps what a person asks about the data held of them until it is answered. Of the person nothing stands in clear anywhere: how
/// the channel knows them is sealed under a key of their own.
struct TakeSubjectRequest: Sendable {
    var connection: UUID
    var ask: SubjectAsk

    /// Inside of the transaction that takes the webhook in. A request that waits already stays the one it is.
    func run(_ db: any SQLConnection, _ desk: Desk) throws {
        let keys = try TenantKeys.held(db, of: desk.tenant, desk.hub)
        guard let record = try ConnectionRecords.load(db, self.connection) else { return }
        let (subject, key) = (SubjectID(desk.hub.id()), SubjectKey.generate())
        let plain = Array(try JSONEncoder().encode(self.ask.person))
        let request = SubjectRequestRecord(
            id: subject.uuid, connection: record.id, kind: self.ask.kind.rawValue, digest: self.ask.digest,
            wrappedKey: try key.wrapped(for: subject, tenant: desk.tenant, under: keys.current),
            sealed: try key.seal(plain, of: subject, tenant: desk.tenant, context: Self.place(subject)),
            receivedAt: desk.now, dueAt: desk.now.addingTimeInterval(Double(self.ask.days) * 86_400))
        guard try SubjectRequestRecords.insert(db, request) else { return }
        try EventRecords.insert(
            db,
            [
                EventRecord(
                    id: desk.hub.id(), at: desk.now, kind: "privacy.asked", level: .warning, connection: record.id,
                    summary: "\(record.name): \(self.ask.kind.sentence) Answer it within \(self.ask.days) days; see "
                        + "them with: entrepot privacy requests",
                    trace: desk.trace)
            ])
    }

    /// What `sealed` is bound to, beside workspace and person.
    static func place(_ subject: SubjectID) -> String { "subject/\(subject.uuid.text)/request" }
}

extension SubjectAsk.Kind {
    /// What is asked.
    var sentence: String {
        switch self {
        case .access: "a customer asks what is held of them."
        case .erasure: "a customer asks that what is held of them be erased."
        case .shopErasure: "the channel asks that all data of this shop be erased."
        }
    }
}
