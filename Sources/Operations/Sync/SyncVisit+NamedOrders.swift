import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// An order that a webhook named, and the lines of the inbox that named it.
struct NamedOrder: Sendable, Hashable {
    var remoteID: String
    var items: [UUID]
    /// When it was named first.
    var since: Date

    /// One each, in the order in which they were named.
    static func all(_ items: [InboxRecords.Item]) -> [NamedOrder] {
        var places: [String: Int] = [:]
        var orders: [NamedOrder] = []
        for item in items {
            if let place = places[item.resource] {
                orders[place].items.append(item.id)
            } else {
                places[item.resource] = orders.count
                orders.append(NamedOrder(remoteID: item.resource, items: [item.id], since: item.receivedAt))
            }
        }
        return orders
    }
}

extension SyncVisit {
    /// One that cannot be read for so long, in seconds, is left to the polls and sweeps, which bring it anyway.
    static let namedPatience = 600.0

    /// Reads one order by itself and takes it into the books. It settles nothing: other orders may be older and unread.
    func readOrder(_ named: NamedOrder) async throws {
        guard let reader = self.connector.orders else { return }
        let asked = self.desk.now
        let answer: Answer<RemoteOrder?>
        var unreadable: String?
        do throws(ConnectorError) {
            answer = try await reader.read(named.remoteID)
        } catch {
            switch error {
            case .unreadable(let reason): unreadable = reason
            // There is no such order, whoever named it.
            case .refused: break
            default: return try await self.orderFailed(named, error)
            }
            answer = Answer(nil, channelTime: nil, latency: .zero)
        }
        if answer.latency > .zero { self.learn(latency: answer.latency, budgets: answer.budgets) }
        let reason = unreadable
        try await self.desk.write { db in
            try LockOrder.connection(db, self.connection)
            guard var connection = try ConnectionRecords.load(db, self.connection) else { return }
            self.noteAnswer(in: &connection)
            connection.hookAt = max(connection.hookAt ?? named.since, named.since)
            try InboxRecords.remove(db, connection: self.connection, named.items)
            if let reason {
                try UnreadableRecords.note(
                    db, connection: self.connection, kind: "order", place: named.remoteID, reason: reason,
                    at: self.desk.now)
            }
            if let order = answer.value {
                try UnreadableRecords.resolve(
                    db, connection: self.connection, kind: "order", places: [named.remoteID])
                let outcome = try RecordOrders(
                    db: db, desk: self.desk, connection: connection,
                    skew: answer.channelTime.map { $0.timeIntervalSince(asked) } ?? 0, readAt: answer.channelTime,
                    era: connection.clockEra
                ).record([order], settling: nil)
                for lag in outcome.lags where lag < 3_600 { connection.lagSeconds += (lag - connection.lagSeconds) / 5 }
                connection.echoes = outcome.echoes
            }
            try ConnectionRecords.saveProgress(db, connection)
            try SyncQueue.wake(db, [], desk: self.desk, at: self.desk.now)
        }
    }

    /// It stays named, unless that is long ago.
    private func orderFailed(_ named: NamedOrder, _ error: ConnectorError) async throws {
        if self.desk.now.timeIntervalSince(named.since) > Self.namedPatience {
            try await self.desk.write { db in
                try InboxRecords.remove(db, connection: self.connection, named.items)
            }
        }
        try await self.failed(error, during: "reading an order")
    }
}
