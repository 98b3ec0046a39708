import Foundation

/// An order line that holds units, or is owed them.
public struct HoldView: Sendable, Hashable {
    /// The order's number as the shop writes it.
    public var order: String
    /// The connection's name.
    public var connection: String
    /// Units reserved for it, and units owed that are not there.
    public var held: Int
    public var short: Int
    /// The order's state, one word: `paid`.
    public var state: String
    public var placed: Date

    public init(order: String, connection: String, held: Int, short: Int = 0, state: String, placed: Date) {
        self.order = order
        self.connection = connection
        self.held = held
        self.short = short
        self.state = state
        self.placed = placed
    }

    var drawing: Drawing {
        var drawing: Drawing = [
            "order": self.order, "connection": self.connection, "held": counted(self.held), "state": self.state,
            "time": tableTime(self.placed), "stamp": stamp(self.placed),
        ]
        drawing["short"] = self.short > 0 ? counted(self.short) : nil
        return drawing
    }
}

/// One line of the stock ledger.
public struct MovementView: Sendable, Hashable {
    public var time: Date
    /// Units in or out; never zero.
    public var change: Int
    /// On hand afterwards, at that location.
    public var balance: Int
    /// Why, as a sentence: `Shipped with order 1042 of Kiel`.
    public var cause: String
    public var location: String

    public init(time: Date, change: Int, balance: Int, cause: String, location: String) {
        self.time = time
        self.change = change
        self.balance = balance
        self.cause = cause
        self.location = location
    }

    var drawing: Drawing {
        [
            "time": tableTime(self.time), "stamp": stamp(self.time), "change": signed(self.change),
            "tone": self.change < 0 ? "out" : "in", "balance": counted(self.balance), "cause": self.cause,
            "location": self.location,
        ]
    }
}
