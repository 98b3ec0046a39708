import Commerce
import Foundation
import Store

/// What moves of an offer while it is sold, written and read: saved for many offers at once, the rest of their rows
/// untouched. A row names some fifty columns, and as good as always its title and mapping are what they were.
enum OfferNumbers {
    /// What a sale moves.
    private static let sold: [BulkStatement.Column] = [
        ("wanted_quantity", .integer), ("wanted_price", .integer), ("wanted_version", .integer),
        ("wanted_reason", .text), ("wanted_cause", .text), ("wanted_at", .instant), ("shown_quantity", .integer),
        ("touched_at", .instant), ("held", .integer), ("escrow", .json), ("escrow_units", .integer),
        ("unsettled", .boolean), ("fix_at", .instant), ("urgency", .integer), ("tries", .integer),
        ("read_due_at", .instant),
    ]
    /// What a write and a read move beside it.
    private static let talked: [BulkStatement.Column] = [
        ("submitted_quantity", .integer), ("submitted_price", .integer), ("submitted_at", .instant),
        ("shown_price", .integer), ("observed_quantity", .integer), ("observed_price", .integer),
        ("observed_at", .instant), ("in_doubt", .boolean),
    ]
    private static let sale = BulkStatement(update: "offer", keys: [("id", .uuid)], Self.sold)
    private static let talk = BulkStatement(update: "offer", keys: [("id", .uuid)], Self.sold + Self.talked)

    /// What of an offer has changed.
    enum Extent { case sale, talk, more }

    /// - Parameter offers: Each once, in the order their rows are locked.
    static func save(_ db: any SQLConnection, _ offers: [OfferRecord], _ extent: Extent) -> SQLQuery? {
        let isSale = extent == .sale
        var cells = BulkCells(capacity: offers.count * (isSale ? 17 : 25))
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
            if isSale { continue }
            cells.add(offer.submittedQuantity)
            cells.add(offer.submittedPrice)
            cells.add(offer.submittedAt)
            cells.add(offer.shownPrice)
            cells.add(offer.observedQuantity)
            cells.add(offer.observedPrice)
            cells.add(offer.observedAt)
            cells.add(offer.inDoubt)
        }
        return (isSale ? self.sale : self.talk).query(db, cells.cells)
    }

    static func extent(from old: OfferRecord, to new: OfferRecord) -> Extent {
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
        if same == new { return .sale }
        same.submittedQuantity = new.submittedQuantity
        same.submittedPrice = new.submittedPrice
        same.submittedAt = new.submittedAt
        same.shownPrice = new.shownPrice
        same.observedQuantity = new.observedQuantity
        same.observedPrice = new.observedPrice
        same.observedAt = new.observedAt
        same.inDoubt = new.inDoubt
        return same == new ? .talk : .more
    }

    static func text(of escrow: Escrow) -> JSONText {
        guard escrow.raises.isEmpty, escrow.reading == nil, escrow.rest == nil else {
            return JSONText(escrow.packed)
        }
        return JSONText(#"{"isGrounded":\#(escrow.isGrounded),"raises":[],"units":\#(escrow.units)}"#)
    }
}
