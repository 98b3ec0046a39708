import Foundation

/// One offer: what we want a shop to show of one variant, and what it last showed.
public struct CellView: Sendable, Hashable {
    /// The connection's id and the name people gave it.
    public var connection: String
    public var connectionName: String
    public var state: OfferState
    /// Whole units; `nil` where the channel counts for itself.
    public var wanted: Int?
    /// What we believe it shows, own sales included.
    public var predicted: Int?
    /// What we last read from it; `nil` until it was read once.
    public var observed: Int?
    /// Prices as people read them, currency included.
    public var priceWanted: String?
    public var priceObserved: String?
    /// Why it is not agreed, as one sentence; shown on hover and read aloud.
    public var reason: String?
    /// When the state began.
    public var since: Date?

    public init(
        connection: String, connectionName: String, state: OfferState, wanted: Int? = nil, predicted: Int? = nil,
        observed: Int? = nil, priceWanted: String? = nil, priceObserved: String? = nil, reason: String? = nil,
        since: Date? = nil
    ) {
        self.connection = connection
        self.connectionName = connectionName
        self.state = state
        self.wanted = wanted
        self.predicted = predicted
        self.observed = observed
        self.priceWanted = priceWanted
        self.priceObserved = priceObserved
        self.reason = reason
        self.since = since
    }

    /// - Parameter rowPrice: The price the row shows already; the cell says a price only when it is another.
    func part(sku: String, rowPrice: String?) -> Part {
        let linked = self.state != .unlinked
        let quantityDiffers = linked && self.wanted != nil && self.wanted != self.observed
        let priceDiffers = linked && self.priceWanted != nil && self.priceWanted != self.priceObserved
        return Part(
            "cell/\(sku)/\(self.connection)", tone: self.state.rawValue,
            texts: [
                "shown": linked ? self.observed.map(counted) ?? "?" : "\u{2013}",
                "wanted": quantityDiffers ? self.wanted.map(counted) : nil,
                "price": self.shownPrice(differs: priceDiffers, rowPrice: rowPrice),
                "priceWanted": priceDiffers ? self.priceWanted : nil,
                "note": self.state.note,
                "reason": self.reason,
                "spoken": self.spoken(quantityDiffers: quantityDiffers, priceDiffers: priceDiffers),
            ],
            times: ["since": self.state.isTimed ? self.since : nil])
    }

    private func shownPrice(differs: Bool, rowPrice: String?) -> String? {
        guard self.state != .unlinked else { return nil }
        if differs { return self.priceObserved ?? "?" }
        return self.priceObserved == rowPrice ? nil : self.priceObserved
    }

    /// The cell as one reads it aloud, times left out so that it changes only when the facts do.
    private func spoken(quantityDiffers: Bool, priceDiffers: Bool) -> String {
        guard self.state != .unlinked else {
            return "\(self.connectionName): not linked." + (self.reason.map { " \($0)" } ?? "")
        }
        var text = "\(self.connectionName): "
        text += self.observed.map { "shows \(counted($0))" } ?? "not read yet"
        if quantityDiffers, let wanted { text += ", wanted \(counted(wanted))" }
        if priceDiffers, let priceWanted {
            text += ", price \(self.priceObserved ?? "unknown"), wanted \(priceWanted)"
        }
        text += self.state.note.map { ", \($0)." } ?? ", agreed."
        return text + (self.reason.map { " \($0)" } ?? "")
    }
}

/// How far one offer is from what is wanted.
public enum OfferState: String, Sendable, Hashable, CaseIterable {
    /// It shows what is wanted.
    case agreed
    /// A change waits for its turn.
    case pending
    /// A change is on its way or accepted, and not yet read back.
    case sent
    /// It shows less than predicted: a sale whose order has not arrived yet.
    case presumed
    /// A person has to act.
    case parked
    /// No listing there is tied to this SKU.
    case unlinked

    var note: String? {
        switch self {
        case .agreed: nil
        case .pending: "waiting"
        case .sent: "sent"
        case .presumed: "presumed"
        case .parked: "parked"
        case .unlinked: "not linked"
        }
    }

    /// Whether the age of the state tells the reader something.
    var isTimed: Bool {
        switch self {
        case .pending, .sent, .presumed, .parked: true
        case .agreed, .unlinked: false
        }
    }
}
