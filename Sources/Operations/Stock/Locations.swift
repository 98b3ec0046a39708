public import Foundation
import Records
import Store

/// A place where units lie.
public struct LocationSummary: Sendable, Hashable, Encodable {
    public var id: String
    public var name: String
    /// Units are taken from the lowest position first; missing where none are taken by us.
    public var position: Int?
    /// Of a place that the workspace counts: how many SKUs have some there, or owe some, and the units of all of them.
    public var skus: Int?
    public var units: Int?
    /// The connection whose channel keeps and counts what lies there; missing where the workspace does. Nothing is written there, and
    /// nothing of it is shown elsewhere.
    public var countedBy: String?
    /// Of such a place: how many listings have some there, and how many units can be bought.
    public var listings: Int?
    public var sellable: Int?
    public var readAt: Date?

    init(_ record: LocationRecord, skus: Int = 0, units: Int = 0) {
        self.id = record.id.text
        self.name = record.name
        self.position = record.position
        self.skus = skus
        self.units = units
    }

    init(
        kept total: (connection: UUID, listings: Int, sellable: Int, readAt: Date?), place: String,
        of connection: String
    ) {
        self.id = total.connection.text
        self.name = "\(place) (\(connection))"
        self.countedBy = connection
        self.listings = total.listings
        self.sellable = total.sellable
        self.readAt = total.readAt
    }
}

/// All locations, first the one that ships first; behind them the places where channels keep and count goods themselves.
public struct ListLocations: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> [LocationSummary] {
        let places = desk.hub.keptPlaces
        return try await desk.read { try Self.all($0, places) }
    }

    static func all(_ db: any SQLConnection, _ places: [String: String]) throws -> [LocationSummary] {
        let totals = Dictionary(
            try StockRecords.totals(db).map { ($0.location, $0) }, uniquingKeysWith: { first, _ in first })
        let ours = try LocationRecords.all(db).map { place in
            LocationSummary(place, skus: totals[place.id]?.skus ?? 0, units: totals[place.id]?.units ?? 0)
        }
        let known = Dictionary(
            try ConnectionRecords.all(db).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = try KeptStockRecords.totals(db).compactMap { total -> LocationSummary? in
            guard total.listings > 0, let connection = known[total.connection] else { return nil }
            return LocationSummary(
                kept: total, place: places[connection.channel] ?? connection.channel, of: connection.name)
        }
        return ours + kept
    }
}

/// Adds a location behind the ones there are.
public struct CreateLocation: Sendable {
    public var name: String

    public init(name: String) { self.name = name }

    /// - Throws: `OperationError.locationExists`.
    public func run(_ desk: Desk) async throws -> LocationSummary {
        let name = try Name.checked(self.name, field: "name")
        do {
            return try await desk.write { db in
                let made = try Self.create(db, desk, name)
                try desk.audit(db, .locationMade, on: DeedObject("location", made.id))
                return LocationSummary(made)
            }
        } catch let error as StoreError where error.kind == .duplicate {
            throw OperationError.locationExists(name)
        }
    }

    static func create(_ db: any SQLConnection, _ desk: Desk, _ name: String) throws -> LocationRecord {
        let all = try LocationRecords.all(db)
        guard !all.contains(where: { $0.name == name }) else { throw OperationError.locationExists(name) }
        let record = LocationRecord(
            id: desk.hub.id(), name: name, position: (all.map(\.position).max() ?? -1) + 1)
        try LocationRecords.insert(db, record)
        return record
    }
}
