import Commerce
import Foundation
import Records

/// What one offer shows of a SKU: wanted, sent, believed, observed.
public struct StockCell: Sendable, Hashable, Encodable {
    public enum State: String, Sendable, Hashable, CaseIterable, Encodable {
        /// The shop shows what it should.
        case agreed
        /// Something is to be written.
        case pending
        /// A write is on its way.
        case sent
        /// A write got no answer; nobody knows yet what became of it.
        case doubt
        /// A person has to act.
        case parked
        /// A mass change waits for a person's yes.
        case braked
        /// The connection has no offer of this SKU.
        case unlinked
    }

    public var offer: String?
    public var connection: String
    public var connectionName: String
    /// The channel's key of the offer.
    public var ref: String?
    public var state: State
    /// Why, as one sentence.
    public var reason: String
    public var wanted: Int?
    /// What the shop is believed to show.
    public var shown: Int?
    public var observed: Int?
    public var submitted: Int?
    public var wantedPrice: MoneyView?
    public var shownPrice: MoneyView?
    public var observedPrice: MoneyView?
    public var observedAt: Date?
    /// When the wanted value changed last.
    public var wantedAt: Date?
    /// What everybody asks there for these goods, where the channel tells.
    public var market: MarketView?

    init(unlinkedAt connection: ConnectionRecord) {
        self.connection = connection.id.text
        self.connectionName = connection.name
        self.state = .unlinked
        self.reason = "No listing of this shop is linked to it."
    }

    /// - Parameters:
    ///   - kept: What the channel keeps of it itself.
    ///   - market: What everybody asks there.
    init(
        _ offer: OfferRecord, at connection: ConnectionRecord, kept: KeptCount? = nil, market: MarketView? = nil,
        now: Date
    ) {
        self.market = market
        self.offer = offer.id.text
        self.connection = connection.id.text
        self.connectionName = connection.name
        self.ref = OfferKey.text(offer)
        self.state = Self.state(of: offer, now: now)
        self.reason =
            kept.map { "The shop keeps and counts it itself, \($0.sentence); no number is written." }
            ?? Self.reason(for: self.state, offer, connection)
        self.wanted = offer.countsStock ? offer.wantedQuantity : nil
        self.shown = offer.shownQuantity
        self.observed = kept?.sellable ?? offer.observedQuantity
        self.submitted = offer.submittedQuantity
        self.wantedPrice = MoneyView(offer.wantedPrice, offer.currency)
        self.shownPrice = MoneyView(offer.shownPrice, offer.currency)
        self.observedPrice = MoneyView(offer.observedPrice, offer.currency)
        self.observedAt = offer.observedAt
        self.wantedAt = offer.wantedAt
    }

    static func state(of offer: OfferRecord, now: Date) -> State {
        if offer.parkedCode != nil { return .parked }
        if offer.brake != nil { return .braked }
        // Taken by a channel that applies it later: nothing is wrong with it.
        if offer.escrow.mayStillLand(at: now), !offer.inDoubt || offer.isSubmitted { return .sent }
        if offer.inDoubt || offer.escrow.hasUnanswered { return .doubt }
        if offer.escrow.isResting { return offer.urgency > 0 ? .pending : .agreed }
        return offer.quantityDiffers || offer.priceDiffers && !offer.priceWaits ? .pending : .agreed
    }

    private static func reason(for state: State, _ offer: OfferRecord, _ connection: ConnectionRecord) -> String {
        switch state {
        case .agreed where offer.escrow.isResting:
            return "Its listing is off sale: there is no unit of it, and the shop would not show none."
        case .agreed where offer.priceDiffers:
            return "It is sold out there; its new price goes out when units come back."
        case .agreed: return "It shows what it should."
        case .unlinked: return "No listing of this shop is linked to it."
        case .parked: return offer.parkedReason ?? "It waits for a person."
        case .braked: return offer.brake ?? "A mass change waits for a person's yes."
        case .sent: return "A write is on its way."
        case .doubt: return "A write got no answer; the shop is asked what became of it."
        case .pending: return self.waiting(offer, connection)
        }
    }

    private static func waiting(_ offer: OfferRecord, _ connection: ConnectionRecord) -> String {
        switch connection.state {
        case .draft: return "The shop is not live: nothing is written until a plan is applied."
        case .paused: return "The shop is paused."
        case .unauthorized: return "The shop refuses our key."
        case .live, .restoring: break
        }
        guard offer.status != "ended" else { return "The listing has ended at the shop." }
        if let rest = offer.escrow.rest {
            let time = rest.from.formatted(.iso8601.time(includingFractionalSeconds: false))
            let why = rest.cause == .price ? "its price" : "its units"
            return "Its listing is off sale since \(time) UTC, to write \(why); it comes back by itself within minutes."
        }
        if offer.quantityDiffers, let wanted = offer.wantedQuantity {
            return "It should show \(max(0, wanted)) units and is next in line."
        }
        return "Its price changes with the next write."
    }
}
