import Commerce
import Foundation

/// The channel's own key for one offer: a listing, and the variation inside it where the channel has such.
public struct OfferRef: Sendable, Hashable, Comparable {
    public var listing: String
    public var variation: String?

    public init(listing: String, variation: String? = nil) {
        self.listing = listing
        self.variation = variation
    }

    public static func < (one: OfferRef, other: OfferRef) -> Bool {
        (one.listing, one.variation ?? "") < (other.listing, other.variation ?? "")
    }
}

/// One offer as the channel shows it now.
public struct RemoteOffer: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        case active, draft, inactive, ended
        /// It shows none and can come back: a price waits until units do.
        case soldOut = "sold-out"
    }
    public var ref: OfferRef
    public var title: String
    /// `Size: Large, Colour: Blue`, empty for a simple product.
    public var options: [String: String]
    /// As the channel has it, spaces trimmed; `nil` when empty.
    public var sku: String?
    /// Digits of GTIN, UPC, EAN or ISBN as the channel has them; `nil` when empty.
    public var gtin: String?
    /// The price before any sale price; `nil` where none is set or it cannot be read.
    public var price: Money?
    public var salePrice: Money?
    /// What the channel shows as its stock, at most `RemoteOrderLine.mostUnits` either way; `nil` where it does not count
    /// this offer.
    public var quantity: Int?
    /// Whether a written quantity has an effect (`manage_stock` on WooCommerce).
    public var countsStock: Bool
    /// Why it does not count this offer; `nil` where it does.
    public var uncounted: UncountedReason?
    public var status: Status
    /// Where its listing was taken off sale, by whomever; `nil` where it is on sale, or ended otherwise.
    public var offSale: OffSale?
    public var image: String?
    /// The channel's clock.
    public var modifiedAt: Date?

    public init(
        ref: OfferRef, title: String, options: [String: String] = [:], sku: String?, gtin: String? = nil, price: Money?,
        salePrice: Money? = nil, quantity: Int?, countsStock: Bool, status: Status = .active, image: String? = nil,
        modifiedAt: Date? = nil, uncounted: UncountedReason? = nil
    ) {
        self.ref = ref
        self.title = title
        self.options = options
        self.sku = sku
        self.gtin = gtin
        self.price = price
        self.salePrice = salePrice
        self.quantity = quantity.map { min(max($0, -RemoteOrderLine.mostUnits), RemoteOrderLine.mostUnits) }
        self.countsStock = countsStock
        self.status = status
        self.image = image
        self.modifiedAt = modifiedAt
        self.uncounted = uncounted
    }
}

/// What is known of an offer whose listing was taken off sale.
public struct OffSale: Sendable, Hashable {
    /// What it would show were it on sale; `nil` where the channel does not tell.
    public var quantity: Int?
    /// When its state changed, on the channel's clock, where it tells.
    public var since: Date?

    public init(quantity: Int?, since: Date?) {
        self.quantity = quantity
        self.since = since
    }
}

/// Why a channel keeps no count of its own for an offer.
public enum UncountedReason: String, Sendable, Hashable, CaseIterable {
    /// Counting is switched off for it; switching it on is the merchant's decision.
    case switchedOff
    /// One count serves all variations of the listing, so a quantity written to one of them does nothing.
    case sharedWithListing
    /// It cannot be bought there now (on Etsy a deactivated listing, or a variation that is not offered). Putting it back
    /// on sale is the merchant's decision.
    case notOnSale
    /// The channel keeps and counts the goods itself (on Amazon, what it fulfils).
    case countedByChannel
    /// The shop sells it beyond zero on purpose, so that a number stops nobody (Shopify: "continue selling").
    case sellsWithoutStock
    /// Units of it lie at places that this connection does not count, and are for sale too.
    case liesElsewhereToo
}

public struct PageToken: Sendable, Hashable {
    public var text: String
    public init(_ text: String) { self.text = text }
}

/// A record the channel sent that could not be understood; its neighbours were.
public struct UnreadableRecord: Sendable, Hashable {
    /// The channel's id where it could be read, else the place in the answer.
    public var place: String
    public var reason: String
    public init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }
}

