import Foundation
import Records
import Store

/// Settles what the offers of a connection wait for, once all its orders placed until an instant have been taken in.
///
/// A piece at a time, each in a transaction of its own: after a first import a hundred thousand may wait, and nobody is to
/// hold them all. What a crash leaves is settled with the next orders.
struct SettleOffers {
    let desk: Desk
    let connection: UUID
    /// On our own clock.
    let horizon: Date

    /// Offers in one transaction.
    static let piece = 500

    /// - Parameter first: Where it has come to; `nil` when there is nothing left.
    func run(after first: OfferRecords.Settling?) async throws {
        var last = first
        while let after = last {
            last = try await self.desk.write { db in
                try LockOrder.connection(db, self.connection)
                let due = try Self.due(db, self.connection, until: self.horizon, after: after)
                if !due.isEmpty { try self.settle(due, db) }
                try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
                return due.count < Self.piece ? nil : due.last
            }
        }
    }

    static func due(
        _ db: any SQLConnection, _ connection: UUID, until horizon: Date, after: OfferRecords.Settling?
    ) throws -> [OfferRecords.Settling] {
        try OfferRecords.settling(db, connection: connection, until: horizon, after: after, limit: Self.piece)
    }

    private func settle(_ due: [OfferRecords.Settling], _ db: any SQLConnection) throws {
        let trusting = try !UnreadableRecords.hidesSales(db, connection: self.connection)
        var room = try Stockroom(db, desk: self.desk, variants: due.compactMap(\.variant))
        room.include(try OfferRecords.load(db, ids: due.map(\.id)))
        try room.settle(self.connection, until: self.horizon, trustingReads: trusting)
        try room.close(cause: .order)
    }
}
