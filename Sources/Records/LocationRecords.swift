public import Foundation
public import Store

/// A place where units lie.
public struct LocationRecord: Sendable, Hashable {
    public var id: UUID
    public var name: String
    /// Units are taken from the lowest position first.
    public var position: Int

    public init(id: UUID, name: String, position: Int) {
        self.id = id
        self.name = name
        self.position = position
    }
}

public enum LocationRecords {
    /// All locations, first the one that ships first.
    public static func all(_ db: any SQLConnection) throws -> [LocationRecord] { try db.ask(self.asking(db)) }

    /// All locations, first the one that ships first.
    public static func asking(_ db: any SQLConnection) -> TypedQuery<LocationRecord> {
        TypedQuery(
            "SELECT id, name, position FROM location WHERE tenant_id = \(db.tenant) ORDER BY position, name"
        ) {
            let (id, name, position) = try $0.decode(UUID.self, String.self, Int.self)
            return LocationRecord(id: id, name: name, position: position)
        }
    }

    public static func insert(_ db: any SQLConnection, _ location: LocationRecord) throws {
        try db.query(
            """
            INSERT INTO location (tenant_id, id, name, position)
            VALUES (\(db.tenant), \(location.id), \(location.name), \(location.position))
            """)
    }
}
