import ConnectorKit
public import Foundation
import Records

/// Units of one SKU that a channel keeps and counts itself. They are sold there alone, and are in no number of ours.
public struct KeptCount: Sendable, Hashable, Encodable {
    /// What people call the place.
    public var place: String
    public var connection: String
    public var listing: String
    public var sellable: Int
    public var reserved: Int
    public var incoming: Int
    public var unsellable: Int
    public var readAt: Date

    init(_ record: KeptStockRecord, place: String, connection: String) {
        self.place = place
        self.connection = connection
        self.listing = record.listing
        self.sellable = record.sellable
        self.reserved = record.reserved
        self.incoming = record.incoming
        self.unsellable = record.unsellable
        self.readAt = record.readAt
    }

    /// `at Fulfilment by Amazon (river): 12 to sell, 3 reserved, 5 on the way`.
    var sentence: String {
        var parts = ["\(self.sellable) to sell"]
        if self.reserved > 0 { parts.append("\(self.reserved) reserved") }
        if self.incoming > 0 { parts.append("\(self.incoming) on the way") }
        if self.unsellable > 0 { parts.append("\(self.unsellable) not sellable") }
        return "at \(self.place) (\(self.connection)): \(parts.joined(separator: ", "))"
    }
}

extension Installation {
    /// What people call the places where channels keep goods themselves, by the channel's id.
    var keptPlaces: [String: String] {
        Dictionary(
            self.channels.compactMap { channel in channel.manifest.keptStock.map { (channel.manifest.id, $0.place) } },
            uniquingKeysWith: { $1 })
    }
}
