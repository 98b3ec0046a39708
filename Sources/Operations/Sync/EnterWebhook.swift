public import ConnectorKit
public import Foundation
import Records
import Store

/// Takes a verified webhook in: a line in the inbox and a reason to look, in one short transaction.
public struct EnterWebhook: Sendable {
    public var connection: UUID
    public var notice: WebhookNotice

    public init(connection: UUID, notice: WebhookNotice) {
        self.connection = connection
        self.notice = notice
    }

    public func run(_ desk: Desk) async throws {
        let entry: (kind: String, key: String)
        switch self.notice {
        case .ping, .ignored: return
        case .order(let key): entry = ("order", key)
        case .listing(let key): entry = ("listing", key)
        }
        let id = desk.hub.id()
        try await desk.write { db in
            try InboxRecords.insert(
                db, id: id, connection: self.connection, kind: entry.kind, resource: entry.key, at: desk.now)
            try SyncQueue.wake(db, [self.connection], desk: desk, at: desk.now)
        }
    }
}
