import Commerce
import Foundation
import Store

/// What a sale moves of an offer: saved for many offers at once, the rest of their rows untouched.
enum OfferNumbers {
    private static let update = BulkStatement(
        update: "offer", keys: [("id", .uuid)],
        [
            ("wanted_quantity", .integer), ("wanted_price", .integer), ("wanted_version", .integer),
            ("wanted_reason", .text), ("wanted_cause", .text), ("wanted_at", .instant), ("shown_quantity", .integer),
            ("touched_at", .instant), ("held", .integer), ("escrow", .json), ("escrow_units", .integer),
            ("unsettled", .boolean), ("fix_at", .instant), ("urgency", .integer), ("tries", .integer),
            ("read_due_at", .instant),
        ])

    /// - Parameter offers: Each once, in the order their rows are locked.
    static func save(_ db: any SQLConnection, _ offers: [OfferRecord]) throws -> SQLQuery? {
        var cells = BulkCells(capacity: offers.count * 17)
        for offer in offers {
            cells.add(offer.id)
            cells.add(offer.wantedQuantity)
            cells.add(offer.wantedPrice)
            cells.add(offer.wantedVersion)
            cells.add(offer.wantedReason)
            cells.add(offer.wantedCause.rawValue)
            cells.add(offer.wantedAt)
            cells.add(offer.shownQuantity)
            cells.add(offer.touchedAt)
            cells.add(offer.held)
            cells.add(Self.text(of: offer.escrow))
            cells.add(offer.escrow.units)
            cells.add(!offer.escrow.isPlain)
            cells.add(offer.escrow.nextFix)
            cells.add(offer.urgency)
            cells.add(offer.tries)
            cells.add(offer.readDueAt)
        }
        return self.update.query(db, cells.cells)
    }

    /// Whether nothing else of an offer has changed.
    static func suffice(from old: OfferRecord, to new: OfferRecord) -> Bool {
        var same = old
        same.wantedQuantity = new.wantedQuantity
        same.wantedPrice = new.wantedPrice
        same.wantedVersion = new.wantedVersion
        same.wantedReason = new.wantedReason
        same.wantedCause = new.wantedCause
        same.wantedAt = new.wantedAt
        same.shownQuantity = new.shownQuantity
        same.touchedAt = new.touchedAt
        same.held = new.held
        same.escrow = new.escrow
        same.tries = new.tries
        same.readDueAt = new.readDueAt
        return same == new
    }

    static func text(of escrow: Escrow) -> JSONText {
        guard escrow.raises.isEmpty, escrow.reading == nil, escrow.rest == nil else {
            return JSONText(escrow.packed)
        }
        return JSONText(#"{"isGrounded":\#(escrow.isGrounded),"raises":[],"units":\#(escrow.units)}"#)
    }
}