public struct ListingPage: Sendable {
    public var offers: [RemoteOffer]
    public var unreadable: [UnreadableRecord]
    public var next: PageToken?
    /// How many listings there are in all, where the channel tells; for progress.
    public var total: Int?
    /// The channel still prepares what `next` brings, and is not asked for it before this has passed; `nil`: at once.
    public var wait: Duration?
    public init(offers: [RemoteOffer], unreadable: [UnreadableRecord] = [], next: PageToken?, total: Int?) {
        self.offers = offers
        self.unreadable = unreadable
        self.next = next
        self.total = total
    }
}

/// What one offer should show. `nil` leaves a field alone.
public struct OfferChange: Sendable, Hashable {
    public var ref: OfferRef
    public var quantity: Int?
    public var price: Money?
    /// Whether `quantity` only repeats what the offer is believed to show, because the write replaces the whole listing.
    /// A connector that reads before it writes then writes the lower of it and what it just read: a sale we have not
    /// heard of is not undone.
    public var repeatsQuantity: Bool
    /// Whether a unit is there for what a channel shows for a moment while it brings a sold-out listing back. Where it is
    /// not, such a listing must be left as it is (`OfferResult.soldOut`).
    public var mayRenew: Bool
    /// What the offer is believed to show, where the channel can compare (`Manifest.comparesQuantities`): found otherwise, the
    /// quantity must be left alone (`OfferResult.Outcome.stale`). `nil`: written whatever is there.
    public var replaces: Int?
    public init(
        ref: OfferRef, quantity: Int? = nil, price: Money? = nil, repeatsQuantity: Bool = false, mayRenew: Bool = true,
        replaces: Int? = nil
    ) {
        self.ref = ref
        self.quantity = quantity
        self.price = price
        self.repeatsQuantity = repeatsQuantity
        self.mayRenew = mayRenew
        self.replaces = replaces
    }
}

/// What became of one change.
public struct OfferResult: Sendable, Hashable {
    public enum Outcome: Sendable, Hashable {
        /// Taken. What the channel said it now shows, where it said so.
        case accepted(quantity: Int?, price: Money?)
        /// Taken to be applied later, within `Manifest.patience`. Until a read shows it, it may land at any time or never.
        case submitted
        /// Asked for zero, the channel keeps a last unit: its whole listing was taken off sale instead, at no cost, as
        /// `ListingResting.rest` does.
        ///
        /// - Parameter at: When its state changed, on the channel's clock, where it tells.
        case tookOffSale(at: Date?)
        /// Not taken, and the same again would not be.
        case refused(code: String, field: String?, message: String)
        /// The channel answered for others of the batch and not for this one.
        case unknown
        /// It shows another number than `OfferChange.replaces`: nothing was written. Somebody bought, or changed it.
        case stale
        /// Nothing of the call was taken, because of another change in it. The same again may be.
        case passedOver
    }
    /// The code of a price that waits: the listing is sold out, and takes one only with the units that bring it back.
    public static let soldOut = "sold-out"

    public var ref: OfferRef
    public var outcome: Outcome
    public init(ref: OfferRef, outcome: Outcome) {
        self.ref = ref
        self.outcome = outcome
    }
}

/// An order as the channel tells it, without any buyer field.
public struct RemoteOrder: Sendable, Hashable {
    public var remoteID: String
    /// What the merchant sees in the shop.
    public var number: String
    public var state: OrderState
    /// The channel's own word for the state.
    public var remoteStatus: String
    /// The channel's clock.
    public var createdAt: Date
    /// The channel's clock; whole seconds on most, so equal times are no proof of equal content.
    public var modifiedAt: Date
    public var total: Money
    public var lines: [RemoteOrderLine]
    /// Tracking numbers already on the order, carrier first where known.
    public var tracking: [Tracking]
    /// What of it comes back, where the channel tells.
    public var returns: [OrderReturn] = []

