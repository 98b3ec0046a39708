public import Commerce
public import Foundation

/// One variant as one connection shows it: wanted, submitted, believed, observed.
public struct OfferRecord: Sendable, Hashable, Identifiable {
    public enum Mapping: String, Sendable, Hashable, CaseIterable, Codable {
        case linked, proposed, ambiguous, unmatched, ignored
    }

    /// Why the wanted value changed last: a lowering caused by an order is never held back.
    public enum Cause: String, Sendable, Hashable, Codable { case order, person, rule, share }

    public var id: UUID
    public var connection: UUID
    /// What hardly ever changes of it.
    var face: Shared<OfferFace>
    public var countsStock: Bool
    public var variant: UUID?
    public var mapping: Mapping

    public var wantedQuantity: Int?
    /// Minor units, like every price here.
    public var wantedPrice: Int64?
    public var wantedVersion: Int
    public var wantedReason: String?
    public var wantedCause: Cause
    public var wantedAt: Date
    public var submittedQuantity: Int?
    public var submittedPrice: Int64?
    public var submittedAt: Date?
    /// What the shop is believed to show: the last certain number, moved by the sales imported since.
    public var shownQuantity: Int?
    public var shownPrice: Int64?
    /// When `shownQuantity` last moved.
    public var touchedAt: Date
    public var observedQuantity: Int?
    public var observedPrice: Int64?
    public var observedAt: Date?
    /// Units of the shown number that unpaid orders hold back.
    public var held: Int
    public var escrow: Escrow
    /// Whether a write got no answer and nothing has told yet what became of it.
    public var inDoubt: Bool

    public var parkedCode: String?
    /// The field that the channel named, in its own words; `nil` where it named none.
    public var parkedField: String?
    public var parkedReason: String?
    /// Why a mass change is held here until a person says yes.
    public var brake: String?
    /// Differences repaired since `repairsSince`.
    public var repairs: Int
    public var repairsSince: Date?
    /// Writes the shop took and did not show.
    public var tries: Int
    public var readDueAt: Date

    public init(
        id: UUID, connection: UUID, listingRef: String, variationRef: String, callGroup: String, title: String,
        currency: Currency, countsStock: Bool, createdAt: Date
    ) {
        self.init(
            id: id, connection: connection,
            face: OfferFace(
                listingRef: listingRef, variationRef: variationRef, callGroup: callGroup, title: title,
                currency: currency, createdAt: createdAt), countsStock: countsStock)
    }

    init(id: UUID, connection: UUID, face: OfferFace, countsStock: Bool) {
        let createdAt = face.createdAt
        self.id = id
        self.connection = connection
        self.face = Shared(face)
        self.countsStock = countsStock
        self.mapping = .unmatched
        self.wantedVersion = 0
        self.wantedCause = .rule
        self.wantedAt = createdAt
        self.touchedAt = createdAt
        self.held = 0
        self.escrow = Escrow()
        self.inDoubt = false
        self.repairs = 0
        self.tries = 0
        self.readDueAt = createdAt
    }

    /// Whether the shop should show another quantity than it is believed to. Below zero counts as zero.
    public var quantityDiffers: Bool {
        guard self.countsStock, let wanted = self.wantedQuantity else { return false }
        guard let shown = self.shownQuantity else { return true }
        return max(0, wanted) != max(0, shown)
    }

    public var priceDiffers: Bool { self.wantedPrice != nil && self.wantedPrice != self.shownPrice }

    /// Whether a new price waits: a sold-out listing takes it with the units that bring it back, and nobody sees it before.
    public var priceWaits: Bool { self.status == "sold-out" && !self.quantityDiffers }

    /// Whether the channel took the last number to apply it later, and no sale has moved it since: believed, and in doubt.
    public var isSubmitted: Bool {
        self.inDoubt && self.submittedQuantity != nil && self.submittedQuantity == self.shownQuantity
            && self.submittedAt.map { $0 > self.touchedAt } ?? false
    }

    /// Whether anything of it may be changed at the shop.
    public var takesChanges: Bool {
        self.mapping == .linked && self.parkedCode == nil && self.brake == nil && self.status != "ended"
    }

    /// How urgently it wants a write: 5 stock to zero, 4 stock falling, or a listing that is to come back on sale, 3 price,
    /// 2 stock rising, 0 nothing to do.
    public var urgency: Int {
        if self.escrow.isResting, self.status != "ended" { return self.parkedCode != nil || self.restsEmpty ? 0 : 4 }
        guard self.takesChanges else { return 0 }
        if self.quantityDiffers, let wanted = self.wantedQuantity {
            if wanted <= 0 { return 5 }
            if wanted < self.shownQuantity ?? .max { return 4 }
            return self.priceDiffers ? 3 : 2
        }
        return self.priceDiffers && !self.priceWaits ? 3 : 0
    }

    /// Whether it is off sale and there is nothing of it to come back with.
    private var restsEmpty: Bool {
        self.escrow.isOffSale && self.countsStock && max(0, self.shownQuantity ?? 0) == 0 && !self.quantityDiffers
    }
}
