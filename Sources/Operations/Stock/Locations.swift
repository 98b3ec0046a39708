import Foundation
import Records
import Store

/// A place where units lie.
public struct LocationSummary: Sendable, Hashable, Encodable {
    public var id: String
    public var name: String
    /// Units are taken from the lowest position first.
    public var position: Int

    init(_ record: LocationRecord) {
        self.id = record.id.text
        self.name = record.name
        self.position = record.position
    }
}

/// All locations, first the one that ships first.
public struct ListLocations: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> [LocationSummary] {
        try await desk.read { try LocationRecords.all($0).map(LocationSummary.init) }
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
