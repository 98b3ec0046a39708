/// How many units of one variant lie at one location.
public struct StockLevel: Sendable, Hashable {
    /// Units physically counted there. May be negative after more was shipped than was counted: a debt to be recounted.
    public var onHand: Int
    /// Units held back from every channel there, as set by the merchant. Never negative.
    public var buffer: Int

    public init(onHand: Int, buffer: Int = 0) {
        precondition(buffer >= 0, "a buffer holds units back, it cannot add any")
        self.onHand = onHand
        self.buffer = buffer
    }
}

/// One variant over a pool of locations, against what is owed to orders.
///
/// The rule everything else leans on: `available == max(0, onHand - open - buffer)`, clamped once, after summing the
/// locations; and `reserved + short == open`.
public struct PartStock: Sendable, Hashable {
    /// Units counted over all locations of the pool.
    public var onHand: Int
    /// Units held back from every channel.
    public var buffer: Int
    /// Units sold and not yet shipped, cancelled or released. A channel's sale is a fact and is never refused.
    public var open: Int

    public init(onHand: Int, buffer: Int = 0, open: Int = 0) {
        precondition(buffer >= 0 && open >= 0, "buffer and open units are never negative")
        self.onHand = onHand
        self.buffer = buffer
        self.open = open
    }

    public init(_ levels: [StockLevel], open: Int) {
        self.init(
            onHand: levels.reduce(0) { $0 + $1.onHand }, buffer: levels.reduce(0) { $0 + $1.buffer }, open: open)
    }

    /// Units that channels may be told about.
    public var available: Int { max(0, self.onHand - self.open - self.buffer) }
    /// Units promised to orders that are there.
    public var reserved: Int { min(self.open, max(0, self.onHand)) }
    /// Units owed that are not there.
    public var short: Int { self.open - self.reserved }
}
