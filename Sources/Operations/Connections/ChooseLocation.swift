import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// A place where a connected shop's units lie.
public struct ShopLocation: Sendable, Hashable, Encodable {
    /// The channel's.
    public var id: String
    public var name: String
    /// Whether its stock is the one that is kept in step.
    public var isChosen: Bool
}

/// Asks a shop where its units may lie, where it has several places. One call.
public struct ListShopLocations: Sendable {
    public var connection: String

    public init(_ connection: String) { self.connection = connection }

    /// - Returns: None where the shop has one place, or the channel knows no places.
    /// - Throws: `OperationError.unknownConnection`, `.connectionRefused`, `TokenTrouble`, `ConsentError`.
    public func run(_ desk: Desk) async throws -> [ShopLocation] {
        let name = self.connection
        let record = try await desk.read { try Find.connection($0, name) }
        let opened = try await Connections.open(desk, record)
        do throws(ConnectorError) {
            return try await opened.connector.identify().value.locations.map {
                ShopLocation(
                    id: $0.id, name: $0.name, isChosen: $0.isOurs && record.settings.awaitsLocation != true)
            }
        } catch {
            throw OperationError.connectionRefused(error.refusal(of: opened.manifest.displayName))
        }
    }
}

/// Chooses the place whose stock a connection keeps in step. What lies at the shop's other places is left as it is.
///
/// Only before it goes live: what the shop shows of one place would go on being sold there when another is kept in step.
public struct ChooseLocation: Sendable {
    public var connection: String
    /// The channel's id of it, or its name.
    public var location: String

    public init(connection: String, location: String) {
        self.connection = connection
        self.location = location
    }

    /// - Throws: As `ListShopLocations`; `OperationError.unknownLocation`, `.invalid` for a connection that is live.
    public func run(_ desk: Desk) async throws -> ConnectionHealth {
        let all = try await ListShopLocations(self.connection).run(desk)
        guard let chosen = all.first(where: { $0.id == self.location || $0.name == self.location }) else {
            throw OperationError.unknownLocation(self.location)
        }
        return try await Steering.change(desk, self.connection) { db, record in
            guard record.state != .live, record.state != .restoring,
                try !PlanRecords.isLive(db, connection: record.id)
            else {
                throw OperationError.invalid(
                    field: "connection",
                    reason:
                        "“\(record.name)” is live. Undo its plan to go live first: what it shows of one location would go "
                        + "on being sold there.")
            }
            var settings = record.settings
            (settings.location, settings.awaitsLocation) = (chosen.id, nil)
            try ConnectionRecords.setSettings(db, record.id, settings)
            // What is known of the other place says nothing of this one.
            try ConnectionRecords.setImported(db, record.id, at: nil)
            try OfferRecords.readAll(db, connection: record.id, at: desk.now)
            try Steering.wake(db, desk, record.id)
            try Steering.tell(
                db, desk, "connection.location", record,
                "\(record.name): the stock at “\(excerpt(chosen.name))” is kept in step, and that elsewhere left as it is."
            )
        }
    }
}
