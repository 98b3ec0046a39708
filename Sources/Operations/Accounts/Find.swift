import ConnectorKit
import Foundation
import Records
import Store

/// What a person names, found in the books or refused in their words.
enum Find {
    /// - Parameter text: A connection's name, else its id.
    static func connection(_ db: any SQLConnection, _ text: String) throws -> ConnectionRecord {
        if let named = try ConnectionRecords.find(db, name: text) { return named }
        if let id = UUID(uuidString: text), let record = try ConnectionRecords.load(db, id) { return record }
        throw OperationError.unknownConnection(text)
    }

    static func variant(_ db: any SQLConnection, sku: String) throws -> VariantRecord {
        guard let variant = try VariantRecords.find(db, skus: [sku]).first else { throw OperationError.unknownSKU(sku) }
        return variant
    }

    /// - Parameter name: `nil` for the first location, where goods are shipped from.
    static func location(_ db: any SQLConnection, _ name: String?) throws -> LocationRecord {
        try self.location(name, in: try LocationRecords.all(db))
    }

    /// - Parameter all: Those that there are, the first first.
    static func location(_ name: String?, in all: [LocationRecord]) throws -> LocationRecord {
        guard let name else {
            guard let first = all.first else { throw OperationError.unknownLocation("Main") }
            return first
        }
        guard let found = all.first(where: { $0.name == name || $0.id.text == name.lowercased() }) else {
            throw OperationError.unknownLocation(name)
        }
        return found
    }

    /// - Parameter text: The channel's own key, `12` or `12/34`, else our id of the offer.
    static func offer(_ db: any SQLConnection, of connection: UUID, _ text: String) throws -> OfferRecord {
        if let ref = OfferRef(key: text) {
            let offers = try OfferRecords.of(db, connection: connection, listings: [ref.listing])
            if let found = offers.first(where: { $0.variationRef == ref.variation ?? "" }) { return found }
            // A listing with one offer is named by its listing alone.
            if ref.variation == nil, offers.count == 1, let only = offers.first { return only }
        }
        if let id = UUID(uuidString: text), let found = try OfferRecords.load(db, ids: [id]).first,
            found.connection == connection
        {
            return found
        }
        throw OperationError.unknownOffer(text)
    }
}
