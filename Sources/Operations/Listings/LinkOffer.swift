import Commerce
import Foundation
import Records
import Store

/// Says which SKU an offer sells. What it sold before is reserved now.
public struct LinkOffer: Sendable {
    public var connection: String
    /// The channel's key, `12` or `12/34`, or our id.
    public var offer: String
    public var sku: String

    public init(connection: String, offer: String, sku: String) {
        self.connection = connection
        self.offer = offer
        self.sku = sku
    }

    public func run(_ desk: Desk) async throws -> MappingRow {
        let (offer, sku) = (self.offer, self.sku)
        return try await OfferDesk.change(desk, self.connection, offer) { db, offer in
            let variant = try Find.variant(db, sku: sku)
            var room = try Stockroom(db, desk: desk, variants: [variant.id] + (offer.variant.map { [$0] } ?? []))
            let fresh = try OfferDesk.fresh(db, offer)
            if fresh.variant == variant.id, fresh.mapping == .linked { return }
            room.include([fresh])
            if fresh.mapping == .linked {
                _ = try room.unlink(fresh.id, mapping: .unmatched, reason: "", candidates: [])
            }
            guard let loose = room.offers[fresh.id] else { return }
            try desk.audit(db, .listingLinked, on: DeedObject("offer", loose.id), ["sku": sku])
            let units = try room.link(loose, to: variant.id, reason: "A person linked it to \(sku).")
            let linked = room.offers[fresh.id]
            room.note(
                "offer.linked",
                "\(loose.sku ?? loose.title) was linked to \(sku)"
                    + (units > 0 ? "; \(units) units it had sold are reserved now." : "."),
                offer: linked)
            try room.close(cause: .person)
        }
    }
}

/// What an unlinking did.
public struct UnlinkedOffer: Sendable, Hashable, Encodable {
    public var offer: MappingRow
    /// Order lines that wait to be mapped again.
    public var lines: Int
    /// Open units whose reservation was released.
    public var units: Int
    public var sentence: String
}

/// Takes an offer off its SKU. Reservations of what it sold are released; a later link reserves them again.
public struct UnlinkOffer: Sendable {
    public var connection: String
    public var offer: String

    public init(connection: String, offer: String) {
        self.connection = connection
        self.offer = offer
    }

    public func run(_ desk: Desk) async throws -> UnlinkedOffer {
        let (connection, offer) = (self.connection, self.offer)
        return try await desk.write { db in
            let found = try OfferDesk.locked(db, connection, offer)
            guard let variant = found.variant, found.mapping == .linked else {
                throw OperationError.invalid(field: "offer", reason: "It is linked to no SKU.")
            }
            var room = try Stockroom(db, desk: desk, variants: [variant])
            let sku = room.variants[variant]?.sku ?? ""
            try desk.audit(db, .listingUnlinked, on: DeedObject("offer", found.id), ["sku": sku])
            let (lines, units) = try room.unlink(
                found.id, mapping: .unmatched, reason: OfferRecord.unlinkedByPerson, candidates: [variant])
            let sentence =
                lines == 0
                ? "It had sold nothing."
                : "\(lines) order lines wait to be mapped again; \(units) open units are no longer reserved on \(sku)."
            room.note(
                "offer.unlinked", "\(found.sku ?? found.title) was unlinked from \(sku). \(sentence)", level: .warning,
                variant: variant)
            try room.close(cause: .person)
            return UnlinkedOffer(
                offer: try MappingBook.row(db, found.id), lines: lines, units: units, sentence: sentence)
        }
    }
}

/// Leaves an offer out of everything: it is never matched, proposed or written.
public struct IgnoreOffer: Sendable {
    public var connection: String
    public var offer: String

    public init(connection: String, offer: String) {
        self.connection = connection
        self.offer = offer
    }

    public func run(_ desk: Desk) async throws -> MappingRow {
        try await OfferDesk.change(desk, self.connection, self.offer) { db, offer in
            var room = try Stockroom(db, desk: desk, variants: offer.variant.map { [$0] } ?? [])
            room.include([try OfferDesk.fresh(db, offer)])
            try desk.audit(db, .listingUnlinked, on: DeedObject("offer", offer.id), ["how": "ignored"])
            _ = try room.unlink(offer.id, mapping: .ignored, reason: "A person chose to ignore it.", candidates: [])
            try room.close(cause: .person)
        }
    }
}

/// Finds one offer and changes it under lock: its connection first, then its variants.
enum OfferDesk {
    static func change(
        _ desk: Desk, _ connection: String, _ offer: String,
        _ body: @escaping @Sendable (any SQLConnection, OfferRecord) throws -> Void
    ) async throws -> MappingRow {
        try await desk.write { db in
            let found = try self.locked(db, connection, offer)
            try body(db, found)
            return try MappingBook.row(db, found.id)
        }
    }

    static func locked(_ db: any SQLConnection, _ connection: String, _ offer: String) throws -> OfferRecord {
        let connection = try Find.connection(db, connection)
        try LockOrder.connection(db, connection.id)
        return try Find.offer(db, of: connection.id, offer)
    }

    /// The offer as it stands once its variants are locked.
    static func fresh(_ db: any SQLConnection, _ offer: OfferRecord) throws -> OfferRecord {
        guard let fresh = try OfferRecords.load(db, ids: [offer.id]).first else {
            throw OperationError.unknownOffer(OfferKey.text(offer))
        }
        return fresh
    }
}
