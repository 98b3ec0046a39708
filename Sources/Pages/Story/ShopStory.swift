import Foundation

/// What one shop is to show of the SKU, was told, is believed to show, and showed.
public struct ShopStory: Sendable, Hashable {
    /// A value and when it became so.
    public struct Reading: Sendable, Hashable {
        /// Whole units.
        public var quantity: Int?
        /// As people read it, currency included.
        public var price: String?
        public var time: Date?

        public init(quantity: Int?, price: String? = nil, time: Date? = nil) {
            self.quantity = quantity
            self.price = price
            self.time = time
        }
    }

    public var connection: String
    public var name: String
    public var state: OfferState
    /// Units the policy allows this offer; `nil` where it may show all there is.
    public var share: Int?
    /// The most it may still sell unseen.
    public var escrow: Int?
    public var wanted: Reading?
    public var submitted: Reading?
    public var predicted: Reading?
    public var observed: Reading?
    public var reason: String?
    public var wayOut: String?

    public init(
        connection: String, name: String, state: OfferState, share: Int? = nil, escrow: Int? = nil,
        wanted: Reading? = nil, submitted: Reading? = nil, predicted: Reading? = nil, observed: Reading? = nil,
        reason: String? = nil, wayOut: String? = nil
    ) {
        self.connection = connection
        self.name = name
        self.state = state
        self.share = share
        self.escrow = escrow
        self.wanted = wanted
        self.submitted = submitted
        self.predicted = predicted
        self.observed = observed
        self.reason = reason
        self.wayOut = wayOut
    }

    func drawing(at now: Date) -> Drawing {
        var drawing: Drawing = [
            "name": self.name, "anchor": "shop-" + Path.escaped(self.connection), "tone": self.state.rawValue,
            "state": self.state.note ?? "agreed",
            "share": self.share.map(counted) ?? "all", "escrow": self.escrow.map(counted) ?? "\u{2013}",
            "readings": [
                Self.drawing(self.wanted, "Wanted", at: now), Self.drawing(self.submitted, "Submitted", at: now),
                Self.drawing(self.predicted, "Predicted", at: now), Self.drawing(self.observed, "Observed", at: now),
            ],
        ]
        drawing["reason"] = self.reason
        drawing["wayOut"] = self.wayOut
        return drawing
    }

    private static func drawing(_ reading: Reading?, _ column: String, at now: Date) -> Drawing {
        var drawing: Drawing = ["column": column, "quantity": reading?.quantity.map(counted) ?? "\u{2013}"]
        drawing["price"] = reading?.price
        if let time = reading?.time { drawing["age"] = ["text": age(of: time, at: now), "stamp": stamp(time)] }
        return drawing
    }
}
