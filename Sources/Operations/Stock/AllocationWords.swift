import Commerce
import Records

/// Why an offer should show what it should, in words.
enum AllocationWords {
    /// - Parameter reason: As `OfferRecord.wantedReason` keeps it.
    static func sentence(_ reason: String?, countsStock: Bool = true) -> String {
        guard countsStock else { return "The shop does not count it, so no number is written." }
        guard let reason = reason.flatMap(Allocation.Reason.init) else {
            return "No number is wanted: its stock is not counted."
        }
        switch reason {
        case .everything: return "All that is available is shown everywhere."
        case .lessBuffer: return "All that is available is shown, less the policy's buffer."
        case .share: return "Its share: all shares together never exceed what there is."
        case .keep: return "It keeps what it shows: a new number would cost more than it brings."
        case .zeroFirst: return "Zero first, so that its units can be shared out anew without being promised twice."
        case .givesWay: return "Zero: shops may sell more than there is, and this one gives way."
        case .none: return "Nothing is left for it."
        case .lowered: return "Fewer than it shows: units it was promised are not there any more."
        case .renewal: return "Units came back: the listing is offered again, which may cost a renewal fee."
        case .soldOut:
            return "Sold out here. Offering it again costs a renewal fee, so that waits until units come back."
        case .room:
            return
                "It waits: this shop replaces a whole listing at once, and there are not enough free units to repeat what the other variations show. The listing is taken off sale for a moment when that helps, not more often than every few minutes."
        case .offSale:
            return
                "Its listing is off sale for a moment, at no cost: it is written while nobody can buy, and comes back by itself."
        }
    }
}
