import ConnectorKit
import Foundation
import Records
import Store

/// A connection whose listings can be edited, ready to be called.
struct ListingDesk {
    let desk: Desk
    let connection: ConnectionRecord
    let opened: OpenedConnection
    let catalogue: any ListingEditing

    /// - Throws: `ListingError.notEditable`, `OperationError.unknownConnection`, and what opening throws.
    init(_ desk: Desk, connection name: String) async throws {
        let record = try await desk.read { try Find.connection($0, name) }
        let opened = try await Connections.open(desk, record)
        guard let catalogue = opened.connector.catalogue else {
            throw ListingError.notEditable(connection: record.name, channel: opened.manifest.displayName)
        }
        self.desk = desk
        self.connection = record
        self.opened = opened
        self.catalogue = catalogue
    }

    /// What the books know of a listing: its number, and what can be bought of it.
    ///
    /// - Parameter text: The shop's number of it, `12` or `12/34`, or the id of one of its offers.
    /// - Throws: `OperationError.unknownOffer`.
    func listing(_ text: String) async throws -> (number: String, refs: [OfferRef]) {
        let connection = self.connection.id
        return try await self.desk.read { db in
            let whole = try OfferRecords.of(db, connection: connection, listings: [text])
            guard whole.isEmpty else { return (text, whole.map { OfferRef($0) }) }
            let number = try Find.offer(db, of: connection, text).listingRef
            return (
                number, try OfferRecords.of(db, connection: connection, listings: [number]).map { OfferRef($0) }
            )
        }
    }

    /// Reads what was changed back into the books. A reading that fails takes nothing away from the change: the next
    /// one by the clock brings it.
    func renew(_ refs: [OfferRef]) async throws {
        guard let reader = self.opened.connector.listings, let answer = try? await reader.read(refs),
            !answer.value.isEmpty
        else { return }
        let (desk, connection, callGroup) = (self.desk, self.connection.id, self.callGroup)
        try await desk.write { db in
            _ = try RecordListings(db: db, desk: desk, connection: connection).record(
                answer.value, callGroup: callGroup)
        }
    }

    /// - Throws: `OperationError.invalid` for what the channel does not take.
    func check(_ form: ListingForm) throws {
        guard form.product.isEmpty || self.opened.connector.products != nil else {
            throw OperationError.invalid(
                field: "product",
                reason: "Sellers at \(self.opened.manifest.displayName) share no catalogue; describe it yourself.")
        }
        try self.check(form.details)
    }

    /// - Throws: `OperationError.invalid` for a field that the channel does not take.
    func check(_ edit: ListingEdit) throws {
        guard !self.catalogue.takesOwnFields else { return }
        for (field, isSaid) in [
            ("bullet", edit.bullets != nil), ("image", edit.images != nil), ("attribute", edit.attributes != nil),
        ] where isSaid {
            throw OperationError.invalid(
                field: field, reason: "\(self.opened.manifest.displayName) takes no such field from here.")
        }
    }

    /// Nothing is written to the offers of a listing any more. Should the shop show it again, the next reading of all its
    /// listings brings it back.
    func ended(_ listing: String) async throws {
        let (desk, connection) = (self.desk, self.connection.id)
        try await desk.write { db in
            let known = try OfferRecords.of(db, connection: connection, listings: [listing])
            var room = try Stockroom(db, desk: desk, variants: Set(known.compactMap(\.variant)))
            room.include(known)
            for offer in known { room.offers[offer.id]?.status = RemoteOffer.Status.ended.rawValue }
            try room.close(cause: .person)
        }
    }

    /// Which offers share a write call, as the connector says.
    var callGroup: @Sendable (OfferRef) -> String {
        guard let writer = self.opened.connector.offers else { return { $0.variation == nil ? "" : $0.listing } }
        return { writer.callGroup(of: $0) }
    }

    func note(_ kind: String, _ summary: String, level: EventRecord.Level = .info, sku: String? = nil) async throws {
        let event = EventRecord(
            id: self.desk.hub.id(), at: self.desk.now, kind: kind, level: level, connection: self.connection.id,
            sku: sku, summary: summary, trace: self.desk.trace)
        let (desk, connection) = (self.desk, self.connection.id)
        try await desk.write { db in
            try desk.audit(db, .listingChanged, on: .connection(connection), ["what": kind])
            try EventRecords.insert(db, [event])
        }
    }
}
