public import Foundation

/// One order: what was bought, what was sent, given back and sent back, and what the shop was asked for.
public struct OrderPage: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        /// Ours, or as the shop wrote it where the line is linked to none.
        public var sku: String
        public var isLinked: Bool
        public var title: String
        public var units: Int
        public var open: Int
        public var shipped: Int
        /// Units whose money went back.
        public var refunded: Int
        /// Open ones that are not there.
        public var short: Int
        public var price: String

        public init(
            sku: String, isLinked: Bool, title: String, units: Int, open: Int, shipped: Int, refunded: Int, short: Int,
            price: String
        ) {
            self.sku = sku
            self.isLinked = isLinked
            self.title = title
            self.units = units
            self.open = open
            self.shipped = shipped
            self.refunded = refunded
            self.short = short
            self.price = price
        }
    }

    /// What the buyer sends back, as the shop tells it.
    public struct Return: Sendable, Hashable {
        public var name: String
        public var state: String
        /// A sentence for each line.
        public var goods: [String]

        public init(name: String, state: String, goods: [String]) {
            self.name = name
            self.state = state
            self.goods = goods
        }
    }

    public struct Parcel: Sendable, Hashable {
        public var tracking: String
        public var carrier: String?
        public var state: String
        public var reason: String?

        public init(tracking: String, carrier: String?, state: String, reason: String? = nil) {
            self.tracking = tracking
            self.carrier = carrier
            self.state = state
            self.reason = reason
        }
    }

    /// What became of what the shop was asked for.
    public struct Outcome: Sendable, Hashable {
        public var at: Date
        public var sentence: String
        /// Whether it came to nothing.
        public var isBad: Bool

        public init(at: Date, sentence: String, isBad: Bool) {
            self.at = at
            self.sentence = sentence
            self.isBad = isBad
        }
    }

    public var workspace: String
    public var now: Date
    public var number: String
    public var connection: String
    public var state: String
    public var placed: Date
    public var heard: Date
    public var total: String
    /// What the shop was asked for and is not known to have done.
    public var pending: String?
    public var lines: [Line]
    public var parcels: [Parcel]
    public var returns: [Return]
    public var outcomes: [Outcome]

    public init(
        workspace: String, now: Date, number: String, connection: String, state: String, placed: Date, heard: Date,
        total: String, pending: String? = nil, lines: [Line], parcels: [Parcel] = [], returns: [Return] = [],
        outcomes: [Outcome] = []
    ) {
        self.workspace = workspace
        self.now = now
        self.number = number
        self.connection = connection
        self.state = state
        self.placed = placed
        self.heard = heard
        self.total = total
        self.pending = pending
        self.lines = lines
        self.parcels = parcels
        self.returns = returns
        self.outcomes = outcomes
    }

    var drawing: Drawing {
        var body: Drawing = [
            "number": self.number, "connection": self.connection, "state": self.state, "total": self.total,
            "placedStamp": stamp(self.placed), "placed": tableTime(self.placed), "heardStamp": stamp(self.heard),
            "heard": tableTime(self.heard), "lines": self.lines.map(Self.line),
            "hasParcels": !self.parcels.isEmpty, "parcels": self.parcels.map(Self.parcel),
            "hasReturns": !self.returns.isEmpty,
            "returns": self.returns.map { item in
                ["name": item.name, "state": item.state, "goods": item.goods.map { ["sentence": $0] as Drawing }]
                    as Drawing
            },
        ]
        body["pending"] = self.pending
        body["outcomes"] = self.outcomes.map { one in
            [
                "stamp": stamp(one.at), "at": tableTime(one.at), "sentence": one.sentence, "isBad": one.isBad,
            ] as Drawing
        }
        return Frame(title: "Order \(self.number)", workspace: self.workspace, place: .orders, now: self.now)
            .drawing(body)
    }

    private static func line(_ line: Line) -> Drawing {
        var drawing: Drawing = [
            "sku": line.sku, "title": line.title, "units": String(line.units), "open": String(line.open),
            "shipped": String(line.shipped), "refunded": String(line.refunded), "price": line.price,
            "isStranger": !line.isLinked,
        ]
        if line.isLinked { drawing["story"] = Path.story(line.sku) }
        if line.short > 0 { drawing["short"] = "\(line.short) short" }
        return drawing
    }

    private static func parcel(_ parcel: Parcel) -> Drawing {
        var drawing: Drawing = ["tracking": parcel.tracking, "state": parcel.state]
        drawing["carrier"] = parcel.carrier
        drawing["reason"] = parcel.reason
        return drawing
    }
}
