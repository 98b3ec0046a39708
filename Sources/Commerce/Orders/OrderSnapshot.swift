public import Foundation

/// An order as its channel told it once. A fact: it never changes, and it may arrive late, twice or out of order.
public struct OrderSnapshot: Sendable, Hashable, Codable {
    /// What the merchant sees in the shop.
    public var number: String
    public var state: OrderState
    /// The channel's own word for the state.
    public var remoteStatus: String
    /// The channel's clock.
    public var createdAt: Date
    /// The channel's clock; often whole seconds.
    public var modifiedAt: Date
    /// When the read that brought it began, on the channel's clock; `nil` where that is not known.
    public var readAt: Date?
    /// How often the channel's clock was seen to go back while this order was known; `nil` for never. What it stamped
    /// since is newer, whatever the stamp says.
    public var era: Int?
    public var total: Money
    public var lines: [OrderSnapshotLine]
    public var tracking: [TrackingNumber]
    /// `nil` for none.
    public var returns: [OrderReturn]?

    public init(
        number: String, state: OrderState, remoteStatus: String, createdAt: Date, modifiedAt: Date,
        readAt: Date? = nil, era: Int? = nil, total: Money, lines: [OrderSnapshotLine], tracking: [TrackingNumber] = [],
        returns: [OrderReturn] = []
    ) {
        self.number = number
        self.state = state
        self.remoteStatus = remoteStatus
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.readAt = readAt
        self.era = era
        self.total = total
        self.lines = lines.sorted()
        self.tracking = tracking.sorted()
        self.returns = returns.isEmpty ? nil : returns.sorted()
    }
}

/// One line of a snapshot.
public struct OrderSnapshotLine: Sendable, Hashable, Comparable, Codable {
    /// The channel's id of the line.
    public var id: String
    /// The offer it sold, by the connection's key.
    public var offer: String
    public var sku: String?
    public var title: String
    /// Units ordered, at least 0 (an admin can empty a line).
    public var units: Int
    /// Of those, units whose money went back.
    public var refundedUnits: Int
    public var unitPrice: Money
    /// Units the channel holds back from other buyers without having taken them from its shown stock.
    public var heldUnits: Int
    /// Units the channel has taken from its shown stock and not given back.
    public var reducedUnits: Int

    public init(
        id: String, offer: String, sku: String?, title: String, units: Int, refundedUnits: Int = 0, unitPrice: Money,
        heldUnits: Int = 0, reducedUnits: Int = 0
    ) {
        self.id = id
        self.offer = offer
        self.sku = sku
        self.title = title
        self.units = units
        self.refundedUnits = refundedUnits
        self.unitPrice = unitPrice
        self.heldUnits = heldUnits
        self.reducedUnits = reducedUnits
    }

    public static func < (one: OrderSnapshotLine, other: OrderSnapshotLine) -> Bool {
        one.id == other.id ? one.content.joined() < other.content.joined() : one.id < other.id
    }
}

/// A parcel's number, with who carries it where that is known.
public struct TrackingNumber: Sendable, Hashable, Comparable, Codable {
    public var carrier: String?
    public var number: String

    public init(carrier: String?, number: String) {
        self.carrier = carrier
        self.number = number
    }

    public static func < (one: TrackingNumber, other: TrackingNumber) -> Bool {
        (one.number, one.carrier ?? "") < (other.number, other.carrier ?? "")
    }
}
