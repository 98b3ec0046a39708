import Commerce
import Foundation
import Jobs
import Store

/// The one durable key of the sync engine: a connection. A million changes to it are one key.
public enum SyncQueue {
    public static let kind = "connection"

    /// Asks that these connections are looked at, in the transaction that gives a reason to, and checks that a worker's
    /// lease still holds. Both touch job rows, which come last and by key, so that two workers cannot wait for each other.
    ///
    /// A visit does not ask for its own connection: it looks again before it ends.
    static func wake(_ db: any SQLConnection, _ connections: some Collection<UUID>, desk: Desk, at due: Date) throws {
        var keys = Set(connections.map(\.text))
        if let own = desk.lease?.key { keys.remove(own) }
        try Jobs.enqueue(
            db, kind: self.kind, keys: keys, tenant: desk.tenant, dueAt: due, trace: desk.trace,
            holding: Plant.isPlanted(.staleResultAccepted) ? nil : desk.lease, now: desk.now)
    }
}
