import ConnectorKit
import Foundation
import Records
import Store

extension SyncVisit {
    /// Asks how far the channel is with a cancellation that it does in its own time, and takes in what became of it: done, come to
    /// nothing, or never ended. Nobody has to ask for it.
    func follow(_ intent: OrderIntent) async throws {
        let (desk, id) = (self.desk, intent.order)
        let found = try await desk.read { db -> (OrderSummary, [OrderRecord.Line], ConnectionRecord)? in
            guard let order = try OrderRecords.find(db, id: id),
                let connection = try ConnectionRecords.load(db, order.connection)
            else { return nil }
            return (order, try OrderRecords.lines(db, of: [id])[id] ?? [], connection)
        }
        guard let (order, lines, connection) = found, let reversals = self.connector.reversals else {
            return try await self.lookLater(intent, at: desk.now.addingTimeInterval(3_600))
        }
        let door = OrderDoor(desk, order, lines, connection, self.connector, self.manifest, reversals)
        do {
            let look = try await door.look()
            // What has ended is in no row any more; what a person asked for anew meanwhile is not this attempt.
            if look.isUnderWay { try await self.lookLater(intent, at: OrderDoor.nextLook(intent, now: desk.now)) }
        } catch is ReversalError {
            // It came to nothing, and the log tells so.
            return
        } catch let error as ConnectorError {
            try await self.lookLater(intent, at: OrderDoor.nextLook(intent, now: desk.now))
            // A right that is missing for this says nothing of the others: the connection goes on as it is.
            switch error {
            case .refused, .unreadable: break
            default: try await self.failed(error, during: "asking after a cancellation")
            }
        }
    }

    private func lookLater(_ intent: OrderIntent, at time: Date) async throws {
        try await self.desk.write { db in
            try OrderIntentRecords.look(db, intent, at: time)
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }
}