    public init(
        remoteID: String, number: String, state: OrderState, remoteStatus: String, createdAt: Date, modifiedAt: Date,
        total: Money, lines: [RemoteOrderLine], tracking: [Tracking] = []
    ) {
        self.remoteID = remoteID
        self.number = number
        self.state = state
        self.remoteStatus = remoteStatus
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.total = total
        self.lines = lines
        self.tracking = tracking
    }
}

public struct RemoteOrderLine: Sendable, Hashable {
    /// More of one thing is nobody's order and nobody's stock; sums of that many stay numbers.
    public static let mostUnits = 1_000_000_000
    public var remoteID: String
    public var ref: OfferRef
    public var sku: String?
    public var title: String
    /// Units ordered, `1...mostUnits`.
    public var units: Int
    /// Of those, units refunded so far. A refund is not a restock.
    public var refundedUnits: Int
    public var unitPrice: Money
    /// Units of this line that the channel holds back from other buyers without having taken them from its shown stock
    /// (an unpaid checkout on WooCommerce).
    public var heldUnits: Int
    /// Units of this line that the channel has taken from its shown stock and not given back.
    public var reducedUnits: Int

    public init(
        remoteID: String, ref: OfferRef, sku: String?, title: String, units: Int, refundedUnits: Int = 0,
        unitPrice: Money, heldUnits: Int, reducedUnits: Int
    ) {
        self.remoteID = remoteID
        self.ref = ref
        self.sku = sku
        self.title = title
        self.units = units
        self.refundedUnits = refundedUnits
        self.unitPrice = unitPrice
        self.heldUnits = heldUnits
        self.reducedUnits = reducedUnits
    }
}

public struct Tracking: Sendable, Hashable {
    public var carrier: String?
    public var number: String
    public init(carrier: String?, number: String) {
        self.carrier = carrier
        self.number = number
    }
}

public struct OrderPage: Sendable {
    public var orders: [RemoteOrder]
    public var unreadable: [UnreadableRecord]
    public var next: PageToken?
    public init(orders: [RemoteOrder], unreadable: [UnreadableRecord] = [], next: PageToken?) {
        self.orders = orders
        self.unreadable = unreadable
        self.next = next
    }
}

public struct ShipmentNotice: Sendable, Hashable {
    public var remoteOrderID: String
    public var tracking: Tracking
    public var shippedAt: Date
    public init(remoteOrderID: String, tracking: Tracking, shippedAt: Date) {
        self.remoteOrderID = remoteOrderID
        self.tracking = tracking
        self.shippedAt = shippedAt
    }
}

public struct ShopIdentity: Sendable, Hashable {
    public var name: String
    /// Of the shop system, where it tells.
    public var version: String?
    public var currency: Currency?
    /// The shop's id at the channel, where one address serves all shops (Etsy's `shop_id`); `nil` where the address is
    /// the shop (`ChannelDescriptor.placeIsShop`). Tells whether a shop is connected already, and that a renewed consent is for the same one.
    public var remoteID: String?
    /// Rights that we have there; `nil` where the channel does not tell.
    public var scopes: [String]?
    /// Where its stock may lie, where there are several places of which a connection keeps one in step.
    public var locations: [RemoteLocation] = []
    /// What the merchant should set otherwise at the channel, a sentence each; the connection works without.
    public var cautions: [String] = []
    public init(name: String, version: String?, currency: Currency?, remoteID: String? = nil) {
        self.name = name
        self.version = version
        self.currency = currency
        self.remoteID = remoteID
    }
}

/// A place where a shop's units lie.
public struct RemoteLocation: Sendable, Hashable {
    /// The channel's.
    public var id: String
    public var name: String
    /// Whether it is the one that the connection reads and writes.
    public var isOurs: Bool

    public init(id: String, name: String, isOurs: Bool) {
        self.id = id
        self.name = name
        self.isOurs = isOurs
    }
}

public struct WebhookState: Sendable, Hashable {
    public var topic: String
    public var remoteID: String
    /// Whether it had switched itself off and was switched on again.
    public var revived: Bool
    public init(topic: String, remoteID: String, revived: Bool) {
        self.topic = topic
        self.remoteID = remoteID
        self.revived = revived
    }
}
