import Commerce
import Foundation
import Jobs
import Records
import Store

/// Stops a connection: nothing is read, nothing is written. What shops showed stays counted.
public struct PauseConnection: Sendable {
    public var connection: String

    public init(_ connection: String) { self.connection = connection }

    public func run(_ desk: Desk) async throws -> ConnectionHealth {
        try await Steering.change(desk, self.connection) { db, record in
            guard record.state != .paused else { return }
            try ConnectionRecords.setState(db, record.id, .paused, reason: "A person stopped it.")
            if try OfferRecords.keepsOffSale(db, connection: record.id) {
                // What we took off sale for a moment is put back first.
                try Steering.wake(db, desk, record.id)
            }
            try Steering.tell(db, desk, "connection.paused", record, "\(record.name) was paused.")
        }
    }
}

/// Starts a paused connection again: live if it had been live, else as a draft.
public struct ResumeConnection: Sendable {
    public var connection: String

    public init(_ connection: String) { self.connection = connection }

    public func run(_ desk: Desk) async throws -> ConnectionHealth {
        try await Steering.change(desk, self.connection) { db, record in
            guard record.state == .paused || record.state == .unauthorized else { return }
            let wasLive = try PlanRecords.isLive(db, connection: record.id)
            try ConnectionRecords.setState(db, record.id, wasLive ? .live : .draft, reason: nil)
            try ConnectionRecords.dueNow(db, record.id, at: desk.now)
            try Steering.wake(db, desk, record.id)
            try Steering.tell(
                db, desk, "connection.resumed", record,
                "\(record.name) was started again\(wasLive ? "" : ", as a draft").")
        }
    }
}

/// Reads all listings of a shop again.
public struct ImportListings: Sendable {
    public var connection: String

    public init(_ connection: String) { self.connection = connection }

    public func run(_ desk: Desk) async throws -> ConnectionHealth {
        try await Steering.change(desk, self.connection) { db, record in
            try ConnectionRecords.setImported(db, record.id, at: nil)
            try Steering.wake(db, desk, record.id)
            try Steering.tell(db, desk, "listings.asked", record, "The listings of \(record.name) are read again.")
        }
    }
}

/// Looks at everything now: orders, every listing, whatever waits or was parked.
public struct SyncNow: Sendable {
    /// `nil` for all connections that are not paused.
    public var connection: String?

    public init(connection: String? = nil) { self.connection = connection }

    /// - Returns: The names of the connections that were woken.
    public func run(_ desk: Desk) async throws -> [String] {
        let names: [String]
        if let connection = self.connection {
            names = [connection]
        } else {
            names = try await desk.read { try ConnectionRecords.all($0) }.filter { $0.state != .paused }.map(\.name)
        }
        for name in names {
            _ = try await Steering.change(desk, name) { db, record in
                try ConnectionRecords.dueNow(db, record.id, at: desk.now)
                try OfferRecords.readAll(db, connection: record.id, at: desk.now)
                try KeptStockRecords.due(db, connection: record.id, at: desk.now)
                try FinanceProgressRecords.due(db, connection: record.id, at: desk.now)
                try MarketPriceRecords.due(db, connection: record.id, at: desk.now)
                try Steering.wake(db, desk, record.id)
            }
        }
        return names
    }
}

/// Changes a connection under its lock, job rows last.
enum Steering {
    static func change(
        _ desk: Desk, _ name: String, _ body: @escaping @Sendable (any SQLConnection, ConnectionRecord) throws -> Void
    ) async throws -> ConnectionHealth {
        let id = try await desk.write { db in
            let found = try Find.connection(db, name)
            try LockOrder.connection(db, found.id)
            guard let record = try ConnectionRecords.load(db, found.id) else {
                throw OperationError.unknownConnection(name)
            }
            try body(db, record)
            return record.id
        }
        return try await ShowConnection(id.text).run(desk)
    }

    /// Makes its job due, parked or not.
    static func wake(_ db: any SQLConnection, _ desk: Desk, _ connection: UUID) throws {
        try SyncQueue.wake(db, [connection], desk: desk, at: desk.now)
    }

    /// The shop lets us in again: what it was before it did not.
    static func letIn(_ db: any SQLConnection, _ record: ConnectionRecord) throws {
        guard record.state == .unauthorized else { return }
        let wasLive = try PlanRecords.isLive(db, connection: record.id)
        try ConnectionRecords.setState(db, record.id, wasLive ? .live : .draft, reason: nil)
    }

    /// What a person's steering is in the audit log, by the kind of the event that tells of it.
    private static let deeds: [String: Deed] = [
        "connection.reconnected": .connectionReconnected, "connection.webhook-secret": .connectionSecretSet,
        "price.rule": .priceRuleSet, "connection.live": .connectionSteered, "connection.restoring": .connectionSteered,
        "connection.location": .connectionSteered, "connection.paused": .connectionSteered,
        "connection.resumed": .connectionSteered,
        "listings.asked": .connectionSteered,
    ]

    static func tell(
        _ db: any SQLConnection, _ desk: Desk, _ kind: String, _ record: ConnectionRecord, _ summary: String,
        level: EventRecord.Level = .info
    ) throws {
        if let deed = self.deeds[kind] {
            try desk.audit(db, deed, on: .connection(record.id), deed == .connectionSteered ? ["what": kind] : [:])
        }
        try EventRecords.insert(
            db,
            [
                EventRecord(
                    id: desk.hub.id(), at: desk.now, kind: kind, level: level, connection: record.id, summary: summary,
                    trace: desk.trace)
            ])
    }
}
