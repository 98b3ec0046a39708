import Commerce
import Foundation
import Store

extension OfferRecords {
    static let columns: SQLQuery = """
        o.id, o.connection_id, o.listing_ref, o.variation_ref, o.call_group, o.title, o.options, o.sku, o.gtin, o.status,
        o.image, o.counts_stock, o.currency, o.variant_id, o.mapping, o.mapping_reason, o.candidates, o.created_at, o.wanted_quantity,
        o.wanted_price, o.wanted_version, o.wanted_reason, o.wanted_cause, o.wanted_at, o.submitted_quantity,
        o.submitted_price, o.submitted_at, o.shown_quantity, o.shown_price, o.touched_at, o.observed_quantity,
        o.observed_price, o.observed_at, o.held, o.escrow_units, o.unsettled, o.escrow, o.in_doubt, o.parked_code,
        o.parked_field, o.parked_reason, o.brake, o.repairs, o.repairs_since, o.tries, o.read_due_at
        """

    static func decode(_ row: SQLRow) throws -> OfferRecord {
        var cells = Cells(row)
        let id: UUID = try cells.take()
        let connection: UUID = try cells.take()
        let listing: String = try cells.take()
        let variation: String = try cells.take()
        let group: String = try cells.take()
        let title: String = try cells.take()
        var face = OfferFace(
            listingRef: listing, variationRef: variation, callGroup: group, title: title, currency: .eur,
            createdAt: .distantPast)
        face.options = try cells.texts()
        face.sku = try cells.maybe()
        face.gtin = try cells.maybe()
        face.status = try cells.take()
        face.image = try cells.maybe()
        let countsStock: Bool = try cells.take()
        face.currency = Currency(try cells.take(String.self)) ?? .eur
        let variant: UUID? = try cells.maybe()
        let mapping = OfferRecord.Mapping(rawValue: try cells.take()) ?? .unmatched
        face.mappingReason = try cells.take()
        face.candidates = try cells.ids()
        face.createdAt = try cells.take()
        var offer = OfferRecord(id: id, connection: connection, face: face, countsStock: countsStock)
        (offer.variant, offer.mapping) = (variant, mapping)
        offer.wantedQuantity = try cells.maybe()
        offer.wantedPrice = try cells.maybe()
        offer.wantedVersion = try cells.take()
        offer.wantedReason = try cells.maybe()
        offer.wantedCause = .init(rawValue: try cells.take()) ?? .rule
        offer.wantedAt = try cells.take()
        offer.submittedQuantity = try cells.maybe()
        offer.submittedPrice = try cells.maybe()
        offer.submittedAt = try cells.maybe()
        offer.shownQuantity = try cells.maybe()
        offer.shownPrice = try cells.maybe()
        offer.touchedAt = try cells.take()
        offer.observedQuantity = try cells.maybe()
        offer.observedPrice = try cells.maybe()
        offer.observedAt = try cells.maybe()
        offer.held = try cells.take()
        let (units, isUnsettled) = (try cells.take(Int.self), try cells.take(Bool.self))
        if isUnsettled {
            let json = try cells.take(JSONText.self)
            // Rows of earlier versions name every field.
            offer.escrow = try Escrow(packed: json.text) ?? JSONText.decode(json)
        } else {
            // A settled escrow is its units and nothing else.
            offer.escrow = Escrow(units: units, isGrounded: true)
            cells.skip()
        }
        offer.inDoubt = try cells.take()
        offer.parkedCode = try cells.maybe()
        offer.parkedField = try cells.maybe()
        offer.parkedReason = try cells.maybe()
        offer.brake = try cells.maybe()
        offer.repairs = try cells.take()
        offer.repairsSince = try cells.maybe()
        offer.tries = try cells.take()
        offer.readDueAt = try cells.take()
        return offer
    }

    static func select(_ db: any SQLConnection, _ rest: SQLQuery) throws -> [OfferRecord] {
        try db.query(self.selecting(db, rest)).map(self.decode)
    }

    static func selecting(_ db: any SQLConnection, _ rest: SQLQuery) -> SQLQuery {
        "SELECT \(self.columns) FROM offer o WHERE o.tenant_id = \(db.tenant) AND \(rest)"
    }
}
