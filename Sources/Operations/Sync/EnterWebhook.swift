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
        case .subject(let ask) where ask.kind != .shopErasure:
            return try await desk.write { db in
                try TakeSubjectRequest(connection: self.connection, ask: ask).run(db, desk)
            }
        case .ping, .ignored: return
        case .kept:
            return try await desk.write { db in
                try KeptStockRecords.due(
                    db, connection: self.connection, at: desk.now.addingTimeInterval(Self.keptAfter))
                try SyncQueue.wake(db, [self.connection], desk: desk, at: desk.now.addingTimeInterval(Self.keptAfter))
            }
        case .feed(let key):
            return try await desk.write { db in
                guard try FeedRecords.lookNow(db, connection: self.connection, remoteID: key, at: desk.now) else {
                    return
                }
                try SyncQueue.wake(db, [self.connection], desk: desk, at: desk.now)
            }
        case .order(let key): entry = ("order", key)
        case .listing(let key): entry = ("listing", key)
        case .item(let key): entry = ("item", key)
        // A shop whose data is to be erased has taken our access away.
        case .accessEnded, .subject: entry = ("access", "")
        }
        let id = desk.hub.id()
        try await desk.write { db in
            let now = desk.now
            if case .subject(let ask) = self.notice {
                try TakeSubjectRequest(connection: self.connection, ask: ask).run(db, desk)
            }
            let hint = OfferHint(rawValue: entry.kind)
            // Most are the echo of what we wrote ourselves.
            if let hint,
                try !OfferRecords.wouldRead(
                    db, connection: self.connection, hint, entry.key, at: now.addingTimeInterval(Self.readAfter),
                    writtenBefore: now.addingTimeInterval(-Self.echo))
            {
                return
            }
            try InboxRecords.insert(
                db, id: id, connection: self.connection, kind: entry.kind, resource: entry.key, at: now)
            // An order is read at once. A listing is read a little later, by one visit that also takes in what follows.
            let due = hint == nil ? now : now.addingTimeInterval(Self.readAfter + SyncTiming.readGap)
            try SyncQueue.wake(db, [self.connection], desk: desk, at: due)
        }
    }

    /// Seconds from a webhook to the listing's reading.
    static let readAfter = 1.0
    /// Seconds from news of what a channel keeps itself to its reading: one reading takes in all that is told meanwhile.
    static let keptAfter = 20.0
    /// What is told of a listing within so many seconds after a write of ours is taken for that write.
    static let echo = 15.0
}
