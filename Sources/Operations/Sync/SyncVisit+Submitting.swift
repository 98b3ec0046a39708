import Commerce
import ConnectorKit
import Foundation
import Records

/// Channels that take a write now and apply it later. Until a read shows it, it may land at any time or never: it counts
/// like a write that nobody answered, and is looked for before it must be over (decision 18).
extension SyncVisit {
    func submit(_ item: Prepared, ended: Date, _ offer: inout OfferRecord, _ room: inout Stockroom) {
        offer.submittedAt = item.intent.sentAt
        if let price = item.intent.price {
            // The same price again does no harm, whichever of the two lands last; the read-back tells.
            offer.submittedPrice = price
            offer.shownPrice = price
            offer.readDueAt = min(offer.readDueAt, self.lastLook(item.intent.expiresAt))
        }
        guard let quantity = item.intent.quantity else { return }
        offer.submittedQuantity = quantity
        // Believed, so that it is not sent again; in doubt, so that a later read decides.
        offer.shownQuantity = quantity
        offer.inDoubt = true
        offer.readDueAt = self.nextLook(sent: item.intent.sentAt, expires: item.intent.expiresAt, now: ended)
        room.note(
            "stock.submitted",
            "\(room.connections[self.connection]?.name ?? "The shop") took \(quantity) of \(offer.sku ?? offer.title) and applies it shortly.",
            offer: offer, detail: ["reason": offer.wantedReason ?? ""])
    }

    /// Takes a number read at the channel for the landing of the one write that is out, where nothing else explains it.
    ///
    /// - Returns: Whether it did.
    func sawLanding(
        _ quantity: Int, of offer: inout OfferRecord, begun: Date, ended: Date, _ room: inout Stockroom
    ) -> Bool {
        // A sale of those moments may be missing from what was read and be known already.
        guard self.manifest.firstLook != nil, offer.touchedAt < begun.addingTimeInterval(-self.timing.readStaleness),
            let write = offer.escrow.landed(showing: quantity, held: max(0, offer.held))
        else { return false }
        offer.escrow.answered(write, at: ended)
        offer.inDoubt = false
        offer.tries = 0
        offer.shownQuantity = quantity
        offer.touchedAt = ended
        room.note(
            "stock.sent",
            "\(room.connections[self.connection]?.name ?? "The shop") now shows \(quantity) of \(offer.sku ?? offer.title).",
            offer: offer, detail: ["reason": offer.wantedReason ?? ""])
        return true
    }

    /// When to look for the write that is out; `nil` where the channel's answers tell, or none is.
    func nextLook(for offer: OfferRecord, now: Date) -> Date? {
        guard self.manifest.firstLook != nil, offer.escrow.mayStillLand(at: now),
            let raise = offer.escrow.raises.last(where: { $0.isWrite && !$0.isAnswered })
        else { return nil }
        return self.nextLook(sent: raise.from, expires: raise.end, now: now)
    }

    /// Ever more seldom, the last time when it must be over.
    func nextLook(sent: Date, expires: Date, now: Date) -> Date {
        let first = (self.manifest.firstLook ?? self.manifest.patience).seconds
        // What may take hours is not looked for each minute.
        let longest = max(60, expires.timeIntervalSince(now) / 20)
        let next = now.addingTimeInterval(min(max(first, now.timeIntervalSince(sent)), longest))
        return min(next, self.lastLook(expires))
    }

    func lastLook(_ expires: Date) -> Date { expires.addingTimeInterval(self.timing.readStaleness + 0.2) }

    /// For how long after it was sent a price need not show yet, in seconds.
    var priceSpan: Double {
        self.timing.readStaleness
            + (self.manifest.firstLook == nil ? self.timing.timeout : self.timing.writeSpan + self.timing.patience)
    }
}
