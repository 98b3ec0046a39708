import Foundation
import Records
import Store

/// What lies at one place, by SKU.
public struct LocationStock: Sendable, Hashable, Encodable {
    public struct Row: Sendable, Hashable, Encodable {
        /// Ours; missing for a listing that is linked to none.
        public var sku: String?
        /// As the channel calls what it keeps; missing where the workspace counts.
        public var listing: String?
        public var title: String
        /// On hand; of what a channel keeps, what can be bought.
        public var units: Int
        /// Held back from every channel; missing where a channel counts.
        public var buffer: Int?
        /// Of what a channel keeps; missing where the workspace counts.
        public var reserved: Int?
        public var incoming: Int?
        public var unsellable: Int?
    }

    public var location: LocationSummary
    public var rows: [Row]
    /// Behind which row the next page begins; missing at the end.
    public var next: String?
}

/// What lies at one place: one of the workspace's own, or one where a channel keeps and counts goods itself.
public struct ShowLocation: Sendable {
    /// A name or an id.
    public var location: String
    public var after: String?
    /// 1 to 1,000 rows.
    public var limit: Int

    public init(_ location: String, after: String? = nil, limit: Int = 100) {
        self.location = location
        self.after = after
        self.limit = limit
    }

    /// - Throws: `OperationError.unknownLocation`.
    public func run(_ desk: Desk) async throws -> LocationStock {
        let (text, after, places) = (self.location, self.after ?? "", desk.hub.keptPlaces)
        let limit = min(max(1, self.limit), 1_000)
        return try await desk.read { db in
            let all = try ListLocations.all(db, places)
            let named = all.first { $0.id == text } ?? all.first { $0.name == text }
            guard let place = named, let id = UUID(uuidString: place.id) else {
                throw OperationError.unknownLocation(text)
            }
            let rows =
                place.countedBy == nil
                ? try Self.ours(db, id, after: after, limit: limit + 1)
                : try Self.kept(db, id, after: after, limit: limit + 1)
            let shown = Array(rows.prefix(limit))
            let last = shown.last.flatMap { $0.listing ?? $0.sku }
            return LocationStock(location: place, rows: shown, next: rows.count > limit ? last : nil)
        }
    }

    private static func ours(
        _ db: any SQLConnection, _ location: UUID, after: String, limit: Int
    ) throws -> [LocationStock.Row] {
        try StockRecords.page(db, at: location, after: after, limit: limit).map {
            LocationStock.Row(sku: $0.sku, title: $0.title, units: $0.onHand, buffer: $0.buffer)
        }
    }

    private static func kept(
        _ db: any SQLConnection, _ connection: UUID, after: String, limit: Int
    ) throws -> [LocationStock.Row] {
        try KeptStockRecords.page(db, connection: connection, after: after, limit: limit).map { kept, sku in
            LocationStock.Row(
                sku: sku, listing: kept.listing, title: kept.title, units: kept.sellable, reserved: kept.reserved,
                incoming: kept.incoming, unsellable: kept.unsellable)
        }
    }
}
